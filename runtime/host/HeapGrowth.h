//===- HeapGrowth.h - Memory for the heap, as it is needed ----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which parts of the heap's addresses are memory (abi::planHeap), and how much is added
// at a time. The devices say how an address becomes memory.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_HEAPGROWTH_H
#define HEDDLE_RUNTIME_HOST_HEAPGROWTH_H

#include "../abi/Abi.h"

#include <atomic>
#include <functional>
#include <vector>

namespace heddle::host {

class HeapGrowth {
public:
  /// Makes [offset, offset + bytes) of the heap memory, both multiples of the granularity;
  /// false, and nothing has changed, if there is none.
  using MapFunction = std::function<bool(uint64_t Offset, uint64_t Bytes)>;

  /// What a heap begins with. Small programs start as quickly with less, and
  /// others need a host call less with more.
  static constexpr uint64_t FirstBytes = uint64_t(64) << 20;

  /// The first memory for a heap of \p HeapBytes addresses; all of them if they are no
  /// more than that. False if there is not enough to begin with.
  bool start(uint64_t HeapBytes, uint64_t Granularity, MapFunction Map);
  /// All of the heap is memory already.
  void startWhole(uint64_t HeapBytes);

  /// Makes at least \p Pages pages memory, if there is so much, and some more, so that
  /// growth is rare. Returns how many are memory now. By one thread.
  uint32_t growTo(uint64_t Pages);

  /// Whether all of a part of the heap's addresses is memory. By the thread that calls
  /// growTo.
  bool isMemory(uint64_t Offset, uint64_t Bytes) const;

  const abi::HeapPlan &plan() const { return Plan; }
  /// How many pages are memory. For any thread.
  uint32_t pages() const { return Pages.load(std::memory_order_relaxed); }

private:
  bool mapRange(uint64_t Begin, uint64_t End);
  bool mapPages(uint32_t Wanted);
  uint32_t wholeGranules(uint64_t Wanted) const;

  abi::HeapPlan Plan = {};
  std::atomic<uint32_t> Pages = 0;
  uint64_t Granularity = 0;
  MapFunction Map;
  /// Of each granule, whether it is memory.
  std::vector<bool> Mapped;
};

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_HEAPGROWTH_H
