//===- HeapGrowth.cpp - Memory for the heap, as it is needed --------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HeapGrowth.h"

#include <algorithm>

namespace heddle::host {

/// What a program needs that does nothing with its heap.
static constexpr uint64_t LeastBytes = uint64_t(2) << 20;
/// Of what is memory, what growth adds.
static constexpr uint32_t GrowthDivisor = 2;

void HeapGrowth::startWhole(uint64_t HeapBytes) {
  Plan = abi::planHeap(HeapBytes);
  Pages = Plan.pages;
}

bool HeapGrowth::start(uint64_t HeapBytes, uint64_t GranuleBytes,
                       MapFunction MapThem) {
  Plan = abi::planHeap(HeapBytes);
  Granularity = GranuleBytes;
  Map = std::move(MapThem);
  Mapped.assign((HeapBytes + Granularity - 1) / Granularity, false);
  if (!mapRange(Plan.useAt, Plan.useAt + Plan.pages + 1))
    return false;
  auto First = static_cast<uint32_t>(
      std::min<uint64_t>(FirstBytes / abi::HeapPageBytes, Plan.pages));
  auto Least = static_cast<uint32_t>(
      std::min<uint64_t>(LeastBytes / abi::HeapPageBytes, Plan.pages));
  for (uint32_t Wanted = First; !mapPages(Wanted); Wanted /= 2)
    if (Wanted <= Least)
      return false;
  return true;
}

bool HeapGrowth::isMemory(uint64_t Offset, uint64_t Bytes) const {
  if (Mapped.empty())
    return true;
  for (uint64_t I = Offset / Granularity; I * Granularity < Offset + Bytes; ++I)
    if (I >= Mapped.size() || !Mapped[I])
      return false;
  return true;
}

/// Whatever of the range is no memory yet.
bool HeapGrowth::mapRange(uint64_t Begin, uint64_t End) {
  uint64_t I = Begin / Granularity;
  uint64_t Last = (End + Granularity - 1) / Granularity;
  while (I < Last) {
    if (Mapped[I]) {
      ++I;
      continue;
    }
    uint64_t After = I;
    while (After < Last && !Mapped[After])
      ++After;
    if (!Map(I * Granularity, (After - I) * Granularity))
      return false;
    for (; I < After; ++I)
      Mapped[I] = true;
  }
  return true;
}

/// As many pages, and all others that are on their last granule.
uint32_t HeapGrowth::wholeGranules(uint64_t Wanted) const {
  uint64_t End = Plan.pagesAt + Wanted * abi::HeapPageBytes;
  End = (End + Granularity - 1) / Granularity * Granularity;
  return static_cast<uint32_t>(std::min<uint64_t>(
      (End - Plan.pagesAt) / abi::HeapPageBytes, Plan.pages));
}

/// What the table has got is kept, if there is nothing for the pages.
bool HeapGrowth::mapPages(uint32_t Wanted) {
  if (!mapRange(0, Wanted * abi::HeapRunBytes) ||
      !mapRange(Plan.pagesAt, Plan.pagesAt + Wanted * abi::HeapPageBytes))
    return false;
  Pages = Wanted;
  return true;
}

uint32_t HeapGrowth::growTo(uint64_t Needed) {
  uint32_t Now = pages();
  if (Needed <= Now || Needed > Plan.pages)
    return Now;
  uint32_t Least = wholeGranules(Needed);
  uint32_t Wanted = std::max(
      Least, wholeGranules(uint64_t(Now) + Now / GrowthDivisor));
  while (!mapPages(Wanted) && Wanted != Least) {
    // Nearly all of the memory is in use, by other processes perhaps.
    uint32_t Less = wholeGranules(Least + (Wanted - Least) / 2);
    Wanted = Less < Wanted ? Less : Least;
  }
  return pages();
}

} // namespace heddle::host
