//===- PageHeap.cpp - Runs of pages ---------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Boundary tags (Knuth, TAOCP 1, 2.5): the first and the last page of a free
// run know its length, so a run that is freed finds its neighbours at once. The
// bins are those of Masmano, Ripoll, Crespo and Real, "TLSF" (2004): a run that
// fits is found in a few steps of about 280 cycles under the lock, or none, however
// many there are.
//
// Growth: who finds no pages asks the host, without the lock, so that others who
// find some go on; one warp at a time, and those who come meanwhile look again when
// it is done.
//
//===----------------------------------------------------------------------===//

#include "PageHeap.h"
#include "HostCalls.h"
#include "Warp.h"

namespace heddle {

PageHeap ThePageHeap;

/// The host is asked again for what it did not have after so long: other processes may
/// have given memory back.
static constexpr int64_t RefusalNs = 100'000'000;

HeapLayout HeapLayout::of(char *Heap, uint64_t HeapBytes) {
  abi::HeapPlan Plan = abi::planHeap(HeapBytes);
  return {Heap + Plan.pagesAt, (uint8_t *)Heap + Plan.useAt, (PageRun *)Heap,
          Plan.pages};
}

static abi::HeapStatistics &statistics() {
  // The scheduler's tables are all of the scratch.
  return *(abi::HeapStatistics *)((char *)warpState().scheduler +
                                  abi::HeapStatisticsAt);
}

void PageHeap::start() {
  const HeapLayout &L = warpState().heap;
  L.use[L.pageCount] = FreePage;
  mapped.store(warpState().params->heapPages, Relaxed);
  refused.store(None, Relaxed);
  statistics().mappedBytes = size_t(mapped.load(Relaxed)) * PageBytes;
}

/// The first bin from From on that has a run; Bins if there is none.
uint32_t PageHeap::firstFilled(uint32_t From) const {
  constexpr uint32_t Words = sizeof(filled) / sizeof(filled[0]);
  uint64_t Word[Words];
#pragma unroll
  for (uint32_t I = 0; I < Words; ++I)
    Word[I] = filled[I].load(Relaxed);
  uint32_t Found = Bins;
#pragma unroll
  for (uint32_t I = Words; I-- > 0;) {
    uint32_t First = I * 64;
    uint64_t Bits = From >= First + 64 ? 0
                    : From > First     ? Word[I] & ~uint64_t(0) << (From - First)
                                       : Word[I];
    if (Bits)
      Found = First + uint32_t(__builtin_ctzll(Bits));
  }
  return Found;
}

void PageHeap::insert(const HeapLayout &L, uint32_t Page, uint32_t Pages) {
  PageRun &Run = L.runs[Page];
  uint32_t Number = binOf(Pages);
  PageRun *&Bin = bins[Number];
  L.runs[Page + Pages - 1].pages = Pages;
  Run.pages = Pages;
  L.use[Page] = L.use[Page + Pages - 1] = FreePage;
  Run.previous = nullptr;
  Run.next = Bin;
  if (Bin) {
    Bin->previous = &Run;
  } else {
    Atomic<uint64_t> &Word = filled[Number / 64];
    Word.store(Word.load(Relaxed) | uint64_t(1) << Number % 64, Relaxed);
  }
  Bin = &Run;
}

void PageHeap::remove(const HeapLayout &L, uint32_t Page) {
  PageRun &Run = L.runs[Page];
  if (Run.next)
    Run.next->previous = Run.previous;
  if (Run.previous) {
    Run.previous->next = Run.next;
    return;
  }
  uint32_t Number = binOf(Run.pages);
  bins[Number] = Run.next;
  if (!Run.next) {
    Atomic<uint64_t> &Word = filled[Number / 64];
    Word.store(Word.load(Relaxed) & ~(uint64_t(1) << Number % 64), Relaxed);
  }
}

/// The first page of a multiple of Align bytes from First on.
static uint64_t alignedPage(const HeapLayout &L, uint32_t First, size_t Align) {
  size_t Address = size_t(L.addressOf(First));
  return First + (-Address & (Align - 1)) / PageBytes;
}

/// What a run must have for a part of it to be aligned.
static uint64_t pagesToAlign(uint32_t Pages, size_t Align) {
  return Align <= PageBytes ? Pages : Pages + Align / PageBytes - 1;
}

/// Cuts pages out of one of the first Limit runs of a bin.
uint32_t PageHeap::takeFromBin(const HeapLayout &L, uint32_t Bin,
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

/// Of the runs that need not fit, some are looked at first, and more when nothing else is
/// left. But not all: there may be millions.
uint32_t PageHeap::take(const HeapLayout &L, uint32_t Pages, size_t Align) {
  constexpr unsigned FewRuns = 16, ManyRuns = 256;
  uint32_t Fits = binThatFits(pagesToAlign(Pages, Align)), Found;
  uint32_t Bin = binOf(Pages);
  for (; (Bin = firstFilled(Bin)) < Fits; ++Bin)
    if ((Found = takeFromBin(L, Bin, Pages, Align, FewRuns)) != None)
      return Found;
  if (Bin < Bins)
    return takeFromBin(L, Bin, Pages, Align, 1);

  uint32_t Watermark = watermark.load(Relaxed);
  uint64_t Page = alignedPage(L, Watermark, Align);
  if (Page + Pages <= mapped.load(Relaxed)) {
    if (Page > Watermark)
      insert(L, Watermark, uint32_t(Page) - Watermark);
    watermark.store(uint32_t(Page) + Pages, Relaxed);
    return uint32_t(Page);
  }

  for (Bin = binOf(Pages); (Bin = firstFilled(Bin)) < Fits; ++Bin)
    if ((Found = takeFromBin(L, Bin, Pages, Align, ManyRuns)) != None)
      return Found;
  return None;
}

bool PageHeap::has(uint32_t Pages, size_t Align) const {
  const HeapLayout &L = warpState().heap;
  return firstFilled(binThatFits(pagesToAlign(Pages, Align))) < Bins ||
         endAfterGrowth(L, Pages, Align) <= mapped.load(Relaxed);
}

/// Whether the calling warp has looked for that much, or less, since pages became free last.
bool PageHeap::isKnownToLack(uint32_t Pages, size_t Align) const {
  const MissingPages &Missing = warpState().tables->missing;
  return frees.load(Relaxed) == Missing.frees && Missing.pages &&
         Pages >= Missing.pages && Align >= Missing.align;
}

// While a run is cut, or grows as its neighbour is freed, it is in no bin for a moment. So that
// nothing is seen without the lock is not enough to refuse.
bool PageHeap::mayHave(uint32_t Pages, size_t Align) const {
  const HeapLayout &L = warpState().heap;
  uint64_t End = endAfterGrowth(L, Pages, Align);
  return End <= mapped.load(Relaxed) || firstFilled(binOf(Pages)) < Bins ||
         mayGrow(L, End) || !isKnownToLack(Pages, Align);
}

bool PageHeap::contains(const void *P) const {
  const HeapLayout &L = warpState().heap;
  return L.contains(P) && L.pageOf(P) < mapped.load(Relaxed);
}

/// How many pages must be memory for that many to be had behind the watermark.
uint64_t PageHeap::endAfterGrowth(const HeapLayout &L, uint32_t Pages,
                                  size_t Align) const {
  return alignedPage(L, watermark.load(Relaxed), Align) + Pages;
}

/// Whether it is worth while to ask the host.
bool PageHeap::mayGrow(const HeapLayout &L, uint64_t End) const {
  return End <= L.pageCount &&
         (End < refused.load(Relaxed) ||
          // Clocks of two SMs may differ.
          int64_t(arch::timerNs() - refusedNs.load(Relaxed)) > RefusalNs);
}

void PageHeap::askForMemory(const HeapLayout &L, uint32_t End) {
  {
    LockGuard Guard(lock);
    // Somebody may just have done it.
    if (End <= mapped.load(Relaxed) || !mayGrow(L, End))
      return;
    ++statistics().growths;
  }
  int64_t Pages = hostCall(abi::HostCall::GrowHeap, End).result;
  LockGuard Guard(lock);
  if (Pages > mapped.load(Relaxed) && Pages <= L.pageCount) {
    mapped.store(uint32_t(Pages), Relaxed);
    statistics().mappedBytes = size_t(Pages) * PageBytes;
  }
  bool IsRefused = mapped.load(Relaxed) < End;
  refusedNs.store(arch::timerNs(), Relaxed);
  refused.store(IsRefused ? End : None, Relaxed);
}

/// Sees to it that End pages are memory, if the host has so much.
[[gnu::noinline]] void PageHeap::grow(const HeapLayout &L, uint32_t End) {
  if (growing.exchange(1, Relaxed)) {
    arch::waitWord(growing.word(), 1);
    return;
  }
  askForMemory(L, End);
  growing.store(0, Release);
  arch::wakeWord(growing.word());
}

void PageHeap::countUse(uint32_t More, uint32_t Fewer) {
  inUse += More - Fewer;
  if (inUse > peak) {
    peak = inUse;
    statistics().peakBytes = size_t(peak) * PageBytes;
  }
  uint32_t Watermark = watermark.load(Relaxed);
  if (Watermark > everUsedPages)
    everUsedPages = Watermark;
}

void PageHeap::countReaped(uint32_t Objects) {
  LockGuard Guard(lock);
  statistics().reapedObjects += Objects;
}

[[gnu::noinline]] uint32_t PageHeap::allocate(uint32_t Pages, size_t Align, uint8_t Use) {
  const HeapLayout &L = warpState().heap;
  if (Pages > L.pageCount)
    return None;
  // Or all who find nothing would wait for each other.
  while (mayHave(Pages, Align)) {
    uint64_t End;
    {
      LockGuard Guard(lock);
      uint32_t Page = take(L, Pages, Align);
      if (Page != None) {
        L.runs[Page].pages = Pages;
        // Only the ends of a large run are ever looked at; a small object can be on
        // any page of its span.
        if (Use == LargePage)
          L.use[Page] = L.use[Page + Pages - 1] = Use;
        else
          for (uint32_t I = 0; I < Pages; ++I)
            L.use[Page + I] = Use;
        countUse(Pages, 0);
        return Page;
      }
      warpState().tables->missing = {frees.load(Relaxed), Pages, Align};
      End = endAfterGrowth(L, Pages, Align);
    }
    if (!mayGrow(L, End))
      break;
    grow(L, uint32_t(End));
  }
  if (!isTight()) {
    LockGuard Guard(lock);
    if (inUse >= mapped.load(Relaxed) / 2)
      tight.store(1, Relaxed);
  }
  return None;
}

/// The caller holds the lock.
void PageHeap::release(const HeapLayout &L, uint32_t Page, uint32_t Pages) {
  countUse(0, Pages);
  frees.store(frees.load(Relaxed) + 1, Relaxed);
  if (Page > 0 && L.use[Page - 1] == FreePage) {
    uint32_t Before = L.runs[Page - 1].pages;
    remove(L, Page - Before);
    Page -= Before;
    Pages += Before;
  }
  uint32_t End = Page + Pages, Watermark = watermark.load(Relaxed);
  if (End == Watermark) {
    // A pointer to it is none of a block.
    L.use[Page] = L.use[End - 1] = FreePage;
    watermark.store(Page, Relaxed);
    return;
  }
  if (L.use[End] == FreePage) {
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
  return everUsedPages;
}

/// Takes More pages from End on, if they are free and memory.
bool PageHeap::extend(const HeapLayout &L, uint32_t End, uint32_t More) {
  uint32_t Watermark = watermark.load(Relaxed);
  if (End == Watermark) {
    if (uint64_t(End) + More > mapped.load(Relaxed))
      return false;
    watermark.store(End + More, Relaxed);
    return true;
  }
  if (L.use[End] != FreePage)
    return false;
  uint32_t Free = L.runs[End].pages;
  // What is free behind other pages in use ends before the watermark.
  if (Free < More)
    return false;
  remove(L, End);
  if (Free > More)
    insert(L, End + More, Free - More);
  return true;
}

[[gnu::noinline]] bool PageHeap::resize(uint32_t Page, uint32_t Pages) {
  const HeapLayout &L = warpState().heap;
  for (;;) {
    uint64_t End = uint64_t(Page) + Pages;
    {
      LockGuard Guard(lock);
      uint32_t Had = L.runs[Page].pages;
      if (Pages <= Had || extend(L, Page + Had, Pages - Had)) {
        L.runs[Page].pages = Pages;
        L.use[Page + Pages - 1] = LargePage;
        if (Pages < Had)
          release(L, Page + Pages, Had - Pages);
        else
          countUse(Pages - Had, 0);
        return true;
      }
      if (Page + Had != watermark.load(Relaxed))
        return false;
    }
    if (!mayGrow(L, End))
      return false;
    grow(L, uint32_t(End));
  }
}

} // namespace heddle
