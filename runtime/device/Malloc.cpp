//===- Malloc.cpp - malloc, free and their relatives ----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Malloc.h"
#include "Fault.h"
#include "HeapCheck.h"
#include "ObjectCache.h"
#include "Warp.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

namespace heddle {

[[gnu::noinline]] static void *allocateLarge(size_t Bytes, size_t Align) {
  if (Bytes > SIZE_MAX / 2)
    return nullptr;
  size_t Pages = (Bytes + PageBytes - 1) / PageBytes;
  if (Pages > warpState().heap.pageCount)
    return nullptr;
  uint32_t Page;
  auto Attempt = [&] {
    Page = ThePageHeap.allocate(uint32_t(Pages), Align, LargePage);
    return Page != PageHeap::None;
  };
  if (!Attempt() && !retryWithReaping(uint32_t(Pages), Align, Attempt))
    return nullptr;
  return warpState().heap.addressOf(Page);
}

// Out of line, most of these: a call takes 37 ns, but copies of them in every
// function would crowd out the instruction cache.
[[gnu::noinline]] static void *allocateSome(size_t Bytes, bool IsRuntimes) {
  WarpState &Self = warpState();
  if (__builtin_expect(Self.checksHeap, false))
    return allocateChecked(Bytes, 16, IsRuntimes);
  if (Bytes - 1 < LargestSmall)
    return allocateObject(Self, sizeClassOf(Bytes));
  return Bytes ? allocateLarge(Bytes, PageBytes) : allocateObject(Self, 0);
}

/// The smallest class for so many aligned bytes, MallocClasses if there is none.
/// Objects stand one behind the other from the beginning of a page on, so each is as
/// aligned as its size.
static SizeClass alignedClassOf(size_t Bytes, size_t Align) {
  if (Bytes > LargestSmall || Align > PageBytes)
    return MallocClasses;
  size_t Rounded = ((Bytes ? Bytes : 1) + Align - 1) & ~(Align - 1);
  if (Rounded > LargestSmall)
    return MallocClasses;
  SizeClass C = sizeClassOf(Rounded);
  while (C < MallocClasses && Classes.info[C].bytes % Align)
    ++C;
  return C;
}

[[gnu::noinline]] static void *allocateAligned(size_t Bytes, size_t Align,
                                               bool IsRuntimes) {
  if (Align <= 16)
    return allocateSome(Bytes, IsRuntimes);
  WarpState &Self = warpState();
  if (Self.checksHeap)
    return allocateChecked(Bytes, Align, IsRuntimes);
  SizeClass C = alignedClassOf(Bytes, Align);
  return C < MallocClasses ? allocateObject(Self, C)
                           : allocateLarge(Bytes ? Bytes : 1, Align);
}

void *allocateBlock(size_t Bytes) { return allocateSome(Bytes, true); }

void *allocateBlock(size_t Bytes, size_t Align) {
  return allocateAligned(Bytes, Align, true);
}

void *allocateUnchecked(size_t Bytes, size_t Align) {
  SizeClass C = alignedClassOf(Bytes, Align);
  return C < MallocClasses ? allocateFromMagazine(C)
                           : allocateLarge(Bytes, Align);
}

[[noreturn, gnu::noinline]] static void invalidPointer(const char *Function) {
  raiseFault(abi::FaultKind::Abort, 0, Function);
}

/// Whatever is not a small object.
[[gnu::noinline]] static void freeOther(void *Block) {
  if (!Block)
    return;
  const HeapLayout &L = warpState().heap;
  if (L.contains(Block)) {
    uint32_t Page = L.pageOf(Block);
    if (L.use[Page] == LargePage && Block == L.addressOf(Page))
      return ThePageHeap.free(Page, L.runs[Page].pages);
  }
  invalidPointer("free(): invalid pointer");
}

/// The row of the front caches that a block would go to, if it is on the heap at all.
/// Of any pointer: what is no small block has the closed one.
static inline uint32_t frontRowOf(const HeapLayout &L, const void *Block) {
  size_t Offset = size_t((const char *)Block - L.pages);
  // No branch until all is known. The page after the last one is nobody's.
  uint32_t Page = uint32_t(Offset / PageBytes);
  Page = Page < L.pageCount ? Page : L.pageCount;
  uint32_t Use = L.use[Page];
  bool IsFar = Offset / PageBytes >> 32 != 0;
  return Use < FrontClasses && !IsFar ? Use : FrontClasses;
}

static inline void freeInline(void *Block) {
  WarpState &Self = warpState();
  const HeapLayout &L = Self.heap;
  size_t Page = size_t((char *)Block - L.pages) / PageBytes;
  if (Page < L.pageCount) {
    uint8_t Use = L.use[Page];
    if (Use < MallocClasses)
      return freeObject(Self, Use, Block);
  }
  freeOther(Block);
}

[[gnu::noinline]] void freeBlock(void *Block) {
  if (__builtin_expect(warpState().checksHeap, false))
    return freeChecked(Block);
  freeInline(Block);
}

void freeUnchecked(void *Block) {
  const HeapLayout &L = warpState().heap;
  uint8_t Use = L.use[L.pageOf(Block)];
  if (Use < MallocClasses)
    return freeToMagazine(Use, Block);
  freeOther(Block);
}

size_t blockBytes(void *Block) {
  if (warpState().checksHeap)
    return checkedBlockBytes(Block);
  const HeapLayout &L = warpState().heap;
  if (!L.contains(Block))
    invalidPointer("realloc(): invalid pointer");
  uint32_t Page = L.pageOf(Block);
  uint8_t Use = L.use[Page];
  if (Use < MallocClasses)
    return Classes.info[Use].bytes;
  if (Use == LargePage)
    return size_t(L.runs[Page].pages) * PageBytes;
  invalidPointer("realloc(): invalid pointer");
}

static void *orNoMemory(void *Block) {
  if (!Block)
    errno = ENOMEM;
  return Block;
}

/// Gives pages at the end of a large block back or takes those behind it.
static bool resizeLarge(void *Block, size_t Bytes) {
  const HeapLayout &L = warpState().heap;
  if (Bytes > SIZE_MAX / 2)
    return false;
  size_t Pages = (Bytes + PageBytes - 1) / PageBytes;
  return Pages <= L.pageCount &&
         ThePageHeap.resize(L.pageOf(Block), uint32_t(Pages));
}

/// A block stays where it is if it is large enough and not twice too large, and
/// a large one if there is room behind it.
static void *resize(void *Block, size_t Bytes) {
  size_t Had = blockBytes(Block);
  if (!warpState().checksHeap) {
    if (Bytes <= Had && Bytes >= Had / 2)
      return Block;
    if (Had > LargestSmall && Bytes > LargestSmall && resizeLarge(Block, Bytes))
      return Block;
  }
  void *Moved = allocateSome(Bytes, false);
  if (!Moved)
    return Bytes <= Had ? Block : nullptr;
  memcpy(Moved, Block, Bytes < Had ? Bytes : Had);
  freeBlock(Block);
  return Moved;
}

static bool isPowerOfTwo(size_t N) { return N && !(N & (N - 1)); }

} // namespace heddle

using namespace heddle;

extern "C" {

// A function that calls another saves registers on the local stack, each on a line of
// its own, and loading them back takes several hundred cycles when an acquire has
// emptied the L1. So what malloc and free do nearly always is a part of their callers,
// five instructions where the size is known and some twenty for free. What comes next
// often is in functions that call nothing.

/// A small block if the warp has one at hand, else null.
[[gnu::noinline, gnu::malloc]] void *
__heddle_malloc_some_at_hand(size_t Bytes) {
  return Bytes - 1 < LargestInFront
             ? takeFromFront(warpState(), sizeClassOf(Bytes))
             : nullptr;
}

/// The same where the size is not known; null where it is, and no object is next.
[[clang::always_inline]] void *__heddle_malloc_at_hand(size_t Bytes) {
  return arch::isConstant(Bytes) ? nullptr : __heddle_malloc_some_at_hand(Bytes);
}

[[gnu::noinline]] bool __heddle_free_sized_at_hand(void *Block, size_t Bytes) {
  return !Block || (Bytes - 1 < LargestInFront &&
                    putIntoFront(warpState(), sizeClassOf(Bytes), Block));
}

[[gnu::noinline]] static void *mallocSlowly(size_t Bytes) {
  if (Bytes - 1 < LargestInFront)
    if (void *Block = takeFromFront(warpState(), sizeClassOf(Bytes)))
      return Block;
  return orNoMemory(allocateSome(Bytes, false));
}

// Whether there is a block, and the block: two tests of one value, were it a function
// that returns null. LLVM threads no jumps on a target whose branches diverge.

/// Whether the size is known and there is a next object of its class.
[[clang::always_inline]] bool __heddle_malloc_has_next(size_t Bytes) {
  return arch::isConstant(Bytes) && Bytes - 1 < LargestInFront &&
         hasNext(warpState(), sizeClassOf(Bytes));
}

/// Takes it.
[[clang::always_inline]] void *__heddle_malloc_next(size_t Bytes) {
  return arch::globalPointer(
      uintptr_t(takeNext(warpState(), sizeClassOf(Bytes))));
}

[[clang::always_inline]] void *malloc(size_t Bytes) {
  if (__builtin_expect(__heddle_malloc_has_next(Bytes), true))
    return __heddle_malloc_next(Bytes);
  void *Block = __heddle_malloc_at_hand(Bytes);
  if (__builtin_expect(Block == nullptr, false))
    Block = mallocSlowly(Bytes);
  return arch::globalPointer(uintptr_t(Block));
}

[[clang::always_inline]] void free(void *Block) {
  WarpState &Self = warpState();
  if (__builtin_expect(!putNext(Self, frontRowOf(Self.heap, Block), Block),
                       false))
    freeBlock(Block);
}

// For operator delete. Not C23's free_sized, whose block may have been resized and
// then be of another class than its size is.
[[clang::always_inline]] void __heddle_free_sized(void *Block, size_t Bytes) {
  bool IsFree = !arch::isConstant(Bytes)
                    ? __heddle_free_sized_at_hand(Block, Bytes)
                    : Bytes - 1 < LargestInFront &&
                          putNext(warpState(), sizeClassOf(Bytes), Block);
  if (__builtin_expect(!IsFree, false))
    freeBlock(Block);
}

[[gnu::noinline]] void *calloc(size_t Count, size_t Bytes) {
  size_t Total;
  if (__builtin_mul_overflow(Count, Bytes, &Total))
    return orNoMemory(nullptr);
  void *Block = orNoMemory(allocateSome(Total, false));
  if (Block)
    memset(Block, 0, Total);
  return Block;
}

[[gnu::noinline]] void *realloc(void *Block, size_t Bytes) {
  if (!Block)
    return malloc(Bytes);
  if (Bytes == 0) {
    freeBlock(Block);
    return nullptr;
  }
  return orNoMemory(resize(Block, Bytes));
}

void *aligned_alloc(size_t Align, size_t Bytes) {
  if (!isPowerOfTwo(Align)) {
    errno = EINVAL;
    return nullptr;
  }
  return orNoMemory(allocateAligned(Bytes, Align, false));
}

void *memalign(size_t Align, size_t Bytes) {
  return aligned_alloc(Align, Bytes);
}

int posix_memalign(void **Result, size_t Align, size_t Bytes) {
  if (!isPowerOfTwo(Align) || Align % sizeof(void *))
    return EINVAL;
  void *Block = allocateAligned(Bytes, Align, false);
  if (!Block)
    return ENOMEM;
  *Result = Block;
  return 0;
}

size_t malloc_usable_size(void *Block) {
  return Block ? blockBytes(Block) : 0;
}

} // extern "C"
