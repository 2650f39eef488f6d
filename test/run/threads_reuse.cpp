// The same warps serve many generations of threads; nothing of a thread may
// leak (100,000 of them one after the other), and results stay right.
// RUN: %agree --keep %s -O2 -- 2000
// RUN: env HEDDLE_WARPS=8 %run %agreed 100000 | FileCheck %s
// CHECK: 100000 threads, one after the other

#include <cstdio>
#include <cstdlib>
#include <thread>

int main(int, char **argv) {
  long Count = std::atol(argv[1]), Total = 0;
  for (long i = 0; i < Count; ++i)
    std::thread([&Total, i] { Total += i; }).join();
  if (Total != Count * (Count - 1) / 2)
    return std::printf("total %ld\n", Total), 1;
  std::printf("%ld threads, one after the other\n", Count);
}
