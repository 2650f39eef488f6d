//===- barrier.cu - A barrier of all blocks, and one of all warps ---------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The barrier is made as that of cooperative groups: the warps of a block meet
// by the hardware's barrier, one of them meets the other blocks'. In place of
// latches, all warps count down a word of its own for each phase.
//
// usage: barrier [warps but one] [phases] [repeats]
//
//===----------------------------------------------------------------------===//

#include "Device.h"

using namespace bench;

struct Barrier {
  alignas(128) unsigned Arrived;
  alignas(128) unsigned Phase;
};

/// Called by all threads of all blocks.
struct BlocksMeet {
  Barrier *Shared;

  __device__ void wait(unsigned Phase, unsigned) {
    __syncthreads();
    if (threadIdx.x == 0) {
      if (fetchAdd(&Shared->Arrived, 1) + 1 == gridDim.x) {
        storeRelaxed(&Shared->Arrived, 0);
        storeRelease(&Shared->Phase, Phase + 1);
      } else {
        awaitValue(&Shared->Phase, Phase + 1);
      }
    }
    __syncthreads();
  }
};

/// Each on a line of its own.
struct alignas(128) Latch {
  unsigned Arrived;
};

struct WarpsMeet {
  Latch *Latches;

  __device__ void wait(unsigned Phase, unsigned Warps) {
    if (threadIdx.x % 32 == 0) {
      addRelease(&Latches[Phase].Arrived, 1);
      awaitValue(&Latches[Phase].Arrived, Warps);
    }
    __syncwarp();
  }
};

/// The first repeat looks whether others have arrived.
template <typename Kind>
__global__ void __launch_bounds__(BlockThreads)
    phases(Kind Meet, unsigned Phases, unsigned Repeats, unsigned *Reached,
           unsigned *Early, uint64_t *Times) {
  unsigned Warps = gridDim.x * (blockDim.x / 32), Me = warpIndex();
  for (unsigned r = 0; r < Repeats; ++r) {
    uint64_t Start = timer();
    for (unsigned Phase = r * Phases; Phase < (r + 1) * Phases; ++Phase) {
      if (r == 0 && threadIdx.x % 32 == 0)
        storeRelaxed(&Reached[Me], Phase + 1);
      Meet.wait(Phase, Warps);
      if (r == 0 && threadIdx.x % 32 == 0 &&
          loadRelaxed(&Reached[(Me + Warps / 2) % Warps]) <= Phase)
        atomicAdd(Early, 1u);
    }
    if (blockIdx.x == 0 && threadIdx.x == 0)
      Times[r] = timer() - Start;
  }
}

template <typename Kind>
static void measure(const char *Name, Kind Meet, unsigned Blocks,
                    unsigned Threads, unsigned Phases, unsigned Repeats) {
  auto *Reached = allocate<unsigned>(Blocks * (Threads / 32));
  auto *Early = allocate<unsigned>(1);
  auto *Times = allocate<uint64_t>(Repeats);
  launch(phases<Kind>, Blocks, Threads, Meet, Phases, Repeats, Reached, Early,
         Times);
  if (unsigned Count = copyBack(Early, 1)[0]) {
    std::printf("%s: %u times a warp went on early\n", Name, Count);
    std::exit(1);
  }
  result(Name, medianOf(copyBack(Times, Repeats), Phases), "ns/phase");
}

int main(int argc, char **argv) {
  unsigned SMs = multiprocessors();
  unsigned Warps = argument(argc, argv, 1, SMs * WarpsPerBlock - 1) + 1;
  unsigned Phases = argument(argc, argv, 2, 10);
  unsigned Repeats = argument(argc, argv, 3, 5) + 1;
  std::printf("# device gpu\n");
  // Whole blocks, so there can be a few warps more.
  unsigned Blocks = std::min(SMs, Warps);
  unsigned Threads = (Warps + Blocks - 1) / Blocks * 32;
  if (Threads > BlockThreads)
    return std::printf("%u warps are more than %u\n", Warps,
                       SMs * WarpsPerBlock),
           1;
  measure("barrier_all", BlocksMeet{allocate<Barrier>(1)}, Blocks, Threads,
          Phases, Repeats);
  measure("latch_all", WarpsMeet{allocate<Latch>(Phases * Repeats)}, Blocks,
          Threads, Phases, Repeats);
}
