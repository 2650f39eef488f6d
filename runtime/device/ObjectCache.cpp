//===- ObjectCache.cpp - Small objects ------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Order of locks: a class's lock, then the page heap's. Reaping takes the locks
// of all classes, one after the other, so it is done by warps that hold none.
//
//===----------------------------------------------------------------------===//

#include "ObjectCache.h"
#include "Warp.h"

namespace heddle {

static ObjectCache Caches[ClassCount];

//===----------------------------------------------------------------------===//
// Spans
//===----------------------------------------------------------------------===//

/// Whether there is no object left at the cursor.
static bool isUsedUp(SizeClass C, uint64_t Cursor) {
  return (Cursor >> 32 == 0) |
         (uint32_t(Cursor) >= Classes.info[C].spanObjects);
}

uint32_t ObjectCache::cut(SizeClass C, uint32_t Wanted, void **Objects) {
  const ClassInfo &Info = Classes.info[C];
  // Look first, or failing mallocs would one day carry into the page number.
  if (isUsedUp(C, cutting.load(Relaxed)))
    return 0;
  // Acquire: the pages may have been something else in another warp's hands.
  uint64_t Cursor = cutting.fetchAdd(Wanted, Acquire);
  if (isUsedUp(C, Cursor))
    return 0;
  uint32_t PageAfter = uint32_t(Cursor >> 32), First = uint32_t(Cursor);
  uint32_t Count = Info.spanObjects - First;
  if (Count > Wanted)
    Count = Wanted;
  char *Object = warpState().heap.addressOf(PageAfter - 1) +
                 size_t(First) * Info.bytes;
  // The magazine is popped from its end: hand out ascending addresses.
  for (uint32_t I = Count; I-- > 0; Object += Info.bytes)
    Objects[I] = Object;
  return Count;
}

/// The caller is the one that may change the cursor.
bool ObjectCache::allocateSpan(SizeClass C) {
  const ClassInfo &Info = Classes.info[C];
  const HeapLayout &L = warpState().heap;
  if (!isUsedUp(C, cutting.load(Relaxed)))
    return true; // another warp has just done it
  uint32_t Page = ThePageHeap.allocate(Info.spanPages, PageBytes, C);
  if (Page == PageHeap::None)
    return false;
  for (uint32_t I = 0; I < Info.spanPages; ++I)
    L.runs[Page + I].pages = Page;
  L.runs[Page].freeObjects = 0;
  L.runs[Page].freeList = nullptr;
  cutting.store(uint64_t(Page + 1) << 32, Release);
  return true;
}

/// Whether it is worth while to look for objects again. With a lock in place of
/// the flag, a thousand warps that use up a span together would take turns at
/// finding that the first of them has started the next.
[[gnu::noinline]] bool ObjectCache::startSpan(SizeClass C) {
  // Unless somebody has just got the last pages for this class.
  if (!ThePageHeap.mayHave(Classes.info[C].spanPages, PageBytes) &&
      !starting.load(Relaxed))
    return !isUsedUp(C, cutting.load(Relaxed));
  if (starting.exchange(1, Acquire)) {
    arch::waitWord(starting.word(), 1);
    return true;
  }
  bool Started = allocateSpan(C);
  starting.store(0, Release);
  arch::wakeWord(starting.word());
  return Started;
}

uint32_t ObjectCache::takeFromPartial(SizeClass, uint32_t Wanted,
                                      void **Objects) {
  if (partialCount.load(Relaxed) == 0)
    return 0;
  LockGuard Guard(lock);
  uint32_t Count = 0;
  while (Count < Wanted && partial) {
    PageRun &Span = *partial;
    void *Object = Span.freeList;
    Span.freeList = *(void **)Object;
    Objects[Count++] = Object;
    if (--Span.freeObjects == 0) {
      partial = Span.next;
      if (partial)
        partial->previous = nullptr;
      partialCount.fetchSub(1, Relaxed);
    }
  }
  return Count;
}

/// To the span that begins at the page. The caller holds the lock.
void ObjectCache::returnToSpan(SizeClass C, void *Object, uint32_t Page) {
  const ClassInfo &Info = Classes.info[C];
  PageRun &Span = warpState().heap.runs[Page];
  *(void **)Object = Span.freeList;
  Span.freeList = Object;
  if (Span.freeObjects++ == 0) {
    Span.previous = nullptr;
    Span.next = partial;
    if (partial)
      partial->previous = &Span;
    partial = &Span;
    partialCount.fetchAdd(1, Relaxed);
  }
  if (Span.freeObjects < Info.spanObjects)
    return;
  (Span.previous ? Span.previous->next : partial) = Span.next;
  if (Span.next)
    Span.next->previous = Span.previous;
  partialCount.fetchSub(1, Relaxed);
  ThePageHeap.free(Page, Info.spanPages);
}

[[gnu::noinline]] uint32_t ObjectCache::refill(SizeClass C, uint32_t Wanted, void **Objects) {
  do {
    if (uint32_t Count = takeFromPartial(C, Wanted, Objects))
      return Count;
    if (uint32_t Count = cut(C, Wanted, Objects))
      return Count;
  } while (startSpan(C));
  return 0;
}

[[gnu::noinline]] void ObjectCache::giveBack(SizeClass C, void *const *Objects, uint32_t Count) {
  const HeapLayout &L = warpState().heap;
  LockGuard Guard(lock);
  constexpr uint32_t Batch = 4;
  for (uint32_t I = 0; I < Count; I += Batch) {
    // All in one trip to the L2.
    uint32_t Pages[Batch];
#pragma unroll
    for (uint32_t J = 0; J < Batch; ++J)
      Pages[J] = L.runs[L.pageOf(Objects[I + J < Count ? I + J : I])].pages;
#pragma unroll
    for (uint32_t J = 0; J < Batch; ++J)
      if (I + J < Count)
        returnToSpan(C, Objects[I + J], Pages[J]);
  }
}

//===----------------------------------------------------------------------===//
// Empty magazines
//===----------------------------------------------------------------------===//

static constexpr uint32_t MostSpares = 4;

static void putEmpty(Magazine *M) {
  WarpTables &Tables = *warpState().tables;
  if (Tables.spareCount == MostSpares)
    return Caches[MagazineClass].depot.put(M);
  M->next = Tables.spareMagazines;
  Tables.spareMagazines = M;
  ++Tables.spareCount;
}

static Magazine *takeEmpty() {
  WarpTables &Tables = *warpState().tables;
  if (Magazine *M = Tables.spareMagazines) {
    Tables.spareMagazines = M->next;
    --Tables.spareCount;
    return M;
  }
  ObjectCache &Cache = Caches[MagazineClass];
  if (Magazine *M = Cache.depot.take())
    return M;
  void *Fresh = nullptr;
  return Cache.refill(MagazineClass, 1, &Fresh) ? (Magazine *)Fresh : nullptr;
}

//===----------------------------------------------------------------------===//
// Reaping
//===----------------------------------------------------------------------===//

/// Some warp is reaping the depots.
static Atomic<uint32_t> Reaping;
/// The class whose depot is next. Under Reaping.
static uint32_t NextToReap;

bool ObjectCache::hasToReap(SizeClass C) const {
  bool IsUncut = !isUsedUp(C, cutting.load(Relaxed));
  return (depot.count() != 0) | IsUncut;
}

uint32_t ObjectCache::reapDepot(SizeClass C, uint32_t Pages, size_t Align) {
  uint32_t Total = 0;
  // What is left of the last span, or it could never be whole.
  constexpr uint32_t Batch = 16;
  void *Uncut[Batch];
  while (uint32_t Count = cut(C, Batch, Uncut)) {
    giveBack(C, Uncut, Count);
    Total += Count;
  }
  // No more than there are now: others may go on to free.
  for (uint32_t Left = depot.count(); Left && !ThePageHeap.has(Pages, Align);
       --Left) {
    Magazine *M = depot.take();
    if (!M)
      break;
    if (C == MagazineClass) {
      void *Object = M;
      giveBack(C, &Object, 1);
      ++Total;
      continue;
    }
    giveBack(C, M->rounds, Classes.info[C].magazineRounds);
    Total += Classes.info[C].magazineRounds;
    putEmpty(M);
  }
  return Total;
}

[[gnu::noinline]] bool reapDepots(uint32_t Pages, size_t Align) {
  // All loads before the first answer.
  bool Any = Caches[MagazineClass].hasToReap(MagazineClass);
#pragma unroll
  for (SizeClass C = 0; C < MallocClasses; ++C)
    Any |= Caches[C].hasToReap(C);
  if (!Any) {
    // What has just been taken out of them may not have been given back yet.
    storeLoadFence();
    if (!Reaping.load(Acquire))
      return false;
  }
  if (Reaping.exchange(1, Acquire)) {
    arch::waitWord(Reaping.word(), 1);
    return true;
  }
  storeLoadFence();
  uint32_t Total = 0;
  for (SizeClass I = 0; I < MallocClasses && !ThePageHeap.has(Pages, Align);
       ++I) {
    auto C = SizeClass(NextToReap++ % MallocClasses);
    if (Caches[C].hasToReap(C))
      Total += Caches[C].reapDepot(C, Pages, Align);
  }
  // A heap full of the smallest objects needs half as much for magazines when they
  // are freed.
  Total += Caches[MagazineClass].reapDepot(MagazineClass, Pages, Align);
  ThePageHeap.countReaped(Total);
  Reaping.store(0, Release);
  arch::wakeWord(Reaping.word());
  return Total != 0 || ThePageHeap.has(Pages, Align);
}

void ObjectCache::reapWarp(SizeClass C) {
  WarpState &Self = warpState();
  if (hasFront(C)) {
    void *Objects[1 + decltype(SmallFront::others)::Capacity];
    uint32_t Count = 0;
    while (void *Object = takeFromFront(Self, C))
      Objects[Count++] = Object;
    if (Count)
      giveBack(C, Objects, Count);
  }
  MagazinePair &Pair = Self.tables->magazines[C];
  if (Pair.loadedRounds)
    giveBack(C, Pair.loaded->rounds, Pair.loadedRounds);
  if (Pair.previousFull)
    giveBack(C, Pair.previous->rounds, Pair.capacity);
  // A magazine, too, keeps a span from being whole.
  void *Both[] = {Pair.loaded, Pair.previous};
  for (void *M : Both)
    if (M)
      Caches[MagazineClass].giveBack(MagazineClass, &M, 1);
  Pair = {};
}

/// Whether the warp has objects, or magazines for them.
static bool hasAny(const WarpState &Self) {
  // Most of what a program frees goes no further than to a front cache.
  bool InFronts = false;
  for (SizeClass C = 0; C < FrontClasses; ++C)
    InFronts |= !isEmpty(Self.fronts[C]);
  return Self.hasMagazines | InFronts |
         (Self.tables->spareMagazines != nullptr);
}

[[gnu::noinline]] bool reapWarp() {
  WarpState &Self = warpState();
  if (!hasAny(Self))
    return false;
  for (SizeClass C = 0; C < MallocClasses; ++C)
    Caches[C].reapWarp(C);
  while (void *M = Self.tables->spareMagazines) {
    Self.tables->spareMagazines = Self.tables->spareMagazines->next;
    Caches[MagazineClass].giveBack(MagazineClass, &M, 1);
  }
  Self.tables->spareCount = 0;
  Self.hasMagazines = Self.freedSinceReaping = false;
  return true;
}

// A program at the edge of a full heap has new objects in its caches at each failure, and
// thousands of warps that give them back at each would wait for each other's locks. So what
// is in vain is paid for with so many nanoseconds, of which some may be owed: a token bucket
// in one word ("Generic Cell Rate Algorithm", ITU-T I.371).
static constexpr uint64_t VainReapingNs = 10'000'000, MostOwedNs = 16 * VainReapingNs;

bool mayReapWarp() {
  return int64_t(warpState().tables->vainReapingsUntilNs - arch::timerNs()) <
         int64_t(MostOwedNs);
}

void reapedInVain() {
  uint64_t &Until = warpState().tables->vainReapingsUntilNs, Now = arch::timerNs();
  Until = (Until > Now ? Until : Now) + VainReapingNs;
}

// What a thread has taken from spans and not used, the next one may take again. What it has
// freed in numbers is given back by whoever can.
[[gnu::noinline]] void reapIdleWarp() {
  bool HasFreed = warpState().freedSinceReaping;
  if ((HasFreed || mayReapWarp()) && reapWarp() && !HasFreed)
    reapedInVain();
}

//===----------------------------------------------------------------------===//
// A warp's magazines
//===----------------------------------------------------------------------===//

/// Gives the pair its first magazine.
static bool prepare(MagazinePair &Pair, SizeClass C) {
  if (Pair.loaded)
    return true;
  Pair.loaded = takeEmpty();
  if (!Pair.loaded)
    return false;
  warpState().hasMagazines = true;
  Pair.capacity = uint8_t(Classes.info[C].magazineRounds);
  return true;
}

static void swapMagazines(MagazinePair &Pair) {
  Magazine *M = Pair.loaded;
  Pair.loaded = Pair.previous;
  Pair.previous = M;
}

/// Refills the pair, whose loaded magazine is empty or missing.
[[gnu::noinline]] static bool reload(MagazinePair &Pair, SizeClass C) {
  if (Pair.previousFull) {
    swapMagazines(Pair);
    Pair.previousFull = false;
    Pair.loadedRounds = Pair.capacity;
    return true;
  }
  if (!prepare(Pair, C))
    return false;
  ObjectCache &Cache = Caches[C];
  if (Magazine *Full = Cache.depot.take()) {
    putEmpty(Pair.loaded);
    Pair.loaded = Full;
    Pair.loadedRounds = Pair.capacity;
    return true;
  }
  // A warp that has created no thread yet may be one of many that create a few each.
  bool IsFirst = C == ThreadClass && !Pair.hasBeenFilled;
  Pair.hasBeenFilled = true;
  Pair.loadedRounds = Cache.refill(C, IsFirst ? FirstThreads : Pair.capacity,
                                   Pair.loaded->rounds);
  return Pair.loadedRounds != 0;
}

[[gnu::noinline]] static bool reloadWithReaping(MagazinePair &Pair,
                                                SizeClass C) {
  return retryWithReaping(Classes.info[C].spanPages, PageBytes,
                          [&] { return reload(Pair, C); });
}

[[gnu::noinline]] void *allocateFromMagazine(SizeClass C) {
  MagazinePair &Pair = warpState().tables->magazines[C];
  if (Pair.loadedRounds == 0 && !reload(Pair, C) &&
      !reloadWithReaping(Pair, C))
    return nullptr;
  return Pair.loaded->rounds[--Pair.loadedRounds];
}

/// Whether a full magazine should go back to its spans at once. When pages are scarce, somebody
/// will soon need them, and who frees has more time for that than who waits for a page. One
/// magazine for each warp stays, for those who exchange objects all the time.
static bool hasEnough(SizeClass C) {
  return C != ThreadClass && Caches[C].depot.count() >= warpState().warpCount;
}

[[gnu::noinline]] void freeToMagazine(SizeClass C, void *Object) {
  warpState().freedSinceReaping = true;
  MagazinePair &Pair = warpState().tables->magazines[C];
  if (Pair.loadedRounds < Pair.capacity) {
    Pair.loaded->rounds[Pair.loadedRounds++] = Object;
    return;
  }
  if (Pair.loaded && Pair.previous && !Pair.previousFull) {
    swapMagazines(Pair);
    Pair.previousFull = true;
    Pair.loadedRounds = 0;
  } else if (Pair.loaded) {
    // Not asked for at once: its answer comes with the next.
    bool IsTight = ThePageHeap.isTight();
    Magazine *Empty = takeEmpty();
    if (!Empty)
      return Caches[C].giveBack(C, &Object, 1);
    if (__builtin_expect(IsTight && Pair.previous && hasEnough(C), false)) {
      Caches[C].giveBack(C, Pair.previous->rounds, Pair.capacity);
      putEmpty(Pair.previous);
    } else if (Pair.previous) {
      Caches[C].depot.put(Pair.previous);
    }
    Pair.previous = Pair.loaded;
    Pair.previousFull = true;
    Pair.loaded = Empty;
    Pair.loadedRounds = 0;
  } else if (!prepare(Pair, C)) {
    return Caches[C].giveBack(C, &Object, 1);
  }
  Pair.loaded->rounds[Pair.loadedRounds++] = Object;
}

//===----------------------------------------------------------------------===//
// A warp's front caches
//===----------------------------------------------------------------------===//

/// Fills an empty front cache from the loaded magazine.
template <uint32_t N>
static void fillFront(WarpState &Self, MagazinePair &Pair, FrontCache<N> &Front) {
  constexpr uint32_t Batch = FrontCache<N>::Batch;
  uint32_t Rounds = Pair.loadedRounds;
  uint32_t Count = Rounds < Batch ? Rounds : Batch;
  void **From = Pair.loaded->rounds + Rounds - Count;
  void *Objects[Batch];
  uint32_t References[Batch];
  bool AllNear = true;
#pragma unroll
  for (uint32_t I = 0; I < Batch; ++I)
    Objects[I] = I < Count ? From[I] : Self.heapBase;
#pragma unroll
  for (uint32_t I = 0; I < Batch; ++I)
    AllNear &= refer(Self, Objects[I], References[I]);
  if (!AllNear)
    return;
#pragma unroll
  for (uint32_t I = 0; I < Batch; ++I)
    Front.objects[I] = References[I];
  Front.count = Count;
  Pair.loadedRounds = Rounds - Count;
}

/// Takes one object from the magazine for the caller, and some more for the
/// front cache.
[[gnu::noinline]] void *allocateSlowly(SizeClass C) {
  void *Object = allocateFromMagazine(C);
  WarpState &Self = warpState();
  if (Object) {
    MagazinePair &Pair = Self.tables->magazines[C];
    if (C == ThreadClass)
      fillFront(Self, Pair, Self.threadFront);
    else
      fillFront(Self, Pair, Self.fronts[C].others);
  }
  return Object;
}

/// Moves objects of a full front cache to the magazine, as many of a batch as the
/// loaded one has room for.
template <uint32_t N>
static void flushFront(WarpState &Self, SizeClass C, FrontCache<N> &Front) {
  Self.freedSinceReaping = true;
  constexpr uint32_t Batch = FrontCache<N>::Batch;
  MagazinePair &Pair = Self.tables->magazines[C];
  if (Pair.loadedRounds == Pair.capacity)
    freeToMagazine(C, objectAt(Self, Front.objects[--Front.count]));
  uint32_t Rounds = Pair.loadedRounds, Room = Pair.capacity - Rounds;
  uint32_t Count = Room < Batch - 1 ? Room : Batch - 1;
  uint32_t Left = Front.count - Count;
  for (uint32_t I = 0; I < Count; ++I)
    Pair.loaded->rounds[Rounds + I] = objectAt(Self, Front.objects[Left + I]);
  Pair.loadedRounds = Rounds + Count;
  Front.count = Left;
}

/// Puts the object into a front cache, which is full, or else into the magazine.
template <uint32_t N>
static void makeRoom(WarpState &Self, SizeClass C, FrontCache<N> &Front,
                     void *Object) {
  if (Front.count == N)
    flushFront(Self, C, Front);
  if (!putInto(Self, Front, Object))
    freeToMagazine(C, Object);
}

[[gnu::noinline]] void freeSlowly(SizeClass C, void *Object) {
  WarpState &Self = warpState();
  if (C == ThreadClass)
    return makeRoom(Self, C, Self.threadFront, Object);
  // The next object gives way: what was freed last is the soonest in use again.
  SmallFront &Front = Self.fronts[C];
  void *Before = Front.next;
  Front.next = Object;
  makeRoom(Self, C, Front.others, Before);
}

} // namespace heddle
