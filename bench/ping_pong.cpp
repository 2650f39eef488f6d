//===- ping_pong.cpp - A turn handed back and forth -----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Round trips between two threads that each wait for the other, in the ways
// that C++ has for it. How long a word takes from one multiprocessor to another depends on
// which part of the L2 it is in, by a third, so the games are played in several places.
//
// usage: ping_pong [round trips] [repeats]
//
//===----------------------------------------------------------------------===//

#include "Measure.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <semaphore>
#include <thread>
#include <vector>

namespace {

/// One direction: give(i) ends the other side's await(i), for i = 1, 2, ...
struct alignas(256) LoadStore {
  std::atomic<unsigned> Value{0};
  void give(unsigned i) { Value.store(i, std::memory_order_release); }
  void await(unsigned i) {
    while (Value.load(std::memory_order_acquire) != i)
      ;
  }
};

struct alignas(256) WaitNotify {
  std::atomic<unsigned> Value{0};
  void give(unsigned i) {
    Value.store(i, std::memory_order_release);
    Value.notify_one();
  }
  void await(unsigned i) { Value.wait(i - 1, std::memory_order_acquire); }
};

struct alignas(256) Semaphore {
  std::binary_semaphore Value{0};
  void give(unsigned) { Value.release(); }
  void await(unsigned) { Value.acquire(); }
};

/// Both directions by one condition variable.
class alignas(256) Condition {
  std::mutex Mutex;
  std::condition_variable Changed;
  bool Theirs = false;

public:
  template <typename F> void first(unsigned Rounds, F Touch) {
    for (unsigned i = 1; i <= Rounds; ++i) {
      std::unique_lock<std::mutex> Lock(Mutex);
      Touch();
      Theirs = true;
      Changed.notify_one();
      Changed.wait(Lock, [&] { return !Theirs; });
    }
  }
  template <typename F> void second(unsigned Rounds, F Touch) {
    for (unsigned i = 1; i <= Rounds; ++i) {
      std::unique_lock<std::mutex> Lock(Mutex);
      Changed.wait(Lock, [&] { return Theirs; });
      Touch();
      Theirs = false;
      Changed.notify_one();
    }
  }
};

/// Both directions, by a link for each.
template <typename Link> class Pair {
  Link Ping, Pong;

public:
  template <typename F> void first(unsigned Rounds, F Touch) {
    for (unsigned i = 1; i <= Rounds; ++i) {
      Touch();
      Ping.give(i);
      Pong.await(i);
    }
  }
  template <typename F> void second(unsigned Rounds, F Touch) {
    for (unsigned i = 1; i <= Rounds; ++i) {
      Ping.await(i);
      Touch();
      Pong.give(i);
    }
  }
};

constexpr unsigned Places = 16;

template <typename Game, typename F> void play(unsigned Rounds, F Touch) {
  std::vector<Game> Games(Places);
  std::thread Other([&Games, Rounds, Touch] {
    for (Game &Each : Games)
      Each.second(Rounds / Places, Touch);
  });
  for (Game &Each : Games)
    Each.first(Rounds / Places, Touch);
  Other.join();
}

/// Before anything is measured, what one side wrote must be there for the
/// other.
template <typename Game>
void measure(const char *Name, unsigned Rounds, unsigned Repeats) {
  unsigned Touched = 0;
  play<Game>(Rounds, [&] { ++Touched; });
  if (Touched != 2 * Rounds) {
    std::printf("%s: %u instead of %u\n", Name, Touched, 2 * Rounds);
    std::exit(1);
  }
  bench::result(
      Name,
      bench::medianOf(Repeats, Rounds, [=] { play<Game>(Rounds, [] {}); }),
      "ns");
}

} // namespace

int main(int argc, char **argv) {
  unsigned Rounds = bench::argument(argc, argv, 1, 2000) / Places * Places;
  unsigned Repeats = bench::argument(argc, argv, 2, 11);
  bench::printDevice();
  measure<Pair<LoadStore>>("atomic_round_trip", Rounds, Repeats);
  measure<Pair<WaitNotify>>("atomic_wait_round_trip", Rounds, Repeats);
  measure<Pair<Semaphore>>("semaphore_round_trip", Rounds, Repeats);
  measure<Condition>("condition_variable_round_trip", Rounds, Repeats);
}
