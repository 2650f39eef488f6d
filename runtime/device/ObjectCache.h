//===- ObjectCache.h - Small objects --------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Magazines after Bonwick and Adams, "Magazines and Vmem" (USENIX 2001), with a
// warp in the CPU's place. For each size class
//
//   a warp    has two magazines, arrays of free objects. Allocation pops and
//             free pushes: no atomic operation, and unlike a linked list no
//             touching of the objects, which may be cold. Before them stands a
//             short array in the memory next to the warp.
//   the depot has the full magazines that some warp had too many of.
//   a span    is a run of pages cut into objects. A warp that finds the depot
//             empty cuts a magazine's worth at once, by one fetch_add. One warp
//             starts the next span, the others wait for that.
//
// Objects return to their spans, and empty spans to the page heap, only when
// pages run out, and then as many as bring the pages that are wanted. So each return
// is paid for by what put the object into a cache.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_OBJECTCACHE_H
#define HEDDLE_RUNTIME_DEVICE_OBJECTCACHE_H

#include "Depot.h"
#include "Lock.h"
#include "PageHeap.h"

namespace heddle {

struct WarpState;

struct Magazine {
  Magazine *next; ///< in the depot
  void *rounds[MagazineRounds];
};
static_assert(sizeof(Magazine) == MagazineBytes);

/// A warp's share of one size class; all-zero bytes until its first use.
struct MagazinePair {
  Magazine *loaded;
  Magazine *previous;
  uint32_t loadedRounds; ///< objects in the loaded magazine
  uint8_t capacity;      ///< objects that a magazine of this class takes
  bool hasBeenFilled;    ///< with objects that were cut for it
  bool previousFull;     ///< the previous magazine is either full or empty
};
static_assert(sizeof(MagazinePair) == 24);

/// The objects that a warp freed last, of a class whose objects are so small that
/// a trip to the L2 matters.
template <uint32_t Objects> struct FrontCache {
  static constexpr uint32_t Capacity = Objects;
  /// Objects that move between here and a magazine at a time.
  static constexpr uint32_t Batch = (Objects + 1) / 2;
  /// A count of objects that can neither be taken nor be added to.
  static constexpr uint32_t Closed = ~0u;

  uint32_t count;
  uint32_t objects[Capacity]; ///< offsets in the heap, in units
};
inline constexpr uint32_t FrontUnit = 16;

/// Before them is the one freed last of all, alone and as an address: what malloc and
/// free do with it is so short that it is a part of their callers.
struct SmallFront {
  /// Nothing can be taken, and there is no room either.
  static constexpr uintptr_t Closed = 1;

  void *next; ///< null if there is none
  FrontCache<5> others;

  void close() {
    next = (void *)Closed;
    others.count = others.Closed;
  }
};
/// A thread that starts and joins many others is the common case.
using ThreadFront = FrontCache<31>;
static_assert(sizeof(SmallFront) == 32);

inline constexpr size_t LargestInFront = 4096;
inline constexpr SizeClass FrontClasses = sizeClassOf(LargestInFront) + 1;

constexpr bool hasFront(SizeClass C) {
  return C < FrontClasses || C == ThreadClass;
}

/// What all warps share of one size class.
class alignas(128) ObjectCache {
  /// Next object to cut: one more than the number of the span's first page in
  /// the high half, index of the object in the low half. An index beyond the
  /// span's objects, or no page, means that a new span is due.
  Atomic<uint64_t> cutting;

  /// Some warp is starting the next span.
  Atomic<uint32_t> starting;

  alignas(128) Lock lock;
  /// Spans with free objects in their lists.
  PageRun *partial;
  Atomic<uint32_t> partialCount;

  uint32_t cut(SizeClass C, uint32_t Wanted, void **Objects);
  uint32_t takeFromPartial(SizeClass C, uint32_t Wanted, void **Objects);
  bool allocateSpan(SizeClass C);
  bool startSpan(SizeClass C);
  void returnToSpan(SizeClass C, void *Object, uint32_t Page);

public:
  /// Puts up to Wanted objects into Objects; 0 when no pages are left.
  uint32_t refill(SizeClass C, uint32_t Wanted, void **Objects);

  /// Full magazines; those of the magazines' own class are the empty ones.
  Depot depot;

  /// Gives objects back to their spans, and spans that have all their objects to the page
  /// heap.
  void giveBack(SizeClass C, void *const *Objects, uint32_t Count);
  /// Whether reapDepot would find something.
  bool hasToReap(SizeClass C) const;
  /// Gives the depot's objects back, until there is a run of so many pages. Returns the
  /// number of objects.
  uint32_t reapDepot(SizeClass C, uint32_t Pages, size_t Align);
  /// Gives the calling warp's objects back.
  void reapWarp(SizeClass C);
};

/// Collects pages from the depots, until there is a run such as PageHeap::allocate is to
/// find. False if the depots had nothing.
bool reapDepots(uint32_t Pages, size_t Align);
/// Collects pages from the calling warp's caches. False if there is nothing in them.
bool reapWarp();
/// Whether that is worth while: unless it has been in vain too often of late.
bool mayReapWarp();
void reapedInVain();
/// For a warp that is about to become idle while pages are scarce.
void reapIdleWarp();

/// Whether Attempt, which needs a run of pages, succeeds when it is made again, with what
/// is in caches.
template <typename F>
inline bool retryWithReaping(uint32_t Pages, size_t Align, F Attempt) {
  while (reapDepots(Pages, Align))
    if (Attempt())
      return true;
  bool Reaped = mayReapWarp() && reapWarp();
  // In any case: somebody may have reaped since the last attempt.
  if (Attempt())
    return true;
  if (Reaped)
    reapedInVain();
  return false;
}

/// When the front cache has none at hand, or no room.
void *allocateSlowly(SizeClass C);
void freeSlowly(SizeClass C, void *Object);
/// Without a front cache.
void *allocateFromMagazine(SizeClass C);
void freeToMagazine(SizeClass C, void *Object);

/// An object of the class, or null when memory is exhausted.
void *allocateObject(WarpState &Self, SizeClass C);
void freeObject(WarpState &Self, SizeClass C, void *Object);

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_OBJECTCACHE_H
