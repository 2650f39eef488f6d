//===- Condition.cpp - pthread_cond_t -------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Waiters stand in a list, each with a ticket. Tickets leave the list in order
// or because their time is up, so one number, takenBelow, tells a waiter whose
// time is up whether somebody has already taken it out to wake it.
//
// A thread that was woken may destroy the condition variable at once (POSIX
// allows it after a broadcast), so wakers finish with the object before they
// wake anyone, and a woken waiter does not touch it.
//
//===----------------------------------------------------------------------===//

#include "Clock.h"
#include "Wait.h"

#include <errno.h>
#include <pthread.h>

namespace heddle {
namespace {

struct Condition {
  TicketLock lock;
  WaitList waiters;
  uint32_t nextTicket;
  uint32_t takenBelow; ///< tickets before this one are not in the list
  uint32_t clock;
};
static_assert(sizeof(Condition) <= sizeof(pthread_cond_t));

Condition &conditionOf(pthread_cond_t *C) { return *(Condition *)C; }

inline void enter(Condition &C, WaitNode &Node) {
  Node.status.store(WaitNode::Waiting, Relaxed);
  TicketGuard Guard(C.lock);
  Node.tag = C.nextTicket++;
  C.waiters.append(Node);
}

/// False if somebody has taken the node out and is about to grant it.
[[gnu::noinline]] bool leave(Condition &C, WaitNode &Node) {
  TicketGuard Guard(C.lock);
  if (int32_t(Node.tag - C.takenBelow) < 0)
    return false;
  C.waiters.remove(Node);
  return true;
}

inline int wait(Condition &C, pthread_mutex_t *M, uint64_t Deadline) {
  WaitNode &Node = currentThread()->waitNode;
  enter(C, Node);
  if (int Error = pthread_mutex_unlock(M)) {
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
  int Error = pthread_mutex_lock(M);
  return Error ? Error : Result;
}

inline WaitNode *takeFirst(Condition &C) {
  TicketGuard Guard(C.lock);
  WaitNode *Node = C.waiters.removeFirst();
  if (Node)
    C.takenBelow = Node->tag + 1;
  return Node;
}

inline WaitNode *takeAll(Condition &C) {
  TicketGuard Guard(C.lock);
  C.takenBelow = C.nextTicket;
  return C.waiters.removeAll();
}

} // namespace
} // namespace heddle

using namespace heddle;

extern "C" {

int pthread_cond_wait(pthread_cond_t *C, pthread_mutex_t *M) {
  return wait(conditionOf(C), M, NoDeadline);
}

int pthread_cond_clockwait(pthread_cond_t *C, pthread_mutex_t *M,
                           clockid_t Clock, const timespec *Time) {
  uint64_t Deadline = timerAt(Clock, *Time);
  return Deadline ? wait(conditionOf(C), M, Deadline) : EINVAL;
}

int pthread_cond_timedwait(pthread_cond_t *C, pthread_mutex_t *M,
                           const timespec *Time) {
  return pthread_cond_clockwait(C, M, clockid_t(conditionOf(C).clock), Time);
}

// Whoever waited before the caller took the mutex that guards the condition is
// in the list for the caller to see, so an empty list needs no lock.

int pthread_cond_signal(pthread_cond_t *C) {
  if (conditionOf(C).waiters.first.load(Relaxed))
    if (WaitNode *Node = takeFirst(conditionOf(C)))
      grant(*Node);
  return 0;
}

int pthread_cond_broadcast(pthread_cond_t *C) {
  if (conditionOf(C).waiters.first.load(Relaxed))
    grantAll(takeAll(conditionOf(C)));
  return 0;
}

int pthread_cond_init(pthread_cond_t *C, const pthread_condattr_t *A) {
  *C = {};
  conditionOf(C).clock = A ? uint32_t(A->__clock) : CLOCK_REALTIME;
  return 0;
}

int pthread_cond_destroy(pthread_cond_t *C) {
  return conditionOf(C).waiters.first.load(Relaxed) ? EBUSY : 0;
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
