//===- mutex.cu - A spin lock of one word ---------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The usual hand-written lock: compare-and-swap until it succeeds, acquire and
// release at device scope. It is neither fair nor does it let waiters sleep.
//
// usage: mutex [threads that contend] [pairs a thread] [repeats]
//
//===----------------------------------------------------------------------===//

#include "Device.h"

using namespace bench;

__device__ void lock(unsigned *Word) {
  unsigned Old;
  do
    asm volatile("atom.acquire.gpu.cas.b32 %0, [%1], 0, 1;"
                 : "=r"(Old) : "l"(Word) : "memory");
  while (Old);
}

/// Each block has one warp, so that the contenders are on different SMs.
__global__ void pairs(unsigned *Word, volatile uint64_t *Counter, unsigned Pairs,
                      uint64_t *Span) {
  if (threadIdx.x)
    return;
  uint64_t Start = timer();
  for (unsigned i = 0; i < Pairs; ++i) {
    lock(Word);
    *Counter = *Counter + 1;
    storeRelease(Word, 0);
  }
  uint64_t End = timer();
  atomicMin(reinterpret_cast<unsigned long long *>(&Span[0]), Start);
  atomicMax(reinterpret_cast<unsigned long long *>(&Span[1]), End);
}

int main(int argc, char **argv) {
  unsigned ThreadCount = argument(argc, argv, 1, 8);
  unsigned Pairs = argument(argc, argv, 2, 1000);
  unsigned Repeats = argument(argc, argv, 3, 11) + 1;
  std::printf("# device gpu\n# threads %u\n", ThreadCount);
  auto *Word = allocate<unsigned>(64);
  auto *Counter = allocate<uint64_t>(32), *Span = allocate<uint64_t>(2);

  uint64_t Expected = 0;
  auto Measure = [&](unsigned Blocks) {
    std::vector<uint64_t> Times;
    for (unsigned r = 0; r < Repeats; ++r) {
      uint64_t Empty[] = {~uint64_t(0), 0};
      check(cudaMemcpy(Span, Empty, sizeof(Empty), cudaMemcpyHostToDevice),
            "cudaMemcpy");
      launch(pairs, Blocks, 32u, Word, static_cast<volatile uint64_t *>(Counter),
             Pairs, Span);
      std::vector<uint64_t> Seen = copyBack(Span, 2);
      Times.push_back(Seen[1] - Seen[0]);
      Expected += uint64_t(Blocks) * Pairs;
    }
    return medianOf(Times, Blocks * Pairs);
  };
  double Alone = Measure(1), Contended = Measure(ThreadCount);
  uint64_t Counted = copyBack(Counter, 1)[0];
  if (Counted != Expected)
    return std::printf("%lu instead of %lu\n", Counted, Expected), 1;
  result("mutex_uncontended", Alone, "ns");
  result("mutex_contended", Contended, "ns/pair");
}
