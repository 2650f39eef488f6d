//===- ping_pong.cu - A turn handed between warps of two SMs --------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What stands where C++ has an atomic, an atomic wait, a semaphore and a
// condition variable. Nobody sleeps: all of these poll.
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

/// A mailbox under a ticket lock, as a condition variable's state is under its
/// mutex.
struct alignas(256) LockedMailbox {
  unsigned Next, Serving;
  volatile unsigned Mail;

  __device__ void lock() { awaitValue(&Serving, fetchAdd(&Next, 1)); }
  __device__ void unlock() {
    storeRelease(&Serving, loadRelaxed(&Serving) + 1);
  }
  __device__ void give(unsigned i) {
    lock();
    Mail = i;
    unlock();
  }
  __device__ void await(unsigned i) {
    for (;;) {
      lock();
      bool There = Mail == i;
      unlock();
      if (There)
        return;
    }
  }
};

/// Parts of the L2 are nearer to a multiprocessor than others.
constexpr unsigned Places = 16;

/// The first repeat looks whether each side sees what the other one wrote.
template <typename Link>
__global__ void pingPong(Link *Links, unsigned Rounds, unsigned Repeats,
                         volatile unsigned *Touched, uint64_t *Times) {
  if (threadIdx.x)
    return;
  unsigned Each = Rounds / Places;
  for (unsigned r = 0; r < Repeats; ++r) {
    uint64_t Start = timer();
    for (unsigned Place = 0; Place < Places; ++Place) {
      Link &Ping = Links[2 * Place], &Pong = Links[2 * Place + 1];
      for (unsigned i = r * Each + 1; i <= (r + 1) * Each; ++i) {
        if (blockIdx.x != 0)
          Ping.await(i);
        if (r == 0)
          *Touched = *Touched + 1;
        if (blockIdx.x == 0) {
          Ping.give(i);
          Pong.await(i);
        } else {
          Pong.give(i);
        }
      }
    }
    if (blockIdx.x == 0)
      Times[r] = timer() - Start;
  }
}

template <typename Link>
static void measure(const char *Name, unsigned Rounds, unsigned Repeats) {
  auto *Links = allocate<Link>(2 * Places);
  volatile unsigned *Touched = allocate<unsigned>(1);
  auto *Times = allocate<uint64_t>(Repeats);
  launch(pingPong<Link>, 2u, 32u, Links, Rounds, Repeats, Touched, Times);
  unsigned Seen = copyBack(const_cast<unsigned *>(Touched), 1)[0];
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
  measure<LoadStore>("atomic_round_trip", Rounds, Repeats);
  measure<WaitNotify>("atomic_wait_round_trip", Rounds, Repeats);
  measure<Semaphore>("semaphore_round_trip", Rounds, Repeats);
  measure<LockedMailbox>("condition_variable_round_trip", Rounds, Repeats);
}
