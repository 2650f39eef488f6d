//===- Workers.h - The same work for however many threads there are -------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_BENCH_WORKERS_H
#define HEDDLE_BENCH_WORKERS_H

#include "Measure.h"

#include <atomic>
#include <thread>

namespace bench {

/// As many threads as the hardware runs at once.
class Workers {
  unsigned Count = std::max(std::thread::hardware_concurrency(), 1u);

public:
  /// Says first where the program runs and with how many threads.
  Workers() {
    printDevice();
    std::printf("# threads %u\n", Count);
    std::fflush(stdout);
  }

  /// Calls \p Body for each number below \p Pieces, once. Who is done early takes
  /// more of them.
  template <typename F> void forEach(unsigned Pieces, F Body) const {
    std::atomic<unsigned> Next{0};
    std::vector<std::thread> Threads;
    Threads.reserve(Count);
    for (unsigned i = 0; i < Count; ++i)
      Threads.emplace_back([&] {
        for (unsigned Piece;
             (Piece = Next.fetch_add(1, std::memory_order_relaxed)) < Pieces;)
          Body(Piece);
      });
    for (std::thread &Thread : Threads)
      Thread.join();
  }
};

} // namespace bench

#endif // HEDDLE_BENCH_WORKERS_H
