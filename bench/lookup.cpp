//===- lookup.cpp - Loads that nothing foresees ---------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each lookup in a hash table of 64 MiB waits for the memory, and for nothing
// else. What one thread waits for costs others nothing.
//
// usage: lookup [thousands of lookups] [repeats]
//
//===----------------------------------------------------------------------===//

#include "Workers.h"

#include <cstdint>

namespace {

constexpr unsigned Bits = 22, Slots = 1u << Bits, Keys = Slots / 2;

struct Slot {
  alignas(std::atomic_ref<uint64_t>::required_alignment)
      uint64_t Key; ///< 0: free
  uint64_t Value;
};

/// Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators".
uint64_t mix(uint64_t X) {
  X = (X ^ X >> 30) * 0xbf58476d1ce4e5b9;
  X = (X ^ X >> 27) * 0x94d049bb133111eb;
  return X ^ X >> 31;
}

uint64_t keyOf(unsigned Number) { return mix(Number + 1); }

class Table {
  std::vector<Slot> Content = std::vector<Slot>(Slots);

public:
  /// Of a key that is not there; threads may do so at once.
  void insert(uint64_t Key, uint64_t Value) {
    for (uint64_t At = Key;; ++At) {
      Slot &Here = Content[At % Slots];
      uint64_t Free = 0;
      if (std::atomic_ref(Here.Key).compare_exchange_strong(
              Free, Key, std::memory_order_relaxed)) {
        Here.Value = Value;
        return;
      }
    }
  }
  /// Of a key that is there; not while others insert.
  uint64_t find(uint64_t Key) const {
    for (uint64_t At = Key;; ++At)
      if (const Slot &Here = Content[At % Slots]; Here.Key == Key)
        return Here.Value;
  }
};

} // namespace

int main(int argc, char **argv) {
  unsigned Lookups = bench::argument(argc, argv, 1, 33792) * 1000;
  unsigned Repeats = bench::argument(argc, argv, 2, 5);
  constexpr unsigned Each = 1000; // lookups of one piece of work
  bench::Workers Workers;

  Table Filled;
  Workers.forEach(Keys / 1024, [&](unsigned Piece) {
    for (unsigned i = Piece * 1024; i < (Piece + 1) * 1024; ++i)
      Filled.insert(keyOf(i), i);
  });
  std::atomic<uint64_t> Sum{0};
  auto KeyNumber = [](unsigned Piece, unsigned i) {
    return (Piece * Each + i) * 2654435761u % Keys;
  };
  double Time = bench::medianOf(Repeats, 1, [&] {
    Sum = 0;
    Workers.forEach(Lookups / Each, [&](unsigned Piece) {
      uint64_t Found = 0;
      for (unsigned i = 0; i < Each; ++i)
        Found += Filled.find(keyOf(KeyNumber(Piece, i)));
      Sum.fetch_add(Found, std::memory_order_relaxed);
    });
  });
  bench::result("lookup", Time / 1e6, "ms");

  std::atomic<uint64_t> Expected{0};
  Workers.forEach(Lookups / Each, [&](unsigned Piece) {
    uint64_t Numbers = 0;
    for (unsigned i = 0; i < Each; ++i)
      Numbers += KeyNumber(Piece, i);
    Expected.fetch_add(Numbers, std::memory_order_relaxed);
  });
  if (Sum != Expected)
    return std::printf("found %llu instead of %llu\n",
                       static_cast<unsigned long long>(Sum),
                       static_cast<unsigned long long>(Expected)),
           1;
}
