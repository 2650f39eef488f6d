// The C library's functions read and write objects of any type as bytes, also
// where they are inlined into the program.
// RUN: %agree %s -O2 -latomic

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cwchar>
#include <thread>
#include <vector>

struct Mixed {
  int A;
  float B;
  long C;
};

[[gnu::noinline]] static bool equalsList(const std::vector<int> &V) {
  return std::ranges::equal(V, std::array{3, 2, 1});
}
template <typename T> [[gnu::noinline]] static int compare(const T *Other, T First) {
  T Mine[3] = {First, T(2), T(1)};
  return std::memcmp(Mine, Other, sizeof(Mine)) == 0;
}
template <typename T> [[gnu::noinline]] static double copied(T X, size_t Bytes) {
  T From[2] = {X, X + 1}, To[2] = {};
  std::memcpy(To, From, Bytes);
  double Sum = To[0] + To[1];
  From[0] = 7;
  std::memmove(To + 1, From, Bytes / 2);
  Sum += To[1];
  std::memset(To, 0, Bytes);
  return Sum + To[0];
}
[[gnu::noinline]] static long found(int Needle) {
  int Numbers[4] = {1, 256, 3, Needle};
  auto *At = static_cast<char *>(std::memchr(Numbers, Needle, sizeof(Numbers)));
  return At - reinterpret_cast<char *>(Numbers);
}
[[gnu::noinline]] static long sorted(long A, long B, long C) {
  long Values[3] = {A, B, C};
  std::qsort(Values, 3, sizeof(long), [](const void *X, const void *Y) {
    return int(*static_cast<const long *>(X) - *static_cast<const long *>(Y));
  });
  return Values[0] * 100 + Values[1] * 10 + Values[2];
}
[[gnu::noinline]] static size_t length(int Word) {
  int Text[2] = {Word, 0};
  return std::strlen(reinterpret_cast<char *>(Text));
}
[[gnu::noinline]] static long wide(Mixed M) {
  // Larger than the hardware's: copied as bytes, under a lock.
  static std::atomic<Mixed> Atomic;
  Atomic.store(M);
  Mixed Expected = M;
  Mixed Desired = {M.A + 1, M.B * 2, M.C + 1};
  bool Done = Atomic.compare_exchange_strong(Expected, Desired);
  Mixed Now = Atomic.load();
  return Done * 1000 + Now.A * 100 + long(Now.B) * 10 + Now.C;
}

int main() {
  int I[3] = {3, 2, 1};
  float F[3] = {3, 2, 1};
  long L[3] = {3, 2, 1};
  std::printf("%d %d %d %d\n", equalsList({3, 2, 1}), compare(I, 3), compare(F, 3.f),
              compare(L, 3L));
  std::printf("%g %g %g\n", copied(5, 8), copied(5.f, 8), copied(5., 16));
  std::printf("%ld %ld %zu\n", found(0x44), sorted(3, 1, 2), length(0x616263));
  std::printf("%ld\n", wide({1, 2, 3}));
  std::thread([&] { std::printf("%d\n", compare(L, 4L)); }).join();
}
