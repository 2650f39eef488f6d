//===- Thread.h - The control block of a thread ---------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A pthread_t is the address of a Thread. Control blocks are recycled but never
// given back to the heap, so a stale pthread_t can be told from a live one.
//
// Everything other warps may look at while a thread is blocked stands in here:
// nothing of the runtime that is shared lives on a stack.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_THREAD_H
#define HEDDLE_RUNTIME_DEVICE_THREAD_H

#include "../arch/Arch.h"
#include "Atomic.h"
#include "ThreadTable.h"

#include <stddef.h>

namespace heddle {

/// What a thread is blocked on, for those who explain hangs.
using abi::WaitKind;
using abi::WaitsForBarrier;
using abi::WaitsForCondition;
using abi::WaitsForExit;
using abi::WaitsForFuture;
using abi::WaitsForHost;
using abi::WaitsForMutex;
using abi::WaitsForNothing;
using abi::WaitsForOnce;
using abi::WaitsForOthers;
using abi::WaitsForRwLock;
using abi::WaitsForSemaphore;
using abi::WaitsForThread;
using abi::WaitsForTime;
using abi::WaitsForValue;

/// A blocked thread's place in the waiter list of one synchronization object.
/// A thread waits for one thing at a time, so it has one.
struct WaitNode {
  /// Chosen: nobody but the one that chose it will change it, and then to Granted.
  enum : uint32_t { Waiting, Granted, Abandoned, Chosen };

  Atomic<uint32_t> status;
  /// Condition: whether it may leave the list, or has been taken out. Semaphore:
  /// whether it is in the list.
  uint32_t tag;
  /// Neighbours in a WaitList.
  WaitNode *next;
  WaitNode *previous;
  /// Who comes next in objects whose waiters queue without a lock. Condition: the
  /// mutex, if it can be handed over with the wake-up.
  Atomic<uintptr_t> link;
};

struct KeyValue {
  void *value;
  /// Of the key when the value was set. A deleted key's values are void.
  uint32_t generation;
};

/// Values of keys from InlineKeys on; few programs have that many.
struct KeyOverflow;
/// The thread_local objects to destroy (ThreadLocals.cpp).
struct ThreadDestructors;

struct alignas(128) Thread {
  static constexpr unsigned InlineKeys = 5;
  static constexpr size_t PayloadBytes = 64;

  enum Status : uint32_t {
    Live = 1,      ///< Between create and the end of its last use.
    Finished = 2,  ///< The result is there.
    Detached = 4,  ///< Nobody will ask for it.
  };

  // The first line: written by the creator, then by the thread, then read by
  // the joiner, one after the other. What create writes comes first: the fewer
  // sectors it touches, the sooner the thread can be handed over.
  Atomic<uint32_t> status;
  /// Somebody has begun to join; a second one is told so.
  Atomic<uint32_t> joined;
  /// Whether it is in the run queue; changed under the queue's lock only.
  Atomic<uint32_t> queued;
  Atomic<uint32_t> waitKind; ///< WaitKind
  void *(*entry)(void *);
  void *argument;
  /// A stack of its own, when the attributes ask for more than a warp's.
  char *ownStack;
  uint64_t id;
  int errnoValue;
  /// The warp that runs it.
  Atomic<uint32_t> warp;
  /// Null before the thread is over, and not stored again if it is null: the release that
  /// tells of the end would wait for the store.
  void *result;
  /// What argument points to, if it is small: then whoever is told of the thread finds
  /// it a trip to the L2 sooner, and nobody has to allocate and free it.
  alignas(16) char payload[PayloadBytes];

  // The second line: polled by the thread when it is blocked.
  alignas(128) WaitNode waitNode;
  abi::WaitRecord wait;
  char name[16];
  /// Place in the run queue; guarded by the queue's lock.
  Thread *nextQueued;
  Thread *previousQueued;

  // The third.
  alignas(128) uint64_t ownStackBytes;
  /// WarpState::heldSignals of the thread's beginning.
  uint64_t heldAtStart;
  /// Both valid if WarpState::cleanups says so.
  KeyOverflow *keyOverflow;
  ThreadDestructors *destructors;
  KeyValue keys[InlineKeys];
  /// While it is queued: since when somebody asks for its end without waiting for it
  /// (TimedJoin.cpp); 0 if nobody has.
  Atomic<uint64_t> askedForSinceNs;

  /// A live thread in its initial state, or null if there is no memory.
  static Thread *create(void *(*Entry)(void *), void *Argument,
                        uint32_t ExtraStatus);
  /// The same in a control block that nobody uses.
  void initialize(void *(*Entry)(void *), void *Argument, uint32_t ExtraStatus);
  bool isLive() const { return status.load(Relaxed) & Live; }
  /// The error of joining it, whose status has just been loaded with acquire; 0 if
  /// the caller may.
  int whyNotJoin(uint32_t Status) const;
  /// Gives the control block back for the next create. The thread is over and
  /// nobody will look at it again.
  void recycle();
  void keepResult(void *Result) {
    if (Result)
      result = Result;
  }
  /// The last thing that a thread does: its result and its joiner's wake-up. The
  /// thread may be gone afterwards.
  void finish(void *Result);
};
static_assert(sizeof(Thread) == 384);
static_assert(alignof(Thread) == abi::ThreadLayout::Alignment);
static_assert(offsetof(Thread, status) == abi::ThreadLayout::Status);
static_assert(Thread::Live == abi::ThreadLayout::Live);
static_assert(offsetof(Thread, waitKind) == abi::ThreadLayout::WaitKind);
static_assert(offsetof(Thread, id) == abi::ThreadLayout::Id);
static_assert(offsetof(Thread, warp) == abi::ThreadLayout::Warp);
static_assert(offsetof(Thread, name) == abi::ThreadLayout::Name);
static_assert(sizeof(Thread::name) == abi::ThreadLayout::NameBytes);
static_assert(offsetof(Thread, nextQueued) == abi::ThreadLayout::NextQueued);
static_assert(offsetof(Thread, wait) == abi::ThreadLayout::Wait);

/// The thread that the calling warp runs; null on an idle one.
inline Thread *currentThread() { return (Thread *)arch::context().thread; }

/// T is not null.
inline void setCurrentThread(abi::WarpContext &Context, Thread *T) {
  Context.thread = T;
  arch::copyToContext(&Context.threadId, &T->id);
}

/// What a thread's end has to clean up: bits of WarpState::cleanups, which most
/// threads leave 0.
enum Cleanup : uint32_t {
  HasInlineKeys = (1u << Thread::InlineKeys) - 1, ///< One bit for each.
  HasKeyOverflow = HasInlineKeys + 1,
  HasThreadLocals = HasKeyOverflow << 1, ///< WarpContext::threadLocals
  HasDestructors = HasThreadLocals << 1,
  // Nothing to clean up, but as much the running thread's own (Cancellation.cpp).
  CancellationDisabled = HasDestructors << 1,
  CancellationAsynchronous = CancellationDisabled << 1,
};

/// Runs what is to run when the calling thread ends, and frees what it had.
void cleanUpThread();

/// Its parts (ThreadLocals.cpp, Keys.cpp). Whether any destructor of a key was
/// called, which may have set values again:
bool destroyKeyValues();
void freeKeyValues();
void runThreadLocalDestructors();
void freeThreadLocals();

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_THREAD_H
