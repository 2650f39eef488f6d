// The one header of Heddle's own.
// RUN: %heddle %s -O2 -o %t
// RUN: env HEDDLE_WARPS=8 %run %t | FileCheck %s
// CHECK: main on warp 0 of 8
// CHECK: thread on another warp: 1, below the count: 1

#include <atomic>
#include <cstdio>
#include <thread>

#include <heddle/introspect.h>

int main() {
  std::printf("main on warp %u of %u\n", heddle::warp_id(), heddle::warp_count());
  // main joins only when the thread is done, or it could run it itself.
  std::atomic<bool> Done{false};
  std::thread Thread([&] {
    std::printf("thread on another warp: %d, below the count: %d\n",
                heddle::warp_id() != 0, heddle::warp_id() < heddle::warp_count());
    Done = true;
  });
  while (!Done)
    std::this_thread::yield();
  Thread.join();
}
