//===- spawn_join.cpp - What a std::thread costs --------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One thread; all at once from one thread; all at once by a tree, in which every
// thread starts two more and joins them.
//
// usage: spawn_join [threads at once] [repeats]
//
//===----------------------------------------------------------------------===//

#include "Measure.h"

#include <atomic>
#include <functional>
#include <thread>

namespace {

/// Thread \p Index of a binary tree of as many threads as Ran has elements.
void node(std::vector<std::atomic<unsigned>> &Ran, size_t Index) {
  Ran[Index].fetch_add(1, std::memory_order_relaxed);
  std::thread Children[2];
  for (size_t i = 0; i < 2 && 2 * Index + 1 + i < Ran.size(); ++i)
    Children[i] = std::thread(node, std::ref(Ran), 2 * Index + 1 + i);
  for (std::thread &Child : Children)
    if (Child.joinable())
      Child.join();
}

/// Whether each has been started \p Times times since the last look.
bool allRan(std::vector<std::atomic<unsigned>> &Ran, unsigned Times) {
  for (std::atomic<unsigned> &Each : Ran)
    if (unsigned Seen = Each.exchange(0); Seen != Times)
      return std::printf("a thread ran %u times instead of %u\n", Seen, Times),
             false;
  return true;
}

} // namespace

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
                    std::thread([&Mine = Ran[0]] {
                      Mine.fetch_add(1, std::memory_order_relaxed);
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
  if (!allRan(Ran, Repeats + 1))
    return 1;

  double Tree = bench::medianOf(
      Repeats, 1, [&] { std::thread(node, std::ref(Ran), 0).join(); });
  if (!allRan(Ran, Repeats + 1))
    return 1;
  bench::result("spawn_join_tree", Tree / 1000, "us");
}
