//===- Warp.h - What a warp keeps to itself -------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// WarpState is in memory next to the warp (arch::warpLocal), because whatever an
// operation of the runtime touches in global memory after an acquire costs a
// trip to the L2. What does not fit is in LaunchParams::scratch, which the
// launcher hands over zeroed:
//   SchedulerState                     the one, within ScratchHeader bytes
//   Mailbox[warpCount]                 words that other warps write
//   WarpTables[warpCount]              words that only their warp touches
//   WaitSlot[waitSlotCount(warpCount)] words of threads that wait in a queue
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_WARP_H
#define HEDDLE_RUNTIME_DEVICE_WARP_H

#include "../arch/Arch.h"
#include "Block.h"
#include "Lock.h"
#include "ObjectCache.h"
#include "PageHeap.h"
#include "ThreadTable.h"

namespace heddle {

struct Mutex;
struct SchedulerState;
struct Thread;
struct WaitNode;

/// The end of each thread's stack, for the functions that report that the rest
/// is full.
inline constexpr uint64_t StackReserve = 8 * 1024;

inline constexpr uint64_t ScratchHeader = 64 * 1024;

/// How a warp is told what to do next; see Scheduler.h for the values.
struct alignas(128) Mailbox {
  /// While the warp runs a thread, that thread's handle in the low half.
  Atomic<uint64_t> word;
  /// For the launcher; written by the warp itself.
  uint32_t idleTurn;
  uint32_t depth;
  uint32_t hasLeft;
  uint32_t unusedIds;
  uint32_t mostBusy;
};
static_assert(sizeof(Mailbox) == sizeof(abi::WarpLine));
static_assert(offsetof(Mailbox, word) == offsetof(abi::WarpLine, mail));
static_assert(offsetof(Mailbox, idleTurn) == offsetof(abi::WarpLine, idleTurn));
static_assert(offsetof(Mailbox, depth) == offsetof(abi::WarpLine, depth));
static_assert(offsetof(Mailbox, hasLeft) == offsetof(abi::WarpLine, hasLeft));
static_assert(offsetof(Mailbox, unusedIds) == offsetof(abi::WarpLine, unusedIds));
static_assert(offsetof(Mailbox, mostBusy) == offsetof(abi::WarpLine, mostBusy));
static_assert(ScratchHeader == abi::ScratchLayout::Warps);

/// Other warps write to its lock nodes.
struct alignas(128) WarpTables {
  LockNode lockNodes[MaxHeldLocks];
  MagazinePair magazines[ClassCount];
  /// Empty magazines, to spare the depot the traffic.
  Magazine *spareMagazines;
  uint32_t spareCount;
  uint64_t vainReapingsUntilNs; ///< see mayReapWarp
  MissingPages missing;
};

/// See waitSlot. Alone in its sectors: whoever waits polls it.
struct alignas(64) WaitSlot {
  Atomic<uint32_t> word;
};

/// A power of two, and at least one for each warp.
constexpr uint64_t waitSlotCount(uint32_t WarpCount) {
  uint64_t Count = 1;
  while (Count < WarpCount)
    Count *= 2;
  return Count;
}

/// What the other warps of a block access of a warp's state, by the functions of
/// runtime/arch for that.
struct NearWords {
  /// Mail from one of them.
  uint64_t mail;
  /// Whom the mail's thread came from: the number in the block and 1 if it is that warp's
  /// near child, OfNobody if it is not; 0 if it came from afar.
  uint32_t parent;
  static constexpr uint32_t OfNobody = ~0u;
  uint32_t child; ///< NearChild: the state of the warp's own
};

struct WarpState {
  NearWords near;
  const abi::LaunchParams *params;
  SchedulerState *scheduler;
  Mailbox *mailboxes;
  WarpTables *tables;
  WaitSlot *waitSlots;
  char *heapBase; ///< LaunchParams::heap
  HeapLayout heap;
  uint32_t warpId;
  uint32_t warpCount;
  uint32_t waitSlotMask;
  // LaunchParams' slots, and the number of bits of a slot's index.
  uint32_t slotBits;
  abi::HostCallSlot *slots;
  /// The one after that of the warp's last host call.
  uint32_t likelySlot;
  /// The holder's, of plainMutex.
  uint32_t plainTicket;
  char *stackEnd; ///< of the warp's share of LaunchParams::stacks, less the reserve
  /// Where the part of the local stack begins that may be exchanged.
  uint64_t localStackTop;
  /// WarpContext::stackPointer outside of threads.
  char *idleStackPointer;
  uint32_t heldLocks;

  /// Idle warps this warp has seen and not yet tried: bits of one word of
  /// SchedulerState::idle.
  uint16_t hintWord;
  /// Where in a tree of threads the running one is, counted as in a heap: the number of its
  /// warp unless that had been taken. For guesses: placeOfFirstChild.
  uint16_t place;
  uint64_t hintBits;
  /// For looking elsewhere when other warps look in the same place.
  uint32_t random;
  /// Attempts to lock a mutex that have failed since the last that did not.
  uint32_t failedTries;
  bool reportsOverflow;
  bool checksHeap; ///< LaunchParams::checksHeap
  /// Whether the warp has had magazines for any class since it last gave all back
  /// (reapWarp).
  bool hasMagazines;
  /// Whether it has freed objects to them since.
  bool freedSinceReaping;
  /// Whether the next thread created is to go to a neighbour: the last one was joined as
  /// soon as it had been created.
  bool prefersNeighbour;
  /// How often the warp has become idle, and how many threads lie below the one
  /// that runs: Mailbox.
  uint32_t idleTurn;
  uint32_t depth;
  /// Mailbox, too.
  uint32_t mostBusy;

  /// Of the running thread: bits of Cleanup (Thread.h).
  uint32_t cleanups;
  /// The signals that the running thread holds back: bit N - 1 for signal N. A new
  /// thread begins with its creator's.
  uint64_t heldSignals;
  /// Ids taken from the process's counter and not yet given to a thread.
  uint64_t nextThreadId;
  uint64_t threadIdsEnd;
  Thread *lastChild;
  /// The last thread that was given to a neighbour, to be joined without a trip to the
  /// L2: NearChild.
  Thread *nearChild;
  /// A control block whose payload has been given out for a thread to come.
  Thread *reserved;
  /// The mutex last locked, if it is of the normal kind and still locked.
  Mutex *plainMutex;
  /// A mutex that is to go to the heir's thread when this warp unlocks it (Mutex.h);
  /// null if there is none.
  Mutex *heirMutex;
  WaitNode *heir;
  uint32_t heirTicket; ///< the holder's
  /// When by arch::cycles the thread was created that was created last.
  uint32_t lastCreated;
  /// What a condition variable was when this warp last woke the only thread that waited
  /// for it (Condition.cpp), and what that says.
  uint64_t aloneLast;
  const void *aloneCondition;
  WaitNode *aloneNode;
  Mutex *aloneMutex;
  /// The running thread's node if it has been reset, when the thread held the mutex by the
  /// ticket; else null (Condition.cpp).
  WaitNode *resetNode;
  Mutex *resetMutex;
  uint32_t resetTicket;

  /// The last one stands for all classes that have none, and is closed.
  SmallFront fronts[FrontClasses + 1];
  ThreadFront threadFront;
};
static_assert(sizeof(WarpState) <= arch::WarpLocalBytes);

constexpr uint64_t scratchNeeded(uint32_t WarpCount) {
  return ScratchHeader +
         uint64_t(WarpCount) * (sizeof(Mailbox) + sizeof(WarpTables)) +
         waitSlotCount(WarpCount) * sizeof(WaitSlot);
}
static_assert(scratchNeeded(1) <= abi::scratchBytes(1));
static_assert(scratchNeeded(100000) <= abi::scratchBytes(100000));

inline WarpState &warpState() { return *(WarpState *)arch::warpLocal(); }

inline WarpState &neighbour(uint32_t WarpInBlock) {
  return *(WarpState *)arch::neighbourLocal(WarpInBlock);
}

/// Marsaglia's xorshift.
inline uint32_t nextRandom(WarpState &Self) {
  uint32_t X = Self.random;
  X ^= X << 13;
  X ^= X >> 17;
  X ^= X << 5;
  return Self.random = X;
}

/// What a front cache refers to.
inline void *objectAt(const WarpState &Self, uint32_t Reference) {
  return Self.heapBase + size_t(Reference) * FrontUnit;
}

/// False if the object is too far from the heap's beginning to be referred to.
inline bool refer(const WarpState &Self, const void *Object,
                  uint32_t &Reference) {
  size_t Units = size_t((const char *)Object - Self.heapBase) / FrontUnit;
  Reference = uint32_t(Units);
  return Units >> 32 == 0;
}

/// An object from a front cache; null if that is empty.
template <uint32_t N>
inline void *takeFrom(WarpState &Self, FrontCache<N> &Front) {
  uint32_t Last = Front.count - 1;
  if (__builtin_expect(Last >= N, false))
    return nullptr;
  Front.count = Last;
  return objectAt(Self, Front.objects[Last]);
}

/// False if the front cache has no room.
template <uint32_t N>
inline bool putInto(WarpState &Self, FrontCache<N> &Front, void *Object) {
  uint32_t Count = Front.count, Reference;
  if (__builtin_expect(!refer(Self, Object, Reference) || Count >= N, false))
    return false;
  Front.objects[Count] = Reference;
  Front.count = Count + 1;
  return true;
}

/// Whether an object of the small class stands by itself, to be handed out next.
inline bool hasNext(const WarpState &Self, SizeClass C) {
  return __builtin_expect(
      uintptr_t(Self.fronts[C].next) > SmallFront::Closed, true);
}

/// Takes it.
inline void *takeNext(WarpState &Self, SizeClass C) {
  void *Next = Self.fronts[C].next;
  Self.fronts[C].next = nullptr;
  return Next;
}

/// Keeps an object to be the next; false if there is another. Row is its class, or
/// FrontClasses. Null is kept as if there were none.
inline bool putNext(WarpState &Self, uint32_t Row, void *Object) {
  SmallFront &Front = Self.fronts[Row];
  if (__builtin_expect(Front.next != nullptr, false))
    return false;
  Front.next = Object;
  return true;
}

inline bool isEmpty(const SmallFront &Front) {
  return uintptr_t(Front.next) <= SmallFront::Closed &&
         Front.others.count - 1 >= Front.others.Capacity;
}

/// When there is no next object: one of the others, and another is the next.
inline void *takeTwo(WarpState &Self, SmallFront &Front) {
  void *Object = takeFrom(Self, Front.others);
  if (Object)
    Front.next = takeFrom(Self, Front.others);
  return Object;
}

/// When there is a next object: that becomes one of the others.
inline bool pushNext(WarpState &Self, SmallFront &Front, void *Object) {
  if (!putInto(Self, Front.others, Front.next))
    return false;
  Front.next = Object;
  return true;
}

/// An object from the front cache of a class that has one; null if that is empty.
inline void *takeFromFront(WarpState &Self, SizeClass C) {
  if (C == ThreadClass)
    return takeFrom(Self, Self.threadFront);
  return hasNext(Self, C) ? takeNext(Self, C) : takeTwo(Self, Self.fronts[C]);
}

/// False if the front cache of the class, which must have one, has no room.
inline bool putIntoFront(WarpState &Self, SizeClass C, void *Object) {
  if (C == ThreadClass)
    return putInto(Self, Self.threadFront, Object);
  return putNext(Self, C, Object) || pushNext(Self, Self.fronts[C], Object);
}

inline void *allocateObject(WarpState &Self, SizeClass C) {
  if (!hasFront(C))
    return allocateFromMagazine(C);
  void *Object = takeFromFront(Self, C);
  return __builtin_expect(Object != nullptr, true) ? Object : allocateSlowly(C);
}

inline void freeObject(WarpState &Self, SizeClass C, void *Object) {
  if (!hasFront(C))
    return freeToMagazine(C, Object);
  if (__builtin_expect(!putIntoFront(Self, C, Object), false))
    freeSlowly(C, Object);
}

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_WARP_H
