//===- ping_pong.cu - A turn handed between warps of two SMs --------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What stands where C++ has an atomic, an atomic wait, a semaphore and a
// condition variable with its mutex. Nobody sleeps: all of these poll. Of two mailboxes
// under a lock there is none in C++; they are a floor for the condition variable.
//
// usage: ping_pong [round trips] [repeats]
//
//===----------------------------------------------------------------------===//

#include "Device.h"

using namespace bench;

/// One direction, on a line of its own: give(i) ends the other side's await(i).
struct alignas(256) LoadStore {
  unsigned Value;
  __device__ void give(unsigned i) { storeRelease(&Value, i); }
  __device__ void await(unsigned i) {
    while (loadAcquire(&Value) != i)
      ;
  }
};

/// A waiter that leaves the L1 cache to its neighbours.
struct alignas(256) WaitNotify {
  unsigned Value;
  __device__ void give(unsigned i) { storeRelease(&Value, i); }
  __device__ void await(unsigned i) { awaitValue(&Value, i); }
};

struct alignas(256) Semaphore {
  unsigned Value;
  __device__ void give(unsigned) { addRelease(&Value, 1); }
  __device__ void await(unsigned) {
    for (;;) {
      unsigned Seen = loadRelaxed(&Value);
      if (Seen && compareExchange(&Value, Seen, Seen - 1) == Seen)
        return;
    }
  }
};

/// First come, first served. Who holds it knows its ticket, so that unlocking is
/// one store.
struct TicketMutex {
  unsigned Next, Serving;

  /// Asks for a ticket and whose turn it is in one trip.
  __device__ unsigned lock() {
    unsigned Ticket = fetchAddRelaxed(&Next, 1);
    while (loadRelaxed(&Serving) != Ticket)
      ;
    fenceAcquire();
    return Ticket;
  }
  __device__ void unlock(unsigned Ticket) { storeRelease(&Serving, Ticket + 1); }
};

/// Who waits watches a number that whoever wakes somebody raises, with the mutex
/// held, as it always is here. All who wait are woken, which C++ allows.
struct ConditionVariable {
  alignas(128) unsigned Sequence;

  __device__ void notify() { addRelaxed(&Sequence, 1); }
  /// Returns the new ticket.
  __device__ unsigned wait(TicketMutex &Mutex, unsigned Ticket) {
    unsigned Seen = loadRelaxed(&Sequence);
    Mutex.unlock(Ticket);
    while (loadRelaxed(&Sequence) == Seen)
      ;
    return Mutex.lock();
  }
};

/// The steps of bench/ping_pong.cpp's class of this name.
struct alignas(256) Condition {
  TicketMutex Mutex;
  unsigned Theirs;
  ConditionVariable Changed;

  template <typename F>
  __device__ void first(unsigned From, unsigned To, F Touch) {
    for (unsigned i = From; i < To; ++i) {
      unsigned Ticket = Mutex.lock();
      Touch();
      Theirs = true;
      Changed.notify();
      while (Theirs)
        Ticket = Changed.wait(Mutex, Ticket);
      Mutex.unlock(Ticket);
    }
  }
  template <typename F>
  __device__ void second(unsigned From, unsigned To, F Touch) {
    for (unsigned i = From; i < To; ++i) {
      unsigned Ticket = Mutex.lock();
      while (!Theirs)
        Ticket = Changed.wait(Mutex, Ticket);
      Touch();
      Theirs = false;
      Changed.notify();
      Mutex.unlock(Ticket);
    }
  }
};

/// No condition variable, but a floor for what is guarded by a mutex: a mailbox
/// under a lock that is taken again and again until there is mail.
struct alignas(256) LockedMailbox {
  TicketMutex Mutex;
  unsigned Mail;

  __device__ void give(unsigned i) {
    unsigned Ticket = Mutex.lock();
    Mail = i;
    Mutex.unlock(Ticket);
  }
  __device__ void await(unsigned i) {
    bool There;
    do {
      unsigned Ticket = Mutex.lock();
      There = Mail == i;
      Mutex.unlock(Ticket);
    } while (!There);
  }
};

/// Both directions, by a link for each.
template <typename Link> struct Pair {
  Link Ping, Pong;

  template <typename F>
  __device__ void first(unsigned From, unsigned To, F Touch) {
    for (unsigned i = From; i < To; ++i) {
      Touch();
      Ping.give(i);
      Pong.await(i);
    }
  }
  template <typename F>
  __device__ void second(unsigned From, unsigned To, F Touch) {
    for (unsigned i = From; i < To; ++i) {
      Ping.await(i);
      Touch();
      Pong.give(i);
    }
  }
};

/// Parts of the L2 are nearer to a multiprocessor than others.
constexpr unsigned Places = 16;

template <typename Game, typename F>
__device__ void play(Game *Games, unsigned From, unsigned To, F Touch) {
  for (unsigned Place = 0; Place < Places; ++Place)
    if (blockIdx.x == 0)
      Games[Place].first(From, To, Touch);
    else
      Games[Place].second(From, To, Touch);
}

/// The first repeat looks whether each side sees what the other one wrote.
template <typename Game>
__global__ void pingPong(Game *Games, unsigned Rounds, unsigned Repeats,
                         unsigned *Touched, uint64_t *Times) {
  if (threadIdx.x)
    return;
  unsigned Each = Rounds / Places;
  play(Games, 1, Each + 1, [=] { *Touched = *Touched + 1; });
  for (unsigned r = 1; r < Repeats; ++r) {
    uint64_t Start = timer();
    play(Games, r * Each + 1, (r + 1) * Each + 1, [] {});
    if (blockIdx.x == 0)
      Times[r] = timer() - Start;
  }
}

template <typename Game>
static void measure(const char *Name, unsigned Rounds, unsigned Repeats) {
  auto *Games = allocate<Game>(Places);
  auto *Touched = allocate<unsigned>(1);
  auto *Times = allocate<uint64_t>(Repeats);
  launch(pingPong<Game>, 2u, 32u, Games, Rounds, Repeats, Touched, Times);
  unsigned Seen = copyBack(Touched, 1)[0];
  if (Seen != 2 * Rounds) {
    std::printf("%s: %u instead of %u\n", Name, Seen, 2 * Rounds);
    std::exit(1);
  }
  result(Name, medianOf(copyBack(Times, Repeats), Rounds), "ns");
}

int main(int argc, char **argv) {
  unsigned Rounds = argument(argc, argv, 1, 2000) / Places * Places;
  unsigned Repeats = argument(argc, argv, 2, 11) + 1;
  std::printf("# device gpu\n");
  measure<Pair<LoadStore>>("atomic_round_trip", Rounds, Repeats);
  measure<Pair<WaitNotify>>("atomic_wait_round_trip", Rounds, Repeats);
  measure<Pair<Semaphore>>("semaphore_round_trip", Rounds, Repeats);
  measure<Condition>("condition_variable_round_trip", Rounds, Repeats);
  measure<Pair<LockedMailbox>>("two_locked_mailboxes_round_trip", Rounds,
                               Repeats);
}
