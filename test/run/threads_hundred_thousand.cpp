// A hundred thousand threads, one after the other and all started before the
// first is joined. None fails for want of warps.
// RUN: %heddle %s -O2 -o %t
// RUN: %run %t | FileCheck %s
// RUN: env HEDDLE_WARPS=2 %run %t | FileCheck %s
// CHECK: one at a time: 100000
// CHECK: all at once: 100000

#include <atomic>
#include <cstdio>
#include <thread>
#include <vector>

constexpr int ThreadCount = 100000;
static std::atomic<long> Ran;

int main() {
  for (int i = 0; i < ThreadCount; ++i)
    std::thread([] { ++Ran; }).join();
  std::printf("one at a time: %ld\n", Ran.exchange(0));
  std::vector<std::thread> Threads;
  for (int i = 0; i < ThreadCount; ++i)
    Threads.emplace_back([] { ++Ran; });
  for (std::thread &Thread : Threads)
    Thread.join();
  std::printf("all at once: %ld\n", Ran.load());
}
