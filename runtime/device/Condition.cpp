//===- Condition.cpp - pthread_cond_t -------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Those who come to wait push themselves onto a stack, by one compare-and-swap on
// the word that also says whether there are others. Whoever wakes somebody, or
// leaves because its time is up, takes the stack and with it the right to the
// list, to whose end it appends the stack in the order in which they came. So
// they are woken first come, first served, and waiting takes no lock.
//
// A thread that was woken may destroy the condition variable at once (POSIX
// allows it after a broadcast), so wakers finish with the object before they
// wake anyone, and a woken waiter does not touch it.
//
//===----------------------------------------------------------------------===//

#include "Clock.h"
#include "Mutex.h"
#include "Scheduler.h"
#include "Wait.h"

#include <errno.h>
#include <pthread.h>

namespace heddle {
namespace {

struct Condition {
  /// The handle of the thread that came last, 0 if the stack is empty, and the
  /// flags below.
  Atomic<uint64_t> state;
  /// For whoever has set Busy.
  WaitList waiters;
  uint32_t clock;
};
static_assert(sizeof(Condition) <= sizeof(pthread_cond_t));

enum : uint64_t {
  Listed = uint64_t(1) << 62, ///< the list is not empty
  Busy = uint64_t(1) << 63,
};

/// Tags of nodes. Of those whose threads may leave it has to be known, to whoever
/// has the list, whether they have been taken out.
enum Tag : uint32_t { Stays, MayLeave, Taken };

Condition &conditionOf(pthread_cond_t *C) { return *(Condition *)C; }

WaitNode *nodeOf(uint64_t State) {
  uint32_t Handle = uint32_t(State);
  return Handle ? &threadOf(Handle)->waitNode : nullptr;
}

inline void push(Condition &C, Thread *Self, Tag T) {
  WaitNode &Node = Self->waitNode;
  Node.status.store(WaitNode::Waiting, Relaxed);
  Node.tag = T;
  uint64_t State = 0;
  do {
    Node.next = nodeOf(State);
  } while (!C.state.compareExchange(
      State, (State & (Listed | Busy)) | handleOf(Self), Release));
}

/// Takes the stack and the right to the list. Seen is what the caller knows of the
/// word; returns what it was: the stack, and whether the list has any.
inline uint64_t seize(Condition &C, uint64_t Seen) {
  for (;;) {
    if (Seen & Busy) {
      arch::pause();
      Seen = C.state.load(Relaxed);
    } else if (C.state.compareExchange(Seen, Busy | (Seen & Listed), Acquire)) {
      return Seen;
    }
  }
}

/// Gives the right back. Seized is what seize has returned.
inline void release(Condition &C, uint64_t Seized, bool AnyLeft) {
  uint64_t Left = AnyLeft ? Listed : 0;
  C.state.fetchAdd(Left - (Busy | (Seized & Listed)), Release);
}

/// The stack's threads come behind those of the list, the newest last.
void appendStack(Condition &C, WaitNode *Top) {
  WaitNode *Oldest = nullptr;
  while (Top) {
    WaitNode *Older = Top->next;
    Top->next = Oldest;
    Oldest = Top;
    Top = Older;
  }
  while (Oldest) {
    WaitNode *Newer = Oldest->next;
    C.waiters.append(*Oldest);
    Oldest = Newer;
  }
}

/// False if somebody has taken the node out and is about to grant it.
[[gnu::noinline]] bool leave(Condition &C, WaitNode &Node) {
  uint64_t Seized = seize(C, C.state.load(Relaxed));
  appendStack(C, nodeOf(Seized));
  bool IsIn = Node.tag != Taken;
  if (IsIn)
    C.waiters.remove(Node);
  release(C, Seized, C.waiters.first.load(Relaxed));
  return IsIn;
}

/// Waits until the calling thread is woken, or its time is up. IsPlain: the mutex is of the
/// normal kind.
inline int wait(Condition &C, pthread_mutex_t *M, uint64_t Deadline,
                bool IsPlain) {
  Thread *Self = currentThread();
  WaitNode &Node = Self->waitNode;
  push(C, Self, IsPlain && !Deadline ? Stays : MayLeave);
  int Error = 0;
  if (IsPlain)
    unlockPlain(mutexOf(M));
  else
    Error = pthread_mutex_unlock(M);
  if (__builtin_expect(Error, 0)) {
    if (!leave(C, Node))
      block(WaitsForCondition, &C, Node.status, WaitNode::Waiting);
    return Error;
  }
  int Result = 0;
  if (!block(WaitsForCondition, &C, Node.status, WaitNode::Waiting,
             Deadline)) {
    if (leave(C, Node))
      Result = ETIMEDOUT;
    else
      block(WaitsForCondition, &C, Node.status, WaitNode::Waiting);
  }
  if (IsPlain)
    lockPlain(mutexOf(M));
  else
    Error = pthread_mutex_lock(M);
  return Error ? Error : Result;
}

/// Takes out the one that waits longest. Null if there is none.
[[gnu::noinline]] WaitNode *takeFirst(Condition &C, uint64_t Seized) {
  appendStack(C, nodeOf(Seized));
  WaitNode *Node = C.waiters.removeFirst();
  if (Node)
    Node->tag = Taken;
  release(C, Seized, C.waiters.first.load(Relaxed));
  return Node;
}

inline void wakeFirst(Condition &C, uint64_t Seen) {
  uint64_t Seized = seize(C, Seen);
  WaitNode *Node = nodeOf(Seized);
  if (!(Seized & Listed) && Node && !Node->next && Node->tag == Stays)
    // Nobody learns anything from the list, so that this needs no release.
    C.state.fetchSub(Busy, Relaxed);
  else
    Node = takeFirst(C, Seized);
  if (Node)
    grant(*Node);
}

[[gnu::noinline]] void wakeAll(Condition &C, uint64_t Seen) {
  uint64_t Seized = seize(C, Seen);
  appendStack(C, nodeOf(Seized));
  WaitNode *First = C.waiters.removeAll();
  for (WaitNode *Node = First; Node; Node = Node->next)
    Node->tag = Taken;
  release(C, Seized, false);
  grantAll(First);
}

} // namespace
} // namespace heddle

using namespace heddle;

extern "C" {

/// std::condition_variable: its mutex is of the normal kind.
[[clang::always_inline]] int __heddle_cond_wait(pthread_cond_t *C,
                                                pthread_mutex_t *M) {
  return wait(conditionOf(C), M, NoDeadline, /*IsPlain=*/true);
}

int pthread_cond_wait(pthread_cond_t *C, pthread_mutex_t *M) {
  return wait(conditionOf(C), M, NoDeadline,
              mutexOf(M).kind == PTHREAD_MUTEX_NORMAL);
}

int pthread_cond_clockwait(pthread_cond_t *C, pthread_mutex_t *M,
                           clockid_t Clock, const timespec *Time) {
  uint64_t Deadline = timerAt(Clock, *Time);
  if (!Deadline)
    return EINVAL;
  return wait(conditionOf(C), M, Deadline,
              mutexOf(M).kind == PTHREAD_MUTEX_NORMAL);
}

int pthread_cond_timedwait(pthread_cond_t *C, pthread_mutex_t *M,
                           const timespec *Time) {
  return pthread_cond_clockwait(C, M, clockid_t(conditionOf(C).clock), Time);
}

// Whoever waited before the caller took the mutex that guards the condition is in the
// word for the caller to see.

[[clang::always_inline]] int pthread_cond_signal(pthread_cond_t *P) {
  Condition &C = conditionOf(P);
  if (uint64_t Seen = C.state.load(Relaxed))
    wakeFirst(C, Seen);
  return 0;
}

[[clang::always_inline]] int pthread_cond_broadcast(pthread_cond_t *P) {
  Condition &C = conditionOf(P);
  if (uint64_t Seen = C.state.load(Relaxed))
    wakeAll(C, Seen);
  return 0;
}

int pthread_cond_init(pthread_cond_t *C, const pthread_condattr_t *A) {
  *C = {};
  conditionOf(C).clock = A ? uint32_t(A->__clock) : CLOCK_REALTIME;
  return 0;
}

int pthread_cond_destroy(pthread_cond_t *C) {
  return conditionOf(C).state.load(Relaxed) & ~Busy ? EBUSY : 0;
}

int pthread_condattr_init(pthread_condattr_t *A) {
  *A = {CLOCK_REALTIME, PTHREAD_PROCESS_PRIVATE};
  return 0;
}

int pthread_condattr_destroy(pthread_condattr_t *) { return 0; }

int pthread_condattr_setclock(pthread_condattr_t *A, clockid_t Clock) {
  if (Clock != CLOCK_REALTIME && Clock != CLOCK_MONOTONIC)
    return EINVAL;
  A->__clock = Clock;
  return 0;
}

int pthread_condattr_getclock(const pthread_condattr_t *A, clockid_t *Clock) {
  *Clock = A->__clock;
  return 0;
}

} // extern "C"
