//===- malloc_free.cpp - Pairs of malloc and free -------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// usage: malloc_free [threads at once] [pairs a thread] [repeats]
//
//===----------------------------------------------------------------------===//

#include "Crowd.h"

static void pairs(unsigned Count, size_t Size) {
  for (unsigned i = 0; i < Count; ++i) {
    void *Block = std::malloc(Size);
    *static_cast<volatile unsigned *>(Block) = i;
    std::free(Block);
  }
}

/// \p Live blocks at a time, each freed long after it was allocated.
static void rotate(unsigned Count, size_t Size) {
  constexpr unsigned Live = 64;
  void *Blocks[Live] = {};
  for (unsigned i = 0; i < Count; ++i) {
    std::free(Blocks[i % Live]);
    Blocks[i % Live] = std::malloc(Size + i % 7 * 16);
    *static_cast<volatile unsigned *>(Blocks[i % Live]) = i;
  }
  for (void *Block : Blocks)
    std::free(Block);
}

int main(int argc, char **argv) {
  unsigned ThreadCount = bench::crowd(bench::argument(argc, argv, 1, 8));
  unsigned Pairs = bench::argument(argc, argv, 2, 1000);
  unsigned Repeats = bench::argument(argc, argv, 3, 11);
  bench::printDevice();
  std::printf("# threads %u\n", ThreadCount);
  std::thread([] {}).join();

  bench::result("malloc_free_64",
                bench::medianOf(Repeats, Pairs, [=] { pairs(Pairs, 64); }), "ns");
  bench::result("malloc_free_4096",
                bench::medianOf(Repeats, Pairs, [=] { pairs(Pairs, 4096); }),
                "ns");
  bench::result("malloc_free_rotating",
                bench::medianOf(Repeats, Pairs, [=] { rotate(Pairs, 64); }),
                "ns");

  bench::result("malloc_free_64_all_threads",
                bench::medianTogether(Repeats, ThreadCount, Pairs,
                                      [=](unsigned) { pairs(Pairs, 64); }),
                "ns/pair/thread");
}
