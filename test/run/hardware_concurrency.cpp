// hardware_concurrency is the number of warps the launch holds.
// RUN: %heddle %s -O2 -o %t
// RUN: env HEDDLE_WARPS=1 %run %t 1
// RUN: env HEDDLE_WARPS=2 %run %t 2
// RUN: env HEDDLE_WARPS=33 %run %t 33
// RUN: %run %t
// A number that is none is refused, not ignored.
// RUN: not env HEDDLE_WARPS=many %run %t 2>&1 | FileCheck %s
// RUN: not env HEDDLE_WARPS=0 %run %t 2>&1 | FileCheck %s
// CHECK: heddle: {{.*}}HEDDLE_WARPS

#include <cstdio>
#include <cstdlib>
#include <thread>

int main(int argc, char **argv) {
  unsigned Warps = std::thread::hardware_concurrency();
  unsigned InThread = 0;
  std::thread([&] { InThread = std::thread::hardware_concurrency(); }).join();
  std::printf("%u %u\n", Warps, InThread);
  if (InThread != Warps || Warps == 0)
    return 1;
  return argc > 1 && Warps != std::strtoul(argv[1], nullptr, 10) ? 2 : 0;
}
