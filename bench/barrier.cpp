//===- barrier.cpp - All threads wait for each other ----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// usage: barrier [threads beside main] [phases] [repeats]
//
//===----------------------------------------------------------------------===//

#include "Crowd.h"

#include <barrier>
#include <latch>
#include <memory>

namespace {

struct Barriers {
  std::barrier<> Barrier;
  Barriers(unsigned Threads, unsigned) : Barrier(Threads) {}
  void wait(unsigned) { Barrier.arrive_and_wait(); }
};

/// A latch is used once.
struct Latches {
  std::vector<std::unique_ptr<std::latch>> Each;
  Latches(unsigned Threads, unsigned Phases) {
    for (unsigned i = 0; i < Phases; ++i)
      Each.push_back(std::make_unique<std::latch>(Threads));
  }
  void wait(unsigned Phase) { Each[Phase]->arrive_and_wait(); }
};

/// Rounds of phases, of which main, one of the threads, measures each round.
template <typename Kind> struct Crowd {
  unsigned Count, Phases, Rounds;
  Kind Waits;
  std::vector<std::atomic<unsigned>> Reached;
  std::atomic<unsigned> Early{0};

  Crowd(unsigned Count, unsigned Phases, unsigned Rounds)
      : Count(Count), Phases(Phases), Rounds(Rounds),
        Waits(Count, Phases * Rounds), Reached(Count) {}

  /// The first round, which only warms up, looks whether others have arrived.
  void round(unsigned Me, unsigned Round) {
    // Read once: a member would have to be asked for again in each phase.
    unsigned Begin = Round * Phases, End = Begin + Phases;
    for (unsigned Phase = Begin; Phase < End; ++Phase) {
      if (Round == 0)
        Reached[Me].store(Phase + 1, std::memory_order_relaxed);
      Waits.wait(Phase);
      if (Round == 0 && Reached[(Me + Count / 2) % Count].load(
                            std::memory_order_relaxed) <= Phase)
        Early.fetch_add(1);
    }
  }

  std::vector<double> run() {
    std::vector<std::thread> Threads;
    for (unsigned Me = 1; Me < Count; ++Me)
      Threads.emplace_back([this, Me] {
        for (unsigned Round = 0; Round < Rounds; ++Round)
          round(Me, Round);
      });
    std::vector<double> Times;
    for (unsigned Round = 0; Round < Rounds; ++Round)
      Times.push_back(bench::nanoseconds([&] { round(0, Round); }) / Phases);
    for (std::thread &Thread : Threads)
      Thread.join();
    Times.erase(Times.begin());
    return Times;
  }
};

template <typename Kind>
void measure(const char *Name, unsigned Count, unsigned Phases,
             unsigned Repeats) {
  Crowd<Kind> All(Count, Phases, Repeats + 1);
  double Time = bench::median(All.run());
  if (unsigned Early = All.Early) {
    std::printf("%s: %u times a thread went on early\n", Name, Early);
    std::exit(1);
  }
  bench::result(Name, Time, "ns/phase");
}

} // namespace

int main(int argc, char **argv) {
  unsigned Threads = bench::crowd(bench::argument(argc, argv, 1, 0));
  unsigned Phases = bench::argument(argc, argv, 2, 10);
  unsigned Repeats = bench::argument(argc, argv, 3, 5);
  bench::printDevice();
  std::printf("# threads %u\n", Threads);
  measure<Barriers>("barrier_all", Threads + 1, Phases, Repeats);
  measure<Latches>("latch_all", Threads + 1, Phases, Repeats);
}
