//===- RwLock.cpp - pthread_rwlock_t --------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// state tells who holds the lock and whether anybody waits; while nobody waits
// one compare-and-swap on it locks or unlocks. Waiting is first come, first
// served, readers behind one another together: a reader that comes after a
// waiting writer waits too, so neither kind can starve the other.
//
// Contended: set and cleared only under the lock, set whenever the list is not
// empty. Waiters are given the lock by whoever finds, under the lock, that the
// first of them may have it.
//
//===----------------------------------------------------------------------===//

#include "Clock.h"
#include "Wait.h"

#include <errno.h>
#include <pthread.h>

namespace heddle {
namespace {

struct RwLock {
  /// Number of readers, plus the flags below.
  Atomic<uint64_t> state;
  Lock lock;
  WaitList waiters;
  /// The last one that entered to write; for reports.
  Atomic<Thread *> writer;
};
static_assert(sizeof(RwLock) <= sizeof(pthread_rwlock_t));
static_assert(offsetof(RwLock, state) == abi::RwLockLayout::State);
static_assert(offsetof(RwLock, writer) == abi::RwLockLayout::Owner);

enum : uint64_t {
  Writer = uint64_t(1) << 62,
  Contended = uint64_t(1) << 63,
  Readers = Writer - 1,
};
static_assert(Writer == abi::RwLockLayout::Writer);
static_assert(Contended == abi::RwLockLayout::Contended);

enum Mode : uint32_t { Read, Write };

/// A node's tag while it waits, beside its mode: granted nodes have left.
constexpr uint32_t InList = 2;

RwLock &rwlockOf(pthread_rwlock_t *L) { return *(RwLock *)L; }

bool mayEnter(uint64_t State, Mode M) {
  return M == Read ? !(State & Writer) : !(State & (Writer | Readers));
}

uint64_t entered(uint64_t State, Mode M) {
  return M == Read ? State + 1 : State | Writer;
}

void noteEntered(RwLock &L, Mode M) {
  if (M == Write)
    L.writer.store(currentThread(), Relaxed);
}

bool tryEnter(RwLock &L, Mode M) {
  uint64_t State = L.state.load(Relaxed);
  while (!(State & Contended) && mayEnter(State, M))
    if (L.state.compareExchange(State, entered(State, M), Acquire)) {
      noteEntered(L, M);
      return true;
    }
  return false;
}

/// Lets in as many of the first waiters as may enter together, and returns them
/// linked by next, for grantAll. The caller holds L.lock.
WaitNode *admit(RwLock &L) {
  WaitNode *First = L.waiters.first.load(Relaxed), *Node = First;
  WaitNode *Admitted = nullptr;
  while (Node && mayEnter(L.state.load(Relaxed), Mode(Node->tag & ~InList))) {
    WaitNode *Next = Node->next;
    Mode M = Mode(Node->tag & ~InList);
    L.waiters.remove(*Node);
    Node->tag = M;
    // Other holders leave meanwhile, nobody else enters.
    M == Read ? L.state.fetchAdd(1, AcqRel) : L.state.fetchOr(Writer, AcqRel);
    Node->next = nullptr;
    if (Admitted)
      Admitted->next = Node;
    else
      First = Node;
    Admitted = Node;
    Node = Next;
  }
  if (!L.waiters.first.load(Relaxed))
    L.state.fetchAnd(~uint64_t(Contended), Relaxed);
  return Admitted ? First : nullptr;
}

/// Queues up, unless the lock has become free.
bool enterOrQueue(RwLock &L, WaitNode &Node, Mode M) {
  LockGuard Guard(L.lock);
  uint64_t State = L.state.load(Relaxed);
  for (;;) {
    bool Enter = !(State & Contended) && mayEnter(State, M);
    uint64_t Desired = Enter ? entered(State, M) : State | Contended;
    if (L.state.compareExchange(State, Desired, AcqRel)) {
      if (Enter)
        return true;
      break;
    }
  }
  Node.status.store(WaitNode::Waiting, Relaxed);
  Node.tag = M | InList;
  L.waiters.append(Node);
  return false;
}

/// Whether the waiter whose time is up was still waiting. Those behind it may
/// be able to enter without it.
bool leave(RwLock &L, WaitNode &Node) {
  WaitNode *Admitted;
  {
    LockGuard Guard(L.lock);
    if (!(Node.tag & InList))
      return false;
    L.waiters.remove(Node);
    Admitted = admit(L);
  }
  grantAll(Admitted);
  return true;
}

int lock(RwLock &L, Mode M, uint64_t Deadline) {
  if (tryEnter(L, M))
    return 0;
  WaitNode &Node = currentThread()->waitNode;
  if (!enterOrQueue(L, Node, M) &&
      !block(WaitsForRwLock, &L, Node.status, WaitNode::Waiting, Deadline)) {
    if (leave(L, Node))
      return ETIMEDOUT;
    block(WaitsForRwLock, &L, Node.status, WaitNode::Waiting);
  }
  noteEntered(L, M);
  return 0;
}

void unlock(RwLock &L) {
  uint64_t State = L.state.load(Relaxed), Left;
  do
    Left = State & Writer ? State & ~uint64_t(Writer) : State - 1;
  while (!L.state.compareExchange(State, Left, Release));
  // Waiters keep the object alive until they have been let in.
  if (!(Left & Contended) || (Left & Readers))
    return;
  WaitNode *Admitted;
  {
    LockGuard Guard(L.lock);
    Admitted = admit(L);
  }
  grantAll(Admitted);
}

int lockUntil(RwLock &L, Mode M, clockid_t Clock, const timespec &Time) {
  if (tryEnter(L, M))
    return 0;
  uint64_t Deadline = timerAt(Clock, Time);
  return Deadline ? lock(L, M, Deadline) : EINVAL;
}

} // namespace
} // namespace heddle

using namespace heddle;

extern "C" {

int pthread_rwlock_rdlock(pthread_rwlock_t *L) {
  return lock(rwlockOf(L), Read, NoDeadline);
}
int pthread_rwlock_wrlock(pthread_rwlock_t *L) {
  return lock(rwlockOf(L), Write, NoDeadline);
}
int pthread_rwlock_tryrdlock(pthread_rwlock_t *L) {
  return tryEnter(rwlockOf(L), Read) ? 0 : EBUSY;
}
int pthread_rwlock_trywrlock(pthread_rwlock_t *L) {
  return tryEnter(rwlockOf(L), Write) ? 0 : EBUSY;
}
int pthread_rwlock_timedrdlock(pthread_rwlock_t *L, const timespec *Time) {
  return lockUntil(rwlockOf(L), Read, CLOCK_REALTIME, *Time);
}
int pthread_rwlock_timedwrlock(pthread_rwlock_t *L, const timespec *Time) {
  return lockUntil(rwlockOf(L), Write, CLOCK_REALTIME, *Time);
}
int pthread_rwlock_clockrdlock(pthread_rwlock_t *L, clockid_t Clock,
                               const timespec *Time) {
  return lockUntil(rwlockOf(L), Read, Clock, *Time);
}
int pthread_rwlock_clockwrlock(pthread_rwlock_t *L, clockid_t Clock,
                               const timespec *Time) {
  return lockUntil(rwlockOf(L), Write, Clock, *Time);
}
int pthread_rwlock_unlock(pthread_rwlock_t *L) {
  unlock(rwlockOf(L));
  return 0;
}

int pthread_rwlock_init(pthread_rwlock_t *L, const pthread_rwlockattr_t *) {
  *L = {};
  return 0;
}
int pthread_rwlock_destroy(pthread_rwlock_t *L) {
  return rwlockOf(L).state.load(Relaxed) ? EBUSY : 0;
}
int pthread_rwlockattr_init(pthread_rwlockattr_t *A) {
  *A = {};
  return 0;
}
int pthread_rwlockattr_destroy(pthread_rwlockattr_t *) { return 0; }

} // extern "C"
