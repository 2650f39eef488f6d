//===- PageHeap.h - Runs of pages -----------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The lowest layer of the heap: LaunchParams::heap as an array of pages, handed
// out in runs. Free runs that touch are one run; pages behind the last run in use lie
// beyond a watermark, and nothing about them needs to have been written, so that
// starting a heap of 100 GB costs nothing.
//
// Pages are addresses first. The host makes memory of those before a second
// watermark, and of more when they are needed.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_PAGEHEAP_H
#define HEDDLE_RUNTIME_DEVICE_PAGEHEAP_H

#include "Abi.h"
#include "Lock.h"
#include "SizeClasses.h"

namespace heddle {

/// What a page is for: a size class, or one of these.
enum : uint8_t { LargePage = 0xfe, FreePage = 0xff };

/// Of the first page of a run; that of a free run's last page has the number
/// of pages too. What is in the union depends on the page's use.
struct PageRun {
  uint32_t pages;
  /// Spans: objects in the free list.
  uint32_t freeObjects;
  /// Spans: objects given back to the span one by one.
  void *freeList;
  /// Free runs: neighbours in their bin. Spans: neighbours in the list of
  /// spans with free objects.
  PageRun *next;
  PageRun *previous;
};
static_assert(sizeof(PageRun) == abi::HeapRunBytes);

/// Where things stand; computed from LaunchParams once by every warp.
struct HeapLayout {
  char *pages;        ///< PageBytes-aligned
  uint8_t *use;       ///< of each page: size class, LargePage or FreePage;
                      ///< after the last one's stands FreePage
  PageRun *runs;      ///< one for each page
  uint32_t pageCount;

  static HeapLayout of(char *Heap, uint64_t HeapBytes);

  uint32_t pageOf(const void *P) const {
    return uint32_t(size_t((const char *)P - pages) / PageBytes);
  }
  char *addressOf(uint32_t Page) const {
    return pages + size_t(Page) * PageBytes;
  }
  bool contains(const void *P) const {
    return (const char *)P >= pages &&
           size_t((const char *)P - pages) < size_t(pageCount) * PageBytes;
  }
};

/// What a warp has looked for under the lock and not found.
struct MissingPages {
  uint32_t frees; ///< PageHeap::frees at that time
  uint32_t pages; ///< 0: nothing yet
  size_t align;
};

class PageHeap {
  /// Bins of free runs: one for each length up to so many pages, then four for each
  /// doubling. So a run of the next bin fits for sure.
  static constexpr uint32_t ExactBins = 32, Bins = ExactBins + 27 * 4;

  Lock lock;
  // Changed by the lock's holder. Others look at them first, to see whether the lock
  // is worth while.
  Atomic<uint32_t> watermark; ///< pages from here on are in no run
  Atomic<uint32_t> mapped;    ///< pages from here on are no memory
  Atomic<uint64_t> filled[(Bins + 63) / 64]; ///< which bins have a run
  /// What the host had no memory for: so many pages in all, or more; when it said so.
  Atomic<uint32_t> refused;
  Atomic<uint64_t> refusedNs;
  /// Whether a request has ever failed with most of the pages in use.
  Atomic<uint32_t> tight;
  /// How often pages have become free, modulo 2^32.
  Atomic<uint32_t> frees;
  uint32_t everUsedPages, inUse, peak;
  PageRun *bins[Bins];
  /// Whether some warp asks the host for more.
  alignas(128) Atomic<uint32_t> growing;

  static constexpr uint32_t binOf(uint32_t Pages) {
    if (Pages <= ExactBins)
      return Pages - 1;
    unsigned Log = 31 - __builtin_clz(Pages);
    return ExactBins + (Log - 5) * 4 + (Pages >> (Log - 2) & 3);
  }
  /// The first bin whose runs all have so many pages; Bins if there is none.
  static constexpr uint32_t binThatFits(uint64_t Pages) {
    if (Pages <= ExactBins)
      return uint32_t(Pages) - 1;
    return Pages >> 32 ? Bins : binOf(uint32_t(Pages) - 1) + 1;
  }

  uint32_t firstFilled(uint32_t From) const;
  void insert(const HeapLayout &L, uint32_t Page, uint32_t Pages);
  void remove(const HeapLayout &L, uint32_t Page);
  uint32_t takeFromBin(const HeapLayout &L, uint32_t Bin, uint32_t Pages,
                       size_t Align, unsigned Limit);
  uint32_t take(const HeapLayout &L, uint32_t Pages, size_t Align);
  bool extend(const HeapLayout &L, uint32_t End, uint32_t More);
  void release(const HeapLayout &L, uint32_t Page, uint32_t Pages);
  void countUse(uint32_t More, uint32_t Fewer);
  uint64_t endAfterGrowth(const HeapLayout &L, uint32_t Pages,
                          size_t Align) const;
  bool mayGrow(const HeapLayout &L, uint64_t End) const;
  bool isKnownToLack(uint32_t Pages, size_t Align) const;
  void askForMemory(const HeapLayout &L, uint32_t End);
  void grow(const HeapLayout &L, uint32_t End);

public:
  static constexpr uint32_t None = ~0u;

  /// Before anything is allocated, by one warp.
  void start();
  /// The first page of a run of Pages pages whose address is a multiple of
  /// Align, a power of two; or None. The run is marked with Use. The caller may hold
  /// a lock, but waits for the host if the heap has to grow.
  uint32_t allocate(uint32_t Pages, size_t Align, uint8_t Use);
  void free(uint32_t Page, uint32_t Pages);
  /// Whether there is a run for allocate, without growth, unless somebody else takes it
  /// first; not all runs that just fit are known. These two take no lock.
  bool has(uint32_t Pages, size_t Align) const;
  /// Whether allocate is worth while.
  bool mayHave(uint32_t Pages, size_t Align) const;
  /// Whether P is in a page that is memory.
  bool contains(const void *P) const;
  /// Whether pages are so scarce that a warp with nothing to do should keep none.
  bool isTight() const { return tight.load(Relaxed) != 0; }
  /// How many pages have ever been handed out; never falls.
  uint32_t everUsed();
  /// Makes a large run Pages pages long where it stands, if it can.
  bool resize(uint32_t Page, uint32_t Pages);
  /// For the statistics.
  void countReaped(uint32_t Objects);
};

extern PageHeap ThePageHeap;

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_PAGEHEAP_H
