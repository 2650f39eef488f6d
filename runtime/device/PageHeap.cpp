//===- PageHeap.cpp - Runs of pages ---------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Boundary tags (Knuth, TAOCP 1, 2.5): the first and the last page of a free
// run know its length, so a run that is freed finds its neighbours at once.
// Searching takes a few steps of about 280 ns under the lock, which requests of
// this size can bear.
//
//===----------------------------------------------------------------------===//

#include "PageHeap.h"
#include "Warp.h"

namespace heddle {

PageHeap ThePageHeap;

static constexpr size_t PagesAlignment = 2 * 1024 * 1024;

HeapLayout HeapLayout::of(char *Heap, uint64_t HeapBytes) {
  uint64_t Count = HeapBytes / (PageBytes + sizeof(PageRun) + 1);
  uint64_t Tables = Count * (sizeof(PageRun) + 1) + 1;
  uint64_t Offset = (Tables + PagesAlignment - 1) & ~(PagesAlignment - 1);
  if (Offset == 0)
    Offset = PagesAlignment;
  // A heap of a few megabytes cannot afford that alignment.
  if (Offset > HeapBytes / 4)
    Offset = (Tables + 2 * PageBytes - 1) & ~(PageBytes - 1);
  uint64_t Fit = HeapBytes > Offset ? (HeapBytes - Offset) / PageBytes : 0;
  if (Count > Fit)
    Count = Fit;
  return {Heap + Offset, (uint8_t *)Heap + Count * sizeof(PageRun),
          (PageRun *)Heap, uint32_t(Count)};
}

void PageHeap::start() {
  const HeapLayout &L = warpState().heap;
  L.use[L.pageCount] = FreePage;
}

static unsigned binOf(uint32_t Pages) { return 31 - __builtin_clz(Pages); }

void PageHeap::insert(const HeapLayout &L, uint32_t Page, uint32_t Pages) {
  PageRun &Run = L.runs[Page];
  PageRun *&Bin = bins[binOf(Pages)];
  L.runs[Page + Pages - 1].pages = Pages;
  Run.pages = Pages;
  L.use[Page] = L.use[Page + Pages - 1] = FreePage;
  Run.previous = nullptr;
  Run.next = Bin;
  if (Bin)
    Bin->previous = &Run;
  Bin = &Run;
}

void PageHeap::remove(const HeapLayout &L, uint32_t Page) {
  PageRun &Run = L.runs[Page];
  if (Run.previous)
    Run.previous->next = Run.next;
  else
    bins[binOf(Run.pages)] = Run.next;
  if (Run.next)
    Run.next->previous = Run.previous;
}

/// The first page of a multiple of Align bytes in the run that begins at First.
static uint64_t alignedPage(const HeapLayout &L, uint32_t First, size_t Align) {
  size_t Address = size_t(L.addressOf(First));
  return First + (-Address & (Align - 1)) / PageBytes;
}

/// Cuts the pages out of one of the first Limit runs of a bin.
uint32_t PageHeap::takeFromBin(const HeapLayout &L, unsigned Bin,
                               uint32_t Pages, size_t Align, unsigned Limit) {
  for (PageRun *Run = bins[Bin]; Run && Limit; Run = Run->next, --Limit) {
    uint32_t First = uint32_t(Run - L.runs), End = First + Run->pages;
    uint64_t Page = alignedPage(L, First, Align);
    if (Page + Pages > End)
      continue;
    remove(L, First);
    if (Page > First)
      insert(L, First, uint32_t(Page) - First);
    if (Page + Pages < End)
      insert(L, uint32_t(Page) + Pages, End - uint32_t(Page) - Pages);
    return uint32_t(Page);
  }
  return None;
}

/// First fit, but runs that need not fit are not all looked at before those
/// that must, and before the pages never used.
uint32_t PageHeap::take(const HeapLayout &L, uint32_t Pages, size_t Align) {
  constexpr unsigned FewRuns = 16, AllRuns = ~0u;
  unsigned Smallest = binOf(Pages);
  uint32_t Found;
  for (unsigned Bin = Smallest; Bin < Bins; ++Bin)
    if ((Found = takeFromBin(L, Bin, Pages, Align, FewRuns)) != None)
      return Found;

  uint64_t Page = alignedPage(L, watermark, Align);
  if (Page + Pages <= L.pageCount) {
    if (Page > watermark)
      insert(L, watermark, uint32_t(Page) - watermark);
    watermark = uint32_t(Page) + Pages;
    return uint32_t(Page);
  }

  for (unsigned Bin = Smallest; Bin < Bins; ++Bin)
    if ((Found = takeFromBin(L, Bin, Pages, Align, AllRuns)) != None)
      return Found;
  return None;
}

[[gnu::noinline]] uint32_t PageHeap::allocate(uint32_t Pages, size_t Align, uint8_t Use) {
  const HeapLayout &L = warpState().heap;
  if (Pages > L.pageCount)
    return None;
  LockGuard Guard(lock);
  uint32_t Page = take(L, Pages, Align);
  if (Page == None)
    return None;
  L.runs[Page].pages = Pages;
  // Only the ends of a large run are ever looked at; a small object can be on
  // any page of its span.
  if (Use == LargePage)
    L.use[Page] = L.use[Page + Pages - 1] = Use;
  else
    for (uint32_t I = 0; I < Pages; ++I)
      L.use[Page + I] = Use;
  return Page;
}

/// The caller holds the lock.
void PageHeap::release(const HeapLayout &L, uint32_t Page, uint32_t Pages) {
  if (Page > 0 && L.use[Page - 1] == FreePage) {
    uint32_t Before = L.runs[Page - 1].pages;
    remove(L, Page - Before);
    Page -= Before;
    Pages += Before;
  }
  uint32_t End = Page + Pages;
  if (End < watermark && L.use[End] == FreePage) {
    uint32_t After = L.runs[End].pages;
    remove(L, End);
    Pages += After;
  }
  insert(L, Page, Pages);
}

[[gnu::noinline]] void PageHeap::free(uint32_t Page, uint32_t Pages) {
  const HeapLayout &L = warpState().heap;
  LockGuard Guard(lock);
  release(L, Page, Pages);
}

uint32_t PageHeap::everUsed() {
  LockGuard Guard(lock);
  return watermark;
}

/// Takes More pages from End on, if they are free.
bool PageHeap::extend(const HeapLayout &L, uint32_t End, uint32_t More) {
  uint32_t Free = 0;
  if (End < watermark) {
    if (L.use[End] != FreePage)
      return false;
    Free = L.runs[End].pages;
  }
  // Pages never used may follow.
  bool AtWatermark = End + Free == watermark;
  if (Free < More && (!AtWatermark || More - Free > L.pageCount - watermark))
    return false;
  if (Free)
    remove(L, End);
  if (Free > More)
    insert(L, End + More, Free - More);
  else
    watermark += More - Free;
  return true;
}

[[gnu::noinline]] bool PageHeap::resize(uint32_t Page, uint32_t Pages) {
  const HeapLayout &L = warpState().heap;
  LockGuard Guard(lock);
  uint32_t Had = L.runs[Page].pages;
  if (Pages > Had && !extend(L, Page + Had, Pages - Had))
    return false;
  L.runs[Page].pages = Pages;
  L.use[Page + Pages - 1] = LargePage;
  if (Pages < Had)
    release(L, Page + Pages, Had - Pages);
  return true;
}

} // namespace heddle
