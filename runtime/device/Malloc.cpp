//===- Malloc.cpp - malloc, free and their relatives ----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Malloc.h"
#include "Fault.h"
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
  uint32_t Page = ThePageHeap.allocate(uint32_t(Pages), Align, LargePage);
  if (Page == PageHeap::None) {
    reapCaches();
    Page = ThePageHeap.allocate(uint32_t(Pages), Align, LargePage);
    if (Page == PageHeap::None)
      return nullptr;
  }
  return warpState().heap.addressOf(Page);
}

static inline void *allocateInline(size_t Bytes) {
  if (Bytes - 1 < LargestSmall)
    return allocateObject(warpState(), sizeClassOf(Bytes));
  return Bytes ? allocateLarge(Bytes, PageBytes)
               : allocateObject(warpState(), 0);
}

// Out of line, most of these: a call takes 37 ns, but copies of them in every
// function would crowd out the instruction cache.
[[gnu::noinline]] void *allocateBlock(size_t Bytes) {
  return allocateInline(Bytes);
}

/// Objects stand one behind the other from the beginning of a page on, so each
/// is as aligned as its size.
[[gnu::noinline]] void *allocateBlock(size_t Bytes, size_t Align) {
  if (Align <= 16)
    return allocateBlock(Bytes);
  if (Bytes <= LargestSmall && Align <= PageBytes) {
    size_t Rounded = ((Bytes ? Bytes : 1) + Align - 1) & ~(Align - 1);
    if (Rounded <= LargestSmall)
      for (SizeClass C = sizeClassOf(Rounded); C < MallocClasses; ++C)
        if (Classes.info[C].bytes % Align == 0)
          return allocateObject(warpState(), C);
  }
  return allocateLarge(Bytes ? Bytes : 1, Align);
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

// A function that calls another saves registers on the local stack, each on a line of
// its own, and loading them back takes several hundred cycles when an acquire has
// emptied the L1. So what malloc and free do nearly always is in functions that call
// nothing, and what decides is a part of the caller.

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

[[gnu::noinline]] void freeBlock(void *Block) { freeInline(Block); }

size_t blockBytes(void *Block) {
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
  if (Bytes <= Had && Bytes >= Had / 2)
    return Block;
  if (Had > LargestSmall && Bytes > LargestSmall && resizeLarge(Block, Bytes))
    return Block;
  void *Moved = allocateBlock(Bytes);
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

/// A small block if the warp has one at hand, else null. For malloc and operator new.
[[gnu::noinline, gnu::malloc]] void *__heddle_malloc_at_hand(size_t Bytes) {
  return Bytes - 1 < LargestInFront
             ? takeFromFront(warpState(), sizeClassOf(Bytes))
             : nullptr;
}

/// Whether the block was a small one and is free now.
[[gnu::noinline]] bool __heddle_free_at_hand(void *Block) {
  WarpState &Self = warpState();
  const HeapLayout &L = Self.heap;
  size_t Page = size_t((char *)Block - L.pages) / PageBytes;
  if (Page >= L.pageCount)
    return !Block;
  uint8_t Use = L.use[Page];
  return Use < FrontClasses && putIntoFront(Self, Use, Block);
}

[[gnu::noinline]] bool __heddle_free_sized_at_hand(void *Block, size_t Bytes) {
  return !Block || (Bytes - 1 < LargestInFront &&
                    putIntoFront(warpState(), sizeClassOf(Bytes), Block));
}

[[gnu::noinline]] static void *mallocSlowly(size_t Bytes) {
  return orNoMemory(allocateBlock(Bytes));
}

[[clang::always_inline]] void *malloc(size_t Bytes) {
  void *Block = __heddle_malloc_at_hand(Bytes);
  return __builtin_expect(Block != nullptr, true) ? Block
                                                  : mallocSlowly(Bytes);
}

[[clang::always_inline]] void free(void *Block) {
  if (__builtin_expect(!__heddle_free_at_hand(Block), false))
    freeBlock(Block);
}

// For operator delete. Not C23's free_sized, whose block may have been resized and
// then be of another class than its size is.
[[clang::always_inline]] void __heddle_free_sized(void *Block, size_t Bytes) {
  if (__builtin_expect(!__heddle_free_sized_at_hand(Block, Bytes), false))
    freeBlock(Block);
}

[[gnu::noinline]] void *calloc(size_t Count, size_t Bytes) {
  size_t Total;
  if (__builtin_mul_overflow(Count, Bytes, &Total))
    return orNoMemory(nullptr);
  void *Block = orNoMemory(allocateBlock(Total));
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
  return orNoMemory(allocateBlock(Bytes, Align));
}

void *memalign(size_t Align, size_t Bytes) {
  return aligned_alloc(Align, Bytes);
}

int posix_memalign(void **Result, size_t Align, size_t Bytes) {
  if (!isPowerOfTwo(Align) || Align % sizeof(void *))
    return EINVAL;
  void *Block = allocateBlock(Bytes, Align);
  if (!Block)
    return ENOMEM;
  *Result = Block;
  return 0;
}

size_t malloc_usable_size(void *Block) {
  return Block ? blockBytes(Block) : 0;
}

} // extern "C"
