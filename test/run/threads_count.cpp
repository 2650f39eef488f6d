// From one thread to far more than there are warps, all started before the
// first is joined.
// RUN: %agree %s -O0 -- 33
// RUN: %agree --keep %s -O2 -- 1
// RUN: %agree --keep --again -- 2
// RUN: env HEDDLE_WARPS=16 %agree --keep --again -- 1000
// RUN: env HEDDLE_WARPS=16 %run %agreed 10000 | FileCheck %s
// With two warps everything runs on the one that main does not occupy; with
// one, on main's own while it joins.
// RUN: env HEDDLE_WARPS=2 %run %agreed 10000 | FileCheck %s
// RUN: env HEDDLE_WARPS=1 %run %agreed 10000 | FileCheck %s
// CHECK: 10000 threads ran, each once; sum 50005000

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

int main(int, char **argv) {
  int Count = std::atoi(argv[1]);
  std::vector<int> Ran(Count);
  std::atomic<long> Sum{0};
  std::vector<std::thread> Threads;
  for (int i = 0; i < Count; ++i)
    Threads.emplace_back([&, i] {
      ++Ran[i];
      Sum += i + 1;
    });
  for (std::thread &Thread : Threads)
    Thread.join();
  for (int i = 0; i < Count; ++i)
    if (Ran[i] != 1)
      return std::printf("thread %d ran %d times\n", i, Ran[i]), 1;
  std::printf("%d threads ran, each once; sum %ld\n", Count, Sum.load());
}
