// Atomics of 1, 2, 4 and 8 bytes: every operation, under contention, beside
// neighbours in the same word that other threads change.
// RUN: %agree %s -O2 -std=c++20 -latomic
// RUN: %agree %s -O0 -std=c++20 -latomic

#include "Inputs/threads.h"

#include <atomic>
#include <cstdint>
#include <cstdio>

constexpr int Rounds = 200;

template <typename T> static void integer(const char *Name) {
  // Neighbours: a narrow atomic that is implemented on the word around it
  // must not touch them.
  std::atomic<T> Cells[8] = {};
  std::atomic<T> Bits{0}, Mask{static_cast<T>(~T(0))}, Toggled{0}, Exchanged{0},
      Claimed{0};
  std::atomic<unsigned long> Given{0}, Taken{0};
  inThreads([&](int t) {
    for (int i = 0; i < Rounds; ++i) {
      Cells[t].fetch_add(static_cast<T>(t + 1));
      Cells[(t + 1) % 8].fetch_sub(1, std::memory_order_acq_rel);
      Bits.fetch_or(static_cast<T>(T(1) << t), std::memory_order_release);
      Mask.fetch_and(static_cast<T>(~(T(1) << t)), std::memory_order_relaxed);
      Toggled.fetch_xor(static_cast<T>(T(1) << t));
      Given += t + 1;
      Taken += static_cast<unsigned long>(Exchanged.exchange(
          static_cast<T>(t + 1), std::memory_order_acq_rel));
      T Expected = Claimed.load(std::memory_order_relaxed);
      while (!Claimed.compare_exchange_weak(Expected,
                                            static_cast<T>(Expected + 3)))
        ;
    }
  });
  std::printf("%s:", Name);
  for (std::atomic<T> &Cell : Cells)
    std::printf(" %lld", static_cast<long long>(Cell.load()));
  std::printf(" | %llx %llx %llx %lld | exchanged %d | lock-free %d\n",
              static_cast<unsigned long long>(std::make_unsigned_t<T>(Bits)),
              static_cast<unsigned long long>(std::make_unsigned_t<T>(Mask)),
              static_cast<unsigned long long>(std::make_unsigned_t<T>(Toggled)),
              static_cast<long long>(Claimed.load()),
              Given == Taken + static_cast<unsigned long>(Exchanged.load()),
              Bits.is_lock_free());
}

struct Pair {
  int32_t First, Second;
};

int main() {
  integer<int8_t>("int8");
  integer<uint8_t>("uint8");
  integer<int16_t>("int16");
  integer<uint16_t>("uint16");
  integer<int32_t>("int32");
  integer<uint32_t>("uint32");
  integer<int64_t>("int64");
  integer<uint64_t>("uint64");

  std::atomic<bool> Lock{false};
  std::atomic_flag Flag = ATOMIC_FLAG_INIT;
  std::atomic<Pair> Both{Pair{0, 0}};
  std::atomic<float> Float{0};
  std::atomic<double> Double{0};
  int Array[2000];
  std::atomic<int *> Cursor{Array};
  long ByBool = 0, ByFlag = 0;
  inThreads([&](int) {
    for (int i = 0; i < Rounds; ++i) {
      bool Free = false;
      while (!Lock.compare_exchange_strong(Free, true, std::memory_order_acquire)) {
        Free = false;
        std::this_thread::yield();
      }
      ++ByBool;
      Lock.store(false, std::memory_order_release);
      while (Flag.test_and_set(std::memory_order_acquire))
        std::this_thread::yield();
      ++ByFlag;
      Flag.clear(std::memory_order_release);
      Pair Old = Both.load();
      while (!Both.compare_exchange_weak(Old, Pair{Old.First + 1, Old.Second - 1}))
        ;
      Float.fetch_add(0.5f);
      Double.fetch_sub(0.25);
      *Cursor.fetch_add(1) = 1;
    }
  });
  int Ones = 0;
  for (int *P = Array; P != Cursor.load(); ++P)
    Ones += *P;
  std::printf("%ld %ld (%d, %d) %g %g %d\n", ByBool, ByFlag, Both.load().First,
              Both.load().Second, Float.load(), Double.load(), Ones);

  int Unwrapped = 0;
  inThreads([&](int) { std::atomic_ref(Unwrapped).fetch_add(2); });
  std::atomic_thread_fence(std::memory_order_seq_cst);
  std::printf("%d\n", Unwrapped);
}
