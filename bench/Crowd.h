//===- Crowd.h - Threads that all run at once -----------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For what many threads do to each other: they are started first and wait at a
// gate, so that neither their start nor their end is measured.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_BENCH_CROWD_H
#define HEDDLE_BENCH_CROWD_H

#include "Measure.h"

#include <atomic>
#include <thread>

namespace bench {

/// Threads for one on each multiprocessor of an H200.
constexpr unsigned OnePerMultiprocessor = 132;

/// As many as \p Asked threads beside main, or as there are hardware threads if
/// that is 0. With Heddle no more than run at once: those of a crowd wait for
/// each other.
inline unsigned crowd(unsigned Asked) {
  unsigned Hardware = std::thread::hardware_concurrency();
#ifdef __HEDDLE__
  if (Hardware < 2) {
    std::fprintf(stderr, "this benchmark needs two warps or more\n");
    std::exit(1);
  }
  return Asked ? std::min(Asked, Hardware - 1) : Hardware - 1;
#else
  return Asked ? Asked : std::max(Hardware, 2u) - 1;
#endif
}

/// What a benchmark of contention is called with: [threads, one on a multiprocessor]
/// [threads, as many as there are] [pairs a thread] [repeats].
struct Contention {
  unsigned Few, All, Pairs, Repeats;
  static constexpr unsigned PairsAlone = 1000;

  /// Says first where the program runs and with how many threads.
  Contention(int argc, char **argv)
      : Few(crowd(argument(argc, argv, 1, OnePerMultiprocessor))),
        All(crowd(argument(argc, argv, 2, 0))),
        Pairs(argument(argc, argv, 3, 20)),
        Repeats(argument(argc, argv, 4, 5)) {
    printDevice();
    std::printf("# sms %u\n# threads %u\n", Few, All);
  }
};

/// Nanoseconds from the moment that \p Count threads begin \p Body, which takes
/// the thread's number, to the moment that the last is done.
template <typename F> double together(unsigned Count, F Body) {
  std::atomic<unsigned> Ready{0}, Done{0};
  std::atomic<bool> Go{false};
  std::vector<std::thread> Threads;
  Threads.reserve(Count);
  for (unsigned i = 0; i < Count; ++i)
    Threads.emplace_back([&, i] {
      Ready.fetch_add(1);
      while (!Go.load(std::memory_order_acquire))
        std::this_thread::yield();
      Body(i);
      Done.fetch_add(1);
    });
  while (Ready.load() != Count)
    std::this_thread::yield();
  double Time = nanoseconds([&] {
    Go.store(true, std::memory_order_release);
    while (Done.load(std::memory_order_acquire) != Count)
      std::this_thread::yield();
  });
  for (std::thread &Thread : Threads)
    Thread.join();
  return Time;
}

/// Median over \p Repeats of the nanoseconds that one of \p Operations takes,
/// which \p Count threads do together. The first repeat only warms up.
template <typename F>
double medianTogether(unsigned Repeats, unsigned Count, unsigned Operations,
                      F Body) {
  together(Count, Body);
  std::vector<double> Times;
  for (unsigned i = 0; i < Repeats; ++i)
    Times.push_back(together(Count, Body) / Operations);
  return median(Times);
}

} // namespace bench

#endif // HEDDLE_BENCH_CROWD_H
