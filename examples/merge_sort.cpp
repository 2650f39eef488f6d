//===- merge_sort.cpp - Fork and join, recursively ------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

using Iterator = std::vector<unsigned>::iterator;

/// Sorts [Begin, End); the upper \p Depth levels of the recursion each give
/// one half to a new thread.
static void mergeSort(Iterator Begin, Iterator End, int Depth) {
  std::ptrdiff_t Size = End - Begin;
  if (Size < 2)
    return;
  Iterator Middle = Begin + Size / 2;
  if (Depth > 0) {
    std::thread Lower([=] { mergeSort(Begin, Middle, Depth - 1); });
    mergeSort(Middle, End, Depth - 1);
    Lower.join();
  } else {
    mergeSort(Begin, Middle, 0);
    mergeSort(Middle, End, 0);
  }
  std::vector<unsigned> Merged(Size);
  std::merge(Begin, Middle, Middle, End, Merged.begin());
  std::copy(Merged.begin(), Merged.end(), Begin);
}

// Usage: merge_sort [numbers] [levels that fork]
int main(int argc, char **argv) {
  std::size_t Size = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 50000;
  int Depth = argc > 2 ? std::atoi(argv[2]) : 6;

  std::vector<unsigned> Numbers(Size);
  unsigned State = 2463534242;
  for (unsigned &Number : Numbers) {
    State ^= State << 13;
    State ^= State >> 17;
    State ^= State << 5;
    Number = State;
  }

  mergeSort(Numbers.begin(), Numbers.end(), Depth);
  bool Sorted = std::is_sorted(Numbers.begin(), Numbers.end());
  std::printf("%zu numbers, %s; smallest %u, largest %u\n", Size,
              Sorted ? "sorted" : "NOT SORTED", Numbers.front(),
              Numbers.back());
  return Sorted ? 0 : 1;
}
