//===- Semaphore.cpp - sem_t ----------------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The value and the number of waiters are one word, so that a post knows in one
// step whether it leaves a unit or hands one over. There are never both units
// and waiters. After that step nothing is touched that a thread which got the
// unit might have destroyed.
//
//===----------------------------------------------------------------------===//

#include "Clock.h"
#include "Errno.h"
#include "Wait.h"

#include <errno.h>
#include <limits.h>
#include <semaphore.h>

namespace heddle {
namespace {

struct Semaphore {
  Atomic<uint64_t> state; ///< value, plus the number of waiters times OneWaiter
  Lock lock;
  WaitList waiters;
};
static_assert(sizeof(Semaphore) <= sizeof(sem_t));

constexpr uint64_t OneWaiter = uint64_t(1) << 32;

/// A node's tag while it is in the list.
constexpr uint32_t InList = 1;

Semaphore &semaphoreOf(sem_t *S) { return *(Semaphore *)S; }

bool tryTake(Semaphore &S) {
  uint64_t State = S.state.load(Relaxed);
  while (uint32_t(State))
    if (S.state.compareExchange(State, State - 1, Acquire))
      return true;
  return false;
}

/// Queues up, unless there is a unit now.
bool takeOrQueue(Semaphore &S, WaitNode &Node) {
  LockGuard Guard(S.lock);
  uint64_t State = S.state.load(Relaxed);
  while (!S.state.compareExchange(
      State, uint32_t(State) ? State - 1 : State + OneWaiter, AcqRel))
    ;
  if (uint32_t(State))
    return true;
  Node.status.store(WaitNode::Waiting, Relaxed);
  Node.tag = InList;
  S.waiters.append(Node);
  return false;
}

/// False if a post has taken the node out and is about to grant it.
bool leave(Semaphore &S, WaitNode &Node) {
  LockGuard Guard(S.lock);
  if (Node.tag != InList)
    return false;
  S.waiters.remove(Node);
  S.state.fetchSub(OneWaiter, Relaxed);
  return true;
}

WaitNode *takeWaiter(Semaphore &S) {
  LockGuard Guard(S.lock);
  WaitNode *Node = S.waiters.removeFirst();
  if (Node) {
    Node->tag = 0;
    S.state.fetchSub(OneWaiter, Relaxed);
  }
  return Node;
}

int wait(Semaphore &S, uint64_t Deadline) {
  if (tryTake(S))
    return 0;
  WaitNode &Node = ownNode();
  if (takeOrQueue(S, Node))
    return 0;
  if (block(WaitsForSemaphore, &S, Node.status, WaitNode::Waiting, Deadline))
    return 0;
  if (leave(S, Node))
    return fail(ETIMEDOUT);
  block(WaitsForSemaphore, &S, Node.status, WaitNode::Waiting);
  return 0;
}

} // namespace
} // namespace heddle

using namespace heddle;

extern "C" {

int sem_init(sem_t *S, int, unsigned Value) {
  if (Value > SEM_VALUE_MAX)
    return fail(EINVAL);
  *S = {};
  semaphoreOf(S).state.store(Value, Relaxed);
  return 0;
}

int sem_destroy(sem_t *) { return 0; }

int sem_wait(sem_t *S) { return wait(semaphoreOf(S), NoDeadline); }

int sem_trywait(sem_t *S) {
  return tryTake(semaphoreOf(S)) ? 0 : fail(EAGAIN);
}

int sem_clockwait(sem_t *S, clockid_t Clock, const timespec *Time) {
  if (tryTake(semaphoreOf(S)))
    return 0;
  uint64_t Deadline = timerAt(Clock, *Time);
  return Deadline ? wait(semaphoreOf(S), Deadline) : fail(EINVAL);
}

int sem_timedwait(sem_t *S, const timespec *Time) {
  return sem_clockwait(S, CLOCK_REALTIME, Time);
}

int sem_post(sem_t *P) {
  Semaphore &S = semaphoreOf(P);
  uint64_t State = S.state.load(Relaxed);
  for (;;) {
    if (State < OneWaiter) {
      if (uint32_t(State) == SEM_VALUE_MAX)
        return fail(EOVERFLOW);
      if (S.state.compareExchange(State, State + 1, Release))
        return 0;
      continue;
    }
    if (WaitNode *Node = takeWaiter(S)) {
      grant(*Node);
      return 0;
    }
    State = S.state.load(Relaxed);
  }
}

int sem_getvalue(sem_t *S, int *Value) {
  *Value = int(uint32_t(semaphoreOf(S).state.load(Relaxed)));
  return 0;
}

} // extern "C"
