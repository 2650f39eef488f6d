//===- mutex.cu - A queue lock and a spin lock ----------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The queue lock is that of Mellor-Crummey and Scott: first come, first served,
// each waiter polls a word of its own. Its rows stand beside Heddle's, whose
// mutex is of the same kind. The spin lock is the usual hand-written one:
// compare and swap until it succeeds, which is not fair.
//
// usage: mutex [warps, one a multiprocessor] [warps in all] [pairs a warp]
//              [repeats]
//
//===----------------------------------------------------------------------===//

#include "Device.h"

using namespace bench;

struct SpinLock {
  unsigned *Word;

  __device__ void lock(unsigned) {
    unsigned Old;
    do
      asm volatile("atom.acquire.gpu.cas.b32 %0, [%1], 0, 1;"
                   : "=r"(Old)
                   : "l"(Word)
                   : "memory");
    while (Old);
  }
  __device__ void unlock(unsigned) { storeRelease(Word, 0); }
};

struct alignas(128) Node {
  unsigned Next, Waits;
};

/// Warp i has node i and the name i + 1.
struct QueueLock {
  unsigned *Tail;
  Node *Nodes;

  __device__ void lock(unsigned Me) {
    storeRelaxed(&Nodes[Me].Next, 0);
    storeRelaxed(&Nodes[Me].Waits, 1);
    unsigned Before = exchange(Tail, Me + 1);
    if (!Before)
      return;
    storeRelease(&Nodes[Before - 1].Next, Me + 1);
    awaitValue(&Nodes[Me].Waits, 0);
  }

  __device__ void unlock(unsigned Me) {
    unsigned Next = loadAcquire(&Nodes[Me].Next);
    if (!Next) {
      if (compareExchange(Tail, Me + 1, 0) == Me + 1)
        return;
      // Another is in the queue and about to say so.
      while (!(Next = loadAcquire(&Nodes[Me].Next)))
        ;
    }
    storeRelease(&Nodes[Next - 1].Waits, 0);
  }
};

template <typename Lock>
__global__ void __launch_bounds__(BlockThreads)
    pairs(Lock TheLock, unsigned Warps, unsigned Pairs,
          volatile uint64_t *Counter, Span *Time) {
  unsigned Me = warpIndex();
  if (threadIdx.x % 32 || Me >= Warps)
    return;
  begin(Time, Warps);
  for (unsigned i = 0; i < Pairs; ++i) {
    TheLock.lock(Me);
    *Counter = *Counter + 1;
    TheLock.unlock(Me);
  }
  end(Time);
}

int main(int argc, char **argv) {
  unsigned SMs = multiprocessors();
  unsigned Few = argument(argc, argv, 1, SMs);
  unsigned All = argument(argc, argv, 2, SMs * WarpsPerBlock - 1);
  unsigned Pairs = argument(argc, argv, 3, 20);
  unsigned Repeats = argument(argc, argv, 4, 5);
  constexpr unsigned PairsAlone = 1000;
  std::printf("# device gpu\n");
  volatile uint64_t *Counter = allocate<uint64_t>(1);
  uint64_t Expected = 0;

  auto Measure = [&](auto Lock, const char *Name, unsigned Warps,
                     unsigned PairsOfEach, const char *Unit) {
    double Time = medianSpan(Repeats, Warps * PairsOfEach, [&](Span *Time) {
      launch(pairs<decltype(Lock)>, blocksFor(Warps), BlockThreads, Lock, Warps,
             PairsOfEach, Counter, Time);
    });
    Expected += (Repeats + 1ull) * Warps * PairsOfEach;
    uint64_t Counted = copyBack(const_cast<uint64_t *>(Counter), 1)[0];
    if (Counted != Expected) {
      std::printf("%s: %lu instead of %lu\n", Name, Counted, Expected);
      std::exit(1);
    }
    result(Name, Time, Unit);
  };
  QueueLock Queue{allocate<unsigned>(32), allocate<Node>(std::max(Few, All))};
  Measure(Queue, "mutex_uncontended", 1, PairsAlone, "ns");
  Measure(Queue, "mutex_contended_sms", Few, Pairs, "ns/pair");
  Measure(Queue, "mutex_contended_all", All, Pairs, "ns/pair");
  SpinLock Spin{allocate<unsigned>(32)};
  Measure(Spin, "mutex_uncontended_spin_lock", 1, PairsAlone, "ns");
  Measure(Spin, "mutex_contended_sms_spin_lock", Few, Pairs, "ns/pair");
  Measure(Spin, "mutex_contended_all_spin_lock", All, Pairs, "ns/pair");
}
