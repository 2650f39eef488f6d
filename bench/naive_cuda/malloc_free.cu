//===- malloc_free.cu - CUDA's own device malloc --------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// usage: malloc_free [threads at once] [pairs a thread] [repeats]
//                    [threads, as many as there are]
//
//===----------------------------------------------------------------------===//

#include "Device.h"

using namespace bench;

__global__ void pairs(unsigned Pairs, size_t Size, uint64_t *Span) {
  if (threadIdx.x)
    return;
  uint64_t Start = timer();
  for (unsigned i = 0; i < Pairs; ++i) {
    void *Block = malloc(Size);
    if (!Block)
      __trap();
    *static_cast<volatile unsigned *>(Block) = i;
    free(Block);
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
  check(cudaDeviceSetLimit(cudaLimitMallocHeapSize, size_t(256) << 20),
        "cudaDeviceSetLimit");
  auto *Span = allocate<uint64_t>(2);

  auto Measure = [&](unsigned Blocks, size_t Size) {
    std::vector<uint64_t> Times;
    for (unsigned r = 0; r < Repeats; ++r) {
      uint64_t Empty[] = {~uint64_t(0), 0};
      check(cudaMemcpy(Span, Empty, sizeof(Empty), cudaMemcpyHostToDevice),
            "cudaMemcpy");
      launch(pairs, Blocks, 32u, Pairs, Size, Span);
      std::vector<uint64_t> Seen = copyBack(Span, 2);
      Times.push_back(Seen[1] - Seen[0]);
    }
    return medianOf(Times, Pairs);
  };
  result("malloc_free_64", Measure(1, 64), "ns");
  result("malloc_free_4096", Measure(1, 4096), "ns");
  result("malloc_free_64_all_threads", Measure(ThreadCount, 64),
         "ns/pair/thread");
  // Slow enough for fewer of them.
  unsigned All = argument(argc, argv, 4, 2111);
  Pairs = Pairs / 20 + 1;
  Repeats = std::min(Repeats, 4u);
  result("malloc_free_64_crowd", 1e3 * All / Measure(All, 64), "M/s");
}
