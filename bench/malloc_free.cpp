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

#include "Measure.h"

#include <atomic>
#include <thread>

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
  unsigned ThreadCount = bench::argument(argc, argv, 1, 8);
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

  // From the moment all threads run to the moment the last is done.
  std::vector<double> Times;
  for (unsigned r = 0; r < Repeats; ++r) {
    std::atomic<unsigned> Ready{0}, Done{0};
    std::atomic<bool> Go{false};
    std::vector<std::thread> Threads(ThreadCount);
    for (std::thread &Thread : Threads)
      Thread = std::thread([&] {
        Ready.fetch_add(1);
        while (!Go.load(std::memory_order_acquire))
          std::this_thread::yield();
        pairs(Pairs, 64);
        Done.fetch_add(1);
      });
    while (Ready.load() != ThreadCount)
      std::this_thread::yield();
    Times.push_back(bench::nanoseconds([&] {
      Go.store(true, std::memory_order_release);
      while (Done.load(std::memory_order_acquire) != ThreadCount)
        std::this_thread::yield();
    }));
    for (std::thread &Thread : Threads)
      Thread.join();
  }
  bench::result("malloc_free_64_all_threads", bench::median(Times) / Pairs,
                "ns/pair/thread");
}
