//===- Mutex.cpp - pthread_mutex_t ----------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The queue lock of Mellor-Crummey and Scott in the form it got in the K42
// kernel: a thread's node is in the queue only while the thread waits, and the
// holder keeps what it knew about its successor in the mutex. So a thread needs
// one node however many mutexes it holds. First come, first served; each waiter
// polls its own word; without contention lock and unlock are one compare-and-
// swap each.
//
// tail is Free, Held (locked, nobody waits) or refers to the last waiter.
// The first waiter that finds Held announces itself in head. Others announce
// themselves in the link of the waiter before them. Whoever gets the mutex by
// waiting takes its node out of the queue again (leaveQueue).
//
// A thread whose time is up cannot leave the middle of this queue, so timed
// waiters bring a node from the heap, which they leave behind as Abandoned. The
// unlocker that reaches it stands in for it, frees it and goes on.
//
//===----------------------------------------------------------------------===//

#include "Clock.h"
#include "Malloc.h"
#include "Wait.h"
#include "Warp.h"

#include <errno.h>
#include <pthread.h>

namespace heddle {
namespace {

/// What pthread.h declares as opaque words.
struct Mutex {
  Atomic<uintptr_t> tail;
  uint32_t kind;  ///< PTHREAD_MUTEX_*
  uint32_t depth; ///< recursive: how many times more its owner holds it
  Atomic<uintptr_t> head;
  /// Meaningful while locked; kept for reports even when nobody asks.
  Atomic<Thread *> owner;
  /// The holder's next waiter, or 0 if it has to look. Only holders touch it;
  /// 0 when the mutex is free.
  uintptr_t successor;
};
static_assert(sizeof(Mutex) == sizeof(pthread_mutex_t));
static_assert(offsetof(Mutex, owner) == abi::MutexLayout::Owner);

/// Values of tail. A reference to a node is its address, which is even, plus
/// Timed if the node came from the heap and may have been abandoned.
enum : uintptr_t { Free = 0, Timed = 1, Held = 2 };

WaitNode &nodeOf(uintptr_t Reference) {
  return *(WaitNode *)(Reference & ~uintptr_t(Timed));
}

Mutex &mutexOf(pthread_mutex_t *M) { return *(Mutex *)M; }

/// What a store that is already on its way will say.
inline uintptr_t awaitLink(Atomic<uintptr_t> &Link) {
  uintptr_t Next;
  while (!(Next = Link.load(Acquire)))
    arch::pause();
  return Next;
}

/// Takes the node at the front of the queue out of it, on behalf of whoever
/// holds the mutex now.
inline void leaveQueue(Mutex &M, uintptr_t Reference) {
  Atomic<uintptr_t> &Link = nodeOf(Reference).link;
  uintptr_t Next = Link.load(Acquire);
  if (!Next) {
    M.head.store(0, Relaxed);
    if (M.tail.replace(Reference, Held, AcqRel)) {
      M.successor = 0;
      return;
    }
    Next = awaitLink(Link);
  }
  M.successor = Next;
}

inline bool waitInQueue(Mutex &M, uintptr_t Reference, uint64_t Deadline) {
  WaitNode &Node = nodeOf(Reference);
  Node.status.store(WaitNode::Waiting, Relaxed);
  Node.link.store(0, Relaxed);
  uintptr_t Previous = M.tail.exchange(Reference, AcqRel);
  if (Previous == Free)
    return true;
  (Previous == Held ? M.head : nodeOf(Previous).link)
      .store(Reference, Release);
  if (block(WaitsForMutex, &M, Node.status, WaitNode::Waiting, Deadline))
    return true;
  // Whoever granted it just before has to be acquired from.
  uint32_t Found = WaitNode::Waiting;
  return !Node.status.compareExchange(Found, WaitNode::Abandoned, AcqRel,
                                      Acquire);
}

[[gnu::noinline]] int lockContended(Mutex &M, Thread *Self, uint64_t Deadline) {
  if (M.kind != PTHREAD_MUTEX_NORMAL && M.owner.load(Relaxed) == Self) {
    if (M.kind == PTHREAD_MUTEX_ERRORCHECK)
      return EDEADLK;
    if (M.depth == UINT32_MAX)
      return EAGAIN;
    ++M.depth;
    return 0;
  }
  if (Deadline == NoDeadline) {
    uintptr_t Reference = uintptr_t(&Self->waitNode);
    waitInQueue(M, Reference, Deadline);
    leaveQueue(M, Reference);
  } else {
    void *Node = allocateBlock(sizeof(WaitNode));
    if (!Node)
      return ENOMEM;
    uintptr_t Reference = uintptr_t(Node) | Timed;
    if (!waitInQueue(M, Reference, Deadline))
      return ETIMEDOUT;
    leaveQueue(M, Reference);
    freeBlock(Node);
  }
  M.owner.store(Self, Relaxed);
  warpState().plainMutex = nullptr;
  return 0;
}

/// One trip to the L2 for the exchange and the kind together. Whether the
/// mutex is a plain one goes to the warp's state, for unlock.
inline int lock(Mutex &M, uint64_t Deadline) {
  Thread *Self = currentThread();
  uint32_t Kind = M.kind;
  if (__builtin_expect(!M.tail.replace(Free, Held, Acquire), false))
    return lockContended(M, Self, Deadline);
  M.owner.store(Self, Relaxed);
  warpState().plainMutex = Kind == PTHREAD_MUTEX_NORMAL ? &M : nullptr;
  return 0;
}

/// Hands the mutex to the waiter; false if that waiter has given up.
inline bool handOver(uintptr_t Reference) {
  WaitNode &Node = nodeOf(Reference);
  if (!(Reference & Timed)) {
    grant(Node);
    return true;
  }
  uint32_t *Word = Node.status.word();
  uint32_t Found = WaitNode::Waiting;
  // Of a waiter that has given up, the node is about to be freed.
  if (!Node.status.compareExchange(Found, WaitNode::Granted, AcqRel, Acquire))
    return false;
  arch::wakeWord(Word, 1);
  return true;
}

[[gnu::noinline]] void unlockContended(Mutex &M) {
  for (;;) {
    uintptr_t Next = M.successor;
    if (!Next) {
      if (M.tail.replace(Held, Free, Release))
        return;
      Next = awaitLink(M.head);
    }
    if (handOver(Next))
      return;
    leaveQueue(M, Next);
    freeBlock(&nodeOf(Next));
  }
}

[[gnu::noinline]] int unlockOther(Mutex &M) {
  if (M.kind != PTHREAD_MUTEX_NORMAL) {
    if (M.owner.load(Relaxed) != currentThread())
      return EPERM;
    if (M.depth) {
      --M.depth;
      return 0;
    }
    // Or else its next lock would find itself the owner of a mutex that
    // another thread holds.
    M.owner.store(nullptr, Relaxed);
  }
  if (M.successor || !M.tail.replace(Held, Free, Release))
    unlockContended(M);
  return 0;
}

/// Without looking at the mutex if it is the one locked last: whoever waits for
/// it is found by the exchange.
inline int unlock(Mutex &M) {
  WarpState &Self = warpState();
  if (Self.plainMutex != &M)
    return unlockOther(M);
  Self.plainMutex = nullptr;
  if (__builtin_expect(!M.tail.replace(Held, Free, Release), false))
    unlockContended(M);
  return 0;
}

} // namespace
} // namespace heddle

using namespace heddle;

extern "C" {

[[clang::always_inline]] int pthread_mutex_lock(pthread_mutex_t *M) {
  return lock(mutexOf(M), NoDeadline);
}

int pthread_mutex_trylock(pthread_mutex_t *P) {
  Mutex &M = mutexOf(P);
  Thread *Self = currentThread();
  if (M.tail.replace(Free, Held, Acquire)) {
    M.owner.store(Self, Relaxed);
    warpState().plainMutex = nullptr;
    warpState().failedTries = 0;
    return 0;
  }
  if (M.kind != PTHREAD_MUTEX_RECURSIVE || M.owner.load(Relaxed) != Self) {
    ++warpState().failedTries;
    return EBUSY;
  }
  return lockContended(M, Self, NoDeadline);
}

int pthread_mutex_clocklock(pthread_mutex_t *M, clockid_t Clock,
                            const timespec *Time) {
  if (mutexOf(M).tail.load(Relaxed) == Free && pthread_mutex_trylock(M) == 0)
    return 0;
  uint64_t Deadline = timerAt(Clock, *Time);
  return Deadline ? lock(mutexOf(M), Deadline) : EINVAL;
}

int pthread_mutex_timedlock(pthread_mutex_t *M, const timespec *Time) {
  return pthread_mutex_clocklock(M, CLOCK_REALTIME, Time);
}

[[clang::always_inline]] int pthread_mutex_unlock(pthread_mutex_t *M) {
  return unlock(mutexOf(M));
}

int pthread_mutex_init(pthread_mutex_t *M, const pthread_mutexattr_t *A) {
  *M = {};
  mutexOf(M).kind = A ? uint32_t(A->__kind) : PTHREAD_MUTEX_DEFAULT;
  return 0;
}

int pthread_mutex_destroy(pthread_mutex_t *M) {
  return mutexOf(M).tail.load(Relaxed) == Free ? 0 : EBUSY;
}

int pthread_mutexattr_init(pthread_mutexattr_t *A) {
  *A = {PTHREAD_MUTEX_DEFAULT, PTHREAD_PROCESS_PRIVATE};
  return 0;
}

int pthread_mutexattr_destroy(pthread_mutexattr_t *) { return 0; }

int pthread_mutexattr_settype(pthread_mutexattr_t *A, int Kind) {
  if (Kind < PTHREAD_MUTEX_NORMAL || Kind > PTHREAD_MUTEX_ERRORCHECK)
    return EINVAL;
  A->__kind = Kind;
  return 0;
}

int pthread_mutexattr_gettype(const pthread_mutexattr_t *A, int *Kind) {
  *Kind = A->__kind;
  return 0;
}

} // extern "C"
