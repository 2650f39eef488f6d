//===- PageHeap.h - Runs of pages -----------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The lowest layer of the heap: LaunchParams::heap as an array of pages, handed
// out in runs. Free runs that touch are one run; pages that were never used lie
// beyond a watermark, and nothing about them has been written, so that starting
// a heap of 100 GB costs nothing.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_PAGEHEAP_H
#define HEDDLE_RUNTIME_DEVICE_PAGEHEAP_H

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

class PageHeap {
  static constexpr unsigned Bins = 32;

  Lock lock;
  uint32_t watermark; ///< pages from here on were never used
  PageRun *bins[Bins]; ///< free runs by the binary logarithm of their length

  void insert(const HeapLayout &L, uint32_t Page, uint32_t Pages);
  void remove(const HeapLayout &L, uint32_t Page);
  uint32_t takeFromBin(const HeapLayout &L, unsigned Bin, uint32_t Pages,
                       size_t Align, unsigned Limit);
  uint32_t take(const HeapLayout &L, uint32_t Pages, size_t Align);
  bool extend(const HeapLayout &L, uint32_t End, uint32_t More);
  void release(const HeapLayout &L, uint32_t Page, uint32_t Pages);

public:
  static constexpr uint32_t None = ~0u;

  /// Before anything is allocated, by one warp.
  void start();
  /// The first page of a run of Pages pages whose address is a multiple of
  /// Align, a power of two; or None. The run is marked with Use.
  uint32_t allocate(uint32_t Pages, size_t Align, uint8_t Use);
  void free(uint32_t Page, uint32_t Pages);
  /// How many pages have ever been handed out; never falls.
  uint32_t everUsed();
  /// Makes a large run Pages pages long where it stands, if it can.
  bool resize(uint32_t Page, uint32_t Pages);
};

extern PageHeap ThePageHeap;

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_PAGEHEAP_H
