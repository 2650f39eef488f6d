//===- shared_mutex.cu - Readers of a lock of one word --------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One word counts the readers and has a bit for a writer. Writers come before
// the measurement only, and are not fair.
//
// usage: shared_mutex [warps, one a multiprocessor] [warps in all]
//                     [pairs a warp] [repeats]
//
//===----------------------------------------------------------------------===//

#include "Device.h"

using namespace bench;

constexpr unsigned Writing = 1u << 31;

/// First and Second change together, so they are the same whenever nobody
/// writes.
constexpr unsigned Places = 16;

struct Table {
  alignas(128) unsigned Lock;
  alignas(128) volatile unsigned First, Second;
  alignas(128) unsigned Torn;
};

__device__ void read(Table *T, unsigned Count) {
  for (unsigned i = 0; i < Count; ++i) {
    while (fetchAddAcquire(&T->Lock, 1) & Writing) {
      addRelease(&T->Lock, ~0u);
      while (loadRelaxed(&T->Lock) & Writing)
        ;
    }
    if (T->First != T->Second)
      atomicAdd(&T->Torn, 1u);
    addRelease(&T->Lock, ~0u);
  }
}

__device__ void write(Table *T) {
  while (compareExchange(&T->Lock, 0, Writing))
    ;
  T->First = T->First + 1;
  T->Second = T->Second + 1;
  // Readers that will have to wait may have counted themselves meanwhile.
  addRelease(&T->Lock, Writing);
}

__global__ void __launch_bounds__(BlockThreads)
    readers(Table *T, unsigned Warps, unsigned Pairs, bool Check, Span *Time) {
  if (threadIdx.x % 32 || warpIndex() >= Warps)
    return;
  begin(Time, Warps);
  if (Check) {
    read(T, 3);
    write(T);
    read(T, 3);
  } else if (Warps == 1) {
    for (unsigned Place = 0; Place < Places; ++Place)
      read(&T[Place], Pairs / Places);
  } else {
    read(T, Pairs);
  }
  end(Time);
}

int main(int argc, char **argv) {
  unsigned SMs = multiprocessors();
  unsigned Few = argument(argc, argv, 1, SMs);
  unsigned All = argument(argc, argv, 2, SMs * WarpsPerBlock - 1);
  unsigned Pairs = argument(argc, argv, 3, 20);
  unsigned Repeats = argument(argc, argv, 4, 5);
  constexpr unsigned PairsAlone = 1000 / Places * Places;
  std::printf("# device gpu\n");
  auto *T = allocate<Table>(Places);
  unsigned Written = 0;

  auto Measure = [&](const char *Name, unsigned Warps, unsigned PairsOfEach,
                     const char *Unit) {
    for (bool Check : {true, false}) {
      double Time =
          medianSpan(Check ? 1 : Repeats, Warps * PairsOfEach, [&](Span *Time) {
            launch(readers, blocksFor(Warps), BlockThreads, T, Warps,
                   PairsOfEach, Check, Time);
            Written += Check ? Warps : 0;
          });
      Table Seen = copyBack(T, 1)[0];
      if (Seen.First != Written || Seen.Torn || Seen.Lock) {
        std::printf("%s: %u of %u writes, %u torn reads, lock word %x\n", Name,
                    unsigned(Seen.First), Written, Seen.Torn, Seen.Lock);
        std::exit(1);
      }
      if (!Check)
        result(Name, Time, Unit);
    }
  };
  Measure("shared_lock_uncontended", 1, PairsAlone, "ns");
  Measure("shared_lock_contended_sms", Few, Pairs, "ns/pair");
  Measure("shared_lock_contended_all", All, Pairs, "ns/pair");
}
