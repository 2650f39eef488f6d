// Fork and join as a tree: two threads a level. Depth 16 has 65,536 leaves and
// starts 131,070 threads on 64 warps: most wait in the queue, and nearly every
// warp is blocked in a join, so the joiners must run their own children.
// RUN: %agree --keep %s -O2 -- 7
// RUN: env HEDDLE_WARPS=64 %run %agreed 16 | FileCheck %s
// RUN: env HEDDLE_WARPS=3 %run %agreed 12 | FileCheck %s --check-prefix=DEPTH12
// CHECK: depth 16: 2147516416
// DEPTH12: depth 12: 8390656

#include <cstdio>
#include <cstdlib>
#include <thread>

/// The sum of the integers in (Begin, End].
static long sum(long Begin, long End) {
  if (End - Begin == 1)
    return End;
  long Middle = (Begin + End) / 2, Lower = 0, Upper = 0;
  std::thread A([&] { Lower = sum(Begin, Middle); });
  std::thread B([&] { Upper = sum(Middle, End); });
  A.join();
  B.join();
  return Lower + Upper;
}

int main(int, char **argv) {
  int Depth = std::atoi(argv[1]);
  std::printf("depth %d: %ld\n", Depth, sum(0, 1L << Depth));
}
