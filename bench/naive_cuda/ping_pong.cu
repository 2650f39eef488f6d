//===- ping_pong.cu - A word handed between warps of two SMs --------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// usage: ping_pong [round trips] [repeats]
//
//===----------------------------------------------------------------------===//

#include "Device.h"

using namespace bench;

/// Words[0] goes there, Words[64] comes back: lines of their own.
__global__ void pingPong(unsigned *Words, unsigned Rounds, unsigned Repeats,
                         uint64_t *Times) {
  if (threadIdx.x)
    return;
  unsigned *Ping = Words, *Pong = Words + 64;
  for (unsigned r = 0; r < Repeats; ++r) {
    uint64_t Start = timer();
    for (unsigned i = r * Rounds + 1; i <= (r + 1) * Rounds; ++i)
      if (blockIdx.x == 0) {
        storeRelease(Ping, i);
        while (loadAcquire(Pong) != i)
          ;
      } else {
        while (loadAcquire(Ping) != i)
          ;
        storeRelease(Pong, i);
      }
    if (blockIdx.x == 0)
      Times[r] = timer() - Start;
  }
}

int main(int argc, char **argv) {
  unsigned Rounds = argument(argc, argv, 1, 2000);
  unsigned Repeats = argument(argc, argv, 2, 11) + 1;
  std::printf("# device gpu\n");
  auto *Words = allocate<unsigned>(128);
  auto *Times = allocate<uint64_t>(Repeats);
  launch(pingPong, 2u, 32u, Words, Rounds, Repeats, Times);
  result("atomic_round_trip", medianOf(copyBack(Times, Repeats), Rounds), "ns");
}
