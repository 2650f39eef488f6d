// Atomics that no device has an instruction for: of 16 bytes and more, of odd
// sizes, and of 8 bytes where the type is aligned to 4.
// RUN: %agree %s -O2 -std=c++20 -latomic
// RUN: %agree %s -O0 -std=c++20 -latomic

#include "Inputs/threads.h"

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstring>

constexpr int Rounds = 300;

/// N counters that always agree, unless a value is torn.
template <typename T, int N> struct Same {
  T Values[N];

  bool torn() const {
    for (T Value : Values)
      if (Value != Values[0])
        return true;
    return false;
  }
  Same next() const {
    Same Next;
    for (T &Value : Next.Values)
      Value = Values[0] + 1;
    return Next;
  }
};

template <typename T, int N> static void count(const char *Name) {
  using Value = Same<T, N>;
  std::atomic<Value> Counter{Value{}}, Stored{Value{}};
  std::atomic<int> Torn{0};
  inThreads([&](int) {
    for (int i = 0; i < Rounds; ++i) {
      Value Old = Counter.load();
      while (!Counter.compare_exchange_weak(Old, Old.next(),
                                            std::memory_order_acq_rel))
        Torn += Old.torn();
      Torn += Old.torn();
      Stored.store(Old, std::memory_order_release);
      Torn += Stored.load(std::memory_order_acquire).torn();
      Torn += Stored.exchange(Old.next()).torn();
    }
  });
  std::printf("%s: %ld, torn %d\n", Name, long(Counter.load().Values[0]),
              Torn.load());
}

int main() {
  count<int32_t, 2>("8 bytes");
  count<int64_t, 2>("16 bytes");
  count<int64_t, 3>("24 bytes");
  count<int16_t, 3>("6 bytes");
  count<int32_t, 3>("12 bytes");
  count<int64_t, 16>("128 bytes");
  char Bytes[3] = {1, 2, 3};
  struct Odd {
    char Bytes[3];
  };
  std::atomic<Odd> Three{Odd{1, 2, 3}};
  Odd Old = Three.exchange(Odd{4, 5, 6});
  std::printf("3 bytes: %d, then %d\n", std::memcmp(Old.Bytes, Bytes, 3) == 0,
              Three.load().Bytes[2]);

  alignas(16) __int128 Sum = 0;
  inThreads([&](int t) {
    for (int i = 0; i < Rounds; ++i)
      __atomic_fetch_add(&Sum, (__int128(1) << 64) + t, __ATOMIC_SEQ_CST);
  });
  std::printf("__int128: %ld %ld\n", long(Sum >> 64), long(Sum));

  struct alignas(4) Half {
    int32_t First, Second;
  };
  Half Plain[4] = {};
  Half *Misaligned = reinterpret_cast<Half *>(&Plain[0].Second);
  inThreads([&](int) {
    for (int i = 0; i < Rounds; ++i) {
      Half Before, After;
      __atomic_load(Misaligned, &Before, __ATOMIC_RELAXED);
      do
        After = {Before.First + 1, Before.Second - 1};
      while (!__atomic_compare_exchange(Misaligned, &Before, &After, false,
                                        __ATOMIC_SEQ_CST, __ATOMIC_RELAXED));
    }
  });
  std::printf("misaligned: %d %d\n", Misaligned->First, Misaligned->Second);
}
