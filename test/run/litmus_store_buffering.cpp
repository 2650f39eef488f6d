// Store buffering: with sequentially consistent stores and loads, or relaxed
// ones and a sequentially consistent fence or exchange between them, two
// threads cannot both miss the other's store.
// RUN: %heddle %s -O2 -o %t
// RUN: %run %t 2000 | FileCheck %s
// CHECK: both missed with seq_cst store and load: 0
// CHECK: both missed with a seq_cst fence: 0
// CHECK: both missed with a seq_cst exchange: 0

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>

enum class Order { Access, Fence, Exchange };

struct alignas(256) Word {
  std::atomic<unsigned> Value{0};
};

static unsigned storeThenLoad(Order How, std::atomic<unsigned> &Mine,
                              std::atomic<unsigned> &Theirs, unsigned Round) {
  switch (How) {
  case Order::Access:
    Mine.store(Round, std::memory_order_seq_cst);
    return Theirs.load(std::memory_order_seq_cst);
  case Order::Fence:
    Mine.store(Round, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    return Theirs.load(std::memory_order_relaxed);
  case Order::Exchange:
    Mine.exchange(Round, std::memory_order_seq_cst);
    return Theirs.load(std::memory_order_seq_cst);
  }
  return 0;
}

static void meet(std::atomic<unsigned> &Arrivals, unsigned Goal) {
  Arrivals.fetch_add(1, std::memory_order_acq_rel);
  for (unsigned Spins = 0; Arrivals.load(std::memory_order_acquire) < Goal;
       ++Spins)
    if (Spins > 1000)
      std::this_thread::yield();
}

static long bothMissed(Order How, unsigned Rounds) {
  Word X, Y, Arrivals;
  unsigned SawX = 0, SawY = 0;
  long Missed = 0;
  std::thread Other([&] {
    for (unsigned Round = 1; Round <= Rounds; ++Round) {
      meet(Arrivals.Value, 4 * Round - 2);
      SawX = storeThenLoad(How, Y.Value, X.Value, Round);
      meet(Arrivals.Value, 4 * Round);
    }
  });
  for (unsigned Round = 1; Round <= Rounds; ++Round) {
    meet(Arrivals.Value, 4 * Round - 2);
    SawY = storeThenLoad(How, X.Value, Y.Value, Round);
    meet(Arrivals.Value, 4 * Round);
    // The other thread writes SawX again only after the next meeting.
    Missed += SawX != Round && SawY != Round;
  }
  Other.join();
  return Missed;
}

int main(int argc, char **argv) {
  unsigned Rounds = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 2000;
  const char *Names[] = {"seq_cst store and load", "a seq_cst fence",
                         "a seq_cst exchange"};
  long All = 0;
  for (int How = 0; How < 3; ++How) {
    long Missed = bothMissed(static_cast<Order>(How), Rounds);
    std::printf("both missed with %s: %ld of %u rounds\n", Names[How], Missed,
                Rounds);
    All += Missed;
  }
  return All != 0;
}
