// The last to decrement a count with acq_rel sees what all others wrote before
// their decrements, as std::shared_ptr's destructor relies on.
// RUN: %heddle %s -O2 -o %t
// RUN: %run %t 2000 | FileCheck %s
// CHECK: stale reads by the last owner: 0

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

constexpr int Owners = 4;

struct alignas(256) Slot {
  unsigned Written = 0;
};

int main(int argc, char **argv) {
  unsigned Rounds = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 2000;
  Slot Slots[Owners];
  alignas(256) std::atomic<int> Count{Owners};
  alignas(256) std::atomic<unsigned> Current{1};
  std::atomic<long> Stale{0};

  std::vector<std::thread> Threads;
  for (int t = 0; t < Owners; ++t)
    Threads.emplace_back([&, t] {
      for (unsigned Round = 1; Round <= Rounds; ++Round) {
        Slots[t].Written = Round;
        if (Count.fetch_sub(1, std::memory_order_acq_rel) == 1) {
          for (Slot &S : Slots)
            if (S.Written != Round)
              ++Stale;
          Count.store(Owners, std::memory_order_relaxed);
          Current.store(Round + 1, std::memory_order_release);
        } else {
          for (unsigned Spins = 0;
               Current.load(std::memory_order_acquire) != Round + 1; ++Spins)
            if (Spins > 1000)
              std::this_thread::yield();
        }
      }
    });
  for (std::thread &Thread : Threads)
    Thread.join();
  std::printf("stale reads by the last owner: %ld of %u rounds\n", Stale.load(),
              Rounds);
  return Stale != 0;
}
