//===- shared_mutex.cpp - Readers of a shared_mutex -----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Readers do not wait for each other, but all change the word that counts them.
// Writers come before the measurement only, to see that the lock works.
//
// usage: shared_mutex [threads, one a multiprocessor] [threads in all]
//                     [pairs a thread] [repeats]
//
//===----------------------------------------------------------------------===//

#include "Crowd.h"

#include <mutex>
#include <shared_mutex>

static std::shared_mutex Mutex;
// Changed together, so they are the same whenever nobody writes.
static volatile unsigned long First, Second;
static std::atomic<unsigned> Torn;

static void read(unsigned Count) {
  for (unsigned i = 0; i < Count; ++i) {
    std::shared_lock<std::shared_mutex> Lock(Mutex);
    if (First != Second)
      Torn.fetch_add(1);
  }
}

static void write() {
  std::unique_lock<std::shared_mutex> Lock(Mutex);
  First = First + 1;
  Second = Second + 1;
}

int main(int argc, char **argv) {
  auto [Few, All, Pairs, Repeats] = bench::Contention(argc, argv);
  constexpr unsigned PairsAlone = bench::Contention::PairsAlone;

  auto Contended = [&](const char *Name, unsigned Threads) {
    bench::together(Threads, [&](unsigned) {
      read(3);
      write();
      read(3);
    });
    bench::result(Name,
                  bench::medianTogether(Repeats, Threads, Threads * Pairs,
                                        [&](unsigned) { read(Pairs); }),
                  "ns/pair");
  };
  bench::result("shared_lock_uncontended",
                bench::medianOf(Repeats, PairsAlone, [&] { read(PairsAlone); }),
                "ns");
  Contended("shared_lock_contended_sms", Few);
  Contended("shared_lock_contended_all", All);

  if (First != Few + All || Torn)
    return std::printf("%lu of %u writes, %u torn reads\n", First, Few + All,
                       Torn.load()),
           1;
}
