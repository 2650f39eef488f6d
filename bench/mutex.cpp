//===- mutex.cpp - Locking with and without contention --------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// usage: mutex [threads that contend] [pairs a thread] [repeats]
//
//===----------------------------------------------------------------------===//

#include "Measure.h"

#include <mutex>
#include <thread>

int main(int argc, char **argv) {
  unsigned ThreadCount = bench::argument(argc, argv, 1, 8);
  unsigned Pairs = bench::argument(argc, argv, 2, 1000);
  unsigned Repeats = bench::argument(argc, argv, 3, 11);
  bench::printDevice();
  std::printf("# threads %u\n", ThreadCount);

  // glibc leaves locking out of a process that never had a second thread.
  std::thread([] {}).join();

  std::mutex Mutex;
  volatile unsigned long Counter = 0;
  auto Work = [&] {
    for (unsigned i = 0; i < Pairs; ++i) {
      std::lock_guard<std::mutex> Lock(Mutex);
      Counter = Counter + 1;
    }
  };
  bench::result("mutex_uncontended", bench::medianOf(Repeats, Pairs, Work), "ns");

  Counter = 0;
  bench::result("mutex_contended",
                bench::medianOf(Repeats, Pairs * ThreadCount,
                                [&] {
                                  std::vector<std::thread> Threads(ThreadCount);
                                  for (std::thread &Thread : Threads)
                                    Thread = std::thread(Work);
                                  for (std::thread &Thread : Threads)
                                    Thread.join();
                                }),
                "ns/pair");
  unsigned long Expected = (Repeats + 1ul) * Pairs * ThreadCount;
  if (Counter != Expected)
    return std::printf("%lu instead of %lu\n", Counter, Expected), 1;
}
