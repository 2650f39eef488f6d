//===- shared_mutex.cpp - Readers of a shared_mutex -----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Readers do not wait for each other, but all change the word that counts them.
// Writers come before the measurement only, to see that the lock works. One thread alone
// does so in several places in memory, one after the other, since on a GPU some are nearer
// than others.
//
// usage: shared_mutex [threads, one a multiprocessor] [threads in all]
//                     [pairs a thread] [repeats]
//
//===----------------------------------------------------------------------===//

#include "Crowd.h"

#include <mutex>
#include <shared_mutex>

struct alignas(128) Table {
  std::shared_mutex Mutex;
  // Changed together, so they are the same whenever nobody writes.
  alignas(128) volatile unsigned long First, Second;
};

constexpr unsigned Places = 16;
static Table Tables[Places];
static std::atomic<unsigned> Torn;

static void read(Table &T, unsigned Count) {
  for (unsigned i = 0; i < Count; ++i) {
    std::shared_lock<std::shared_mutex> Lock(T.Mutex);
    if (T.First != T.Second)
      Torn.fetch_add(1);
  }
}

static void write(Table &T) {
  std::unique_lock<std::shared_mutex> Lock(T.Mutex);
  T.First = T.First + 1;
  T.Second = T.Second + 1;
}

int main(int argc, char **argv) {
  auto [Few, All, Pairs, Repeats] = bench::Contention(argc, argv);
  constexpr unsigned PairsOfPlace = bench::Contention::PairsAlone / Places;
  Table &Shared = Tables[0];

  auto Contended = [&](const char *Name, unsigned Threads) {
    bench::together(Threads, [&](unsigned) {
      read(Shared, 3);
      write(Shared);
      read(Shared, 3);
    });
    bench::result(Name,
                  bench::medianTogether(Repeats, Threads, Threads * Pairs,
                                        [&](unsigned) { read(Shared, Pairs); }),
                  "ns/pair");
  };
  bench::result("shared_lock_uncontended",
                bench::medianOf(Repeats, PairsOfPlace * Places,
                                [] {
                                  for (Table &Each : Tables)
                                    read(Each, PairsOfPlace);
                                }),
                "ns");
  Contended("shared_lock_contended_sms", Few);
  Contended("shared_lock_contended_all", All);

  if (Shared.First != Few + All || Torn)
    return std::printf("%lu of %u writes, %u torn reads\n", Shared.First,
                       Few + All, Torn.load()),
           1;
}
