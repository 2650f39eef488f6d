//===- spawn_join.cpp - What a std::thread costs --------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// usage: spawn_join [threads at once] [repeats]
//
//===----------------------------------------------------------------------===//

#include "Measure.h"

#include <atomic>
#include <thread>

int main(int argc, char **argv) {
  unsigned Hardware = std::thread::hardware_concurrency();
  unsigned Count = bench::argument(argc, argv, 1, Hardware > 1 ? Hardware - 1 : 1);
  unsigned Repeats = bench::argument(argc, argv, 2, 21);
  bench::printDevice();
  std::printf("# hardware_concurrency %u\n# threads %u\n", Hardware, Count);

  std::vector<std::atomic<unsigned>> Ran(Count);

  // Several in a row, since the device's clock ticks in steps of 32 ns or more.
  constexpr unsigned Row = 32;
  bench::result("spawn_join_one", bench::medianOf(Repeats, Row, [&] {
                  for (unsigned i = 0; i < Row; ++i)
                    std::thread([&] {
                      Ran[0].fetch_add(1, std::memory_order_relaxed);
                    }).join();
                }),
                "ns");
  if (Ran[0] != (Repeats + 1) * Row)
    return std::printf("%u threads ran\n", Ran[0].load()), 1;
  Ran[0] = 0;

  std::vector<std::thread> Threads(Count);
  bench::result("spawn_join_many", bench::medianOf(Repeats, Count, [&] {
                  for (unsigned i = 0; i < Count; ++i)
                    Threads[i] = std::thread([&Mine = Ran[i]] {
                      Mine.fetch_add(1, std::memory_order_relaxed);
                    });
                  for (std::thread &Thread : Threads)
                    Thread.join();
                }),
                "ns/thread");
  for (std::atomic<unsigned> &Times : Ran)
    if (Times != Repeats + 1)
      return std::printf("a thread ran %u times\n", Times.load()), 1;
}
