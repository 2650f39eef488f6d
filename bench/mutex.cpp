//===- mutex.cpp - Locking with and without contention --------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Under contention an operation is what it takes to hand the lock over: from
// one thread's critical section to the next one's.
//
// usage: mutex [threads, one a multiprocessor] [threads in all]
//              [pairs a thread] [repeats]
//
//===----------------------------------------------------------------------===//

#include "Crowd.h"

#include <mutex>

int main(int argc, char **argv) {
  auto [Few, All, Pairs, Repeats] = bench::Contention(argc, argv);
  constexpr unsigned PairsAlone = bench::Contention::PairsAlone;

  // glibc leaves locking out of a process that never had a second thread.
  std::thread([] {}).join();

  std::mutex TheMutex;
  volatile unsigned long TheCounter = 0;
  // What a closure captures has to be loaded again after each lock.
  auto Work = [&](unsigned Count) {
    std::mutex &Mutex = TheMutex;
    volatile unsigned long &Counter = TheCounter;
    for (unsigned i = 0; i < Count; ++i) {
      std::lock_guard<std::mutex> Lock(Mutex);
      Counter = Counter + 1;
    }
  };
  auto Contended = [&](const char *Name, unsigned Threads) {
    bench::result(Name,
                  bench::medianTogether(Repeats, Threads, Threads * Pairs,
                                        [&](unsigned) { Work(Pairs); }),
                  "ns/pair");
  };
  bench::result("mutex_uncontended",
                bench::medianOf(Repeats, PairsAlone, [&] { Work(PairsAlone); }),
                "ns");
  Contended("mutex_contended_sms", Few);
  Contended("mutex_contended_all", All);

  unsigned long Each = PairsAlone + (Few + All) * 1ul * Pairs;
  unsigned long Expected = (Repeats + 1ul) * Each;
  if (TheCounter != Expected)
    return std::printf("%lu instead of %lu\n", TheCounter, Expected), 1;
}
