// Objects constructed in arrays of characters, which are aligned as on x86-64: to 16
// bytes, from 16 bytes on.
// RUN: %agree %s -O0 -Wno-vla-extension
// RUN: %agree %s -O2 -Wno-vla-extension

#include <cstdint>
#include <cstdio>
#include <new>
#include <thread>

static char before;
static char globals[64];
static thread_local char own[40];

__attribute__((noinline)) static double sum(char *storage, int n) {
  auto *numbers = new (storage) double[n];
  for (int i = 0; i < n; ++i)
    numbers[i] = i + 0.5;
  double total = 0;
  for (int i = 0; i < n; ++i)
    total += numbers[i];
  return total;
}

__attribute__((noinline)) static bool aligned(const void *p) {
  return reinterpret_cast<std::uintptr_t>(p) % 16 == 0;
}

__attribute__((noinline)) static double variable(int n) {
  char odd = char(n), storage[n * sizeof(double)];
  std::printf("variable %d %d\n", aligned(storage), odd);
  return sum(storage, n);
}

int main(int argc, char **) {
  char first = 'a', storage[24], second = 'b', more[17];
  static char inside[33];
  std::printf("%c%c%d\n", first, second, before);
  std::printf("%d %d %d %d\n", aligned(storage), aligned(more), aligned(globals),
              aligned(inside));
  std::printf("%g %g %g\n", sum(storage, 3), sum(globals, 8), sum(more, 2));
  std::printf("%g %g\n", sum(inside, 4), variable(argc + 2));
  std::thread([] {
    char odd = 'c', local[50];
    std::printf("%c %d %d %g\n", odd, aligned(local), aligned(own), sum(local, 6));
    std::printf("%g\n", sum(own, 5));
  }).join();
}
