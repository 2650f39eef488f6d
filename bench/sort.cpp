//===- sort.cpp - Many arrays, each sorted by one thread ------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// std::sort, whose loads and branches depend on what it has just loaded, on
// arrays of 4 KiB: those of a multiprocessor's threads have to share its L1.
//
// usage: sort [arrays] [repeats]
//
//===----------------------------------------------------------------------===//

#include "Workers.h"

#include <cstdint>

namespace {

constexpr unsigned Length = 1024;

/// Knuth's multiplicative hash, of which no two are alike.
uint32_t element(unsigned Index) { return Index * 2654435761u; }

bool isSorted(const std::vector<uint32_t> &Numbers, unsigned Array) {
  const uint32_t *First = &Numbers[size_t(Array) * Length];
  uint32_t Sum = 0, Expected = 0;
  for (unsigned i = 0; i < Length; ++i) {
    Sum += First[i];
    Expected += element(Array * Length + i);
    if (i && First[i - 1] >= First[i])
      return std::printf("array %u is not in order\n", Array), false;
  }
  if (Sum != Expected)
    std::printf("array %u has other numbers\n", Array);
  return Sum == Expected;
}

} // namespace

int main(int argc, char **argv) {
  unsigned Arrays = bench::argument(argc, argv, 1, 16896);
  unsigned Repeats = bench::argument(argc, argv, 2, 5);
  bench::Workers Workers;

  std::vector<uint32_t> Numbers(size_t(Arrays) * Length);
  double Time = bench::medianOf(Repeats, 1, [&] {
    Workers.forEach(Arrays, [&](unsigned Array) {
      uint32_t *First = &Numbers[size_t(Array) * Length];
      for (unsigned i = 0; i < Length; ++i)
        First[i] = element(Array * Length + i);
      std::sort(First, First + Length);
    });
  });
  bench::result("sort", Time / 1e6, "ms");

  std::atomic<bool> Good{true};
  Workers.forEach(Arrays, [&](unsigned Array) {
    if (!isSorted(Numbers, Array))
      Good = false;
  });
  return Good ? 0 : 1;
}
