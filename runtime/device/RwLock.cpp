//===- RwLock.cpp - pthread_rwlock_t --------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// state counts the readers and has a bit, Writer, that belongs to one thread: it
// writes, or waits until the last reader is gone, which it sees by itself. While the
// bit is set nobody else enters. So without writers a reader comes by one atomic
// operation and goes by one whose answer nobody needs.
//
// Who finds Writer set queues up: a reader that comes after a waiting writer waits
// too, so neither kind can starve the other. The queue is that of the MCS lock, into
// which a thread gets by one exchange: it becomes the tail, and announces itself in
// the link of the one before or, if there is none, in head. Only the thread that has
// Writer takes others out: when it is done it lets in the readers that are next, all
// together, and hands Writer to the writer behind them (passOn). So the queue is
// empty if Writer is not set.
//
// That may have happened while a thread found Writer set and went to the queue. So
// the first one in it sets Contended, for passOn to look again, and Writer: if that
// was not set any more, it has Writer now, and lets itself and those behind it in.
//
// As in Mutex.cpp, timed waiters bring a node from the heap, which they leave behind
// as Abandoned.
//
//===----------------------------------------------------------------------===//

#include "Clock.h"
#include "Malloc.h"
#include "Wait.h"

#include <errno.h>
#include <pthread.h>

namespace heddle {
namespace {

struct RwLock {
  /// Number of readers, plus the flags below. For a moment it counts a reader that
  /// then finds that it has to wait, too.
  Atomic<uint32_t> state;
  /// The first and the last of the queue, or 0.
  Atomic<uintptr_t> head;
  Atomic<uintptr_t> tail;
  /// The one that writes; null if none does.
  Atomic<Thread *> writer;
};
static_assert(sizeof(RwLock) <= sizeof(pthread_rwlock_t));
static_assert(offsetof(RwLock, state) == abi::RwLockLayout::State);
static_assert(offsetof(RwLock, writer) == abi::RwLockLayout::Owner);

enum : uint32_t {
  Writer = 1u << 30,
  Contended = 1u << 31,
  Readers = Writer - 1,
};
static_assert(Readers == abi::RwLockLayout::Readers);

/// More than there can be readers.
constexpr uint32_t Surplus = 1u << 24;

/// A reference to a node is its address plus what the thread is there for, and Timed
/// if the node came from the heap and may have been abandoned.
enum Mode : uintptr_t { Read = 0, Write = 2 };
constexpr uintptr_t Timed = 1;
static_assert(alignof(WaitNode) > (Write | Timed));

RwLock &rwlockOf(pthread_rwlock_t *L) { return *(RwLock *)L; }

WaitNode &nodeOf(uintptr_t Reference) {
  return *(WaitNode *)(Reference & ~(Write | Timed));
}

//===----------------------------------------------------------------------===//
// The queue
//===----------------------------------------------------------------------===//

/// What a store that is already on its way will say.
inline uintptr_t awaitLink(Atomic<uintptr_t> &Link) {
  uintptr_t Next;
  while (!(Next = Link.load(Acquire)))
    arch::pause();
  return Next;
}

inline uintptr_t findFirst(RwLock &L) {
  if (uintptr_t First = L.head.load(Acquire))
    return First;
  return L.tail.load(Relaxed) ? awaitLink(L.head) : 0;
}

/// Takes the first one out and returns the next, or 0.
inline uintptr_t takeOut(RwLock &L, uintptr_t First) {
  Atomic<uintptr_t> &Link = nodeOf(First).link;
  uintptr_t Next = Link.load(Acquire);
  if (!Next) {
    L.head.store(0, Relaxed);
    if (L.tail.replace(First, 0, AcqRel))
      return 0;
    Next = awaitLink(Link);
  }
  L.head.store(Next, Relaxed);
  return Next;
}

/// Whether the waiter, who is out of the queue, still waits. It does until it is
/// granted what it waits for then.
inline bool choose(uintptr_t Reference) {
  if (!(Reference & Timed))
    return true;
  WaitNode &Node = nodeOf(Reference);
  uint32_t Found = WaitNode::Waiting;
  if (Node.status.compareExchange(Found, WaitNode::Chosen, AcqRel, Acquire))
    return true;
  freeBlock(&Node);
  return false;
}

/// Clears Writer and adds to the number of readers, unless somebody queues. Then
/// Contended is set.
inline bool giveUp(RwLock &L, uint32_t ReadersToAdd) {
  uint32_t State = L.state.fetchAnd(~uint32_t(Contended), Acquire);
  if (L.tail.load(Relaxed)) {
    L.state.fetchOr(Contended, Relaxed);
    return false;
  }
  State &= ~uint32_t(Contended);
  while (!(State & Contended))
    if (L.state.compareExchange(State, (State & ~uint32_t(Writer)) + ReadersToAdd,
                                Release))
      return true;
  return false;
}

/// For several grants in a row: what is granted comes before a fence. It does not
/// order the accesses to the node behind it, for one who would free the node.
inline void grantBehindFence(uintptr_t Reference) {
  WaitNode &Node = nodeOf(Reference);
  if (Reference & Timed)
    return grant(Node);
  uint32_t *Word = Node.status.word();
  // ThreadSanitizer, which watches programs on the CPU, knows no fences.
  Node.status.store(WaitNode::Granted, arch::onGpu() ? Relaxed : Release);
  arch::wakeWord(Word, 1);
}

/// The caller has Writer and is done: lets in whoever is next. The last of them is
/// granted the lock at the very end, since then the object may be gone; those before
/// it at once, since each node of the queue is a trip to the L2 away.
[[gnu::noinline]] void passOn(RwLock &L) {
  uint32_t ReadersToAdd = 0;
  uintptr_t Last = 0;
  bool HasGranted = false;
  for (uintptr_t First = 0;;) {
    if (!First && !(First = findFirst(L))) {
      if (giveUp(L, ReadersToAdd))
        break;
      continue;
    }
    uintptr_t Taken = First;
    First = takeOut(L, Taken);
    if (!choose(Taken))
      continue;
    if (Last && !HasGranted) {
      // They may leave before it is known how many they are.
      HasGranted = true;
      ReadersToAdd -= Surplus;
      L.state.fetchAdd(Surplus, Relaxed);
      __atomic_thread_fence(Release);
    }
    if (Last)
      grantBehindFence(Last);
    Last = Taken;
    if (Taken & Write) {
      if (ReadersToAdd)
        L.state.fetchAdd(ReadersToAdd, Relaxed);
      break;
    }
    ++ReadersToAdd;
  }
  if (Last)
    grant(nodeOf(Last));
}

/// The caller has found Writer set, and nobody can destroy the object before it is
/// let in.
inline void enqueue(RwLock &L, uintptr_t Reference) {
  WaitNode &Node = nodeOf(Reference);
  Node.status.store(WaitNode::Waiting, Relaxed);
  Node.link.store(0, Relaxed);
  uintptr_t Previous = L.tail.exchange(Reference, AcqRel);
  if (Previous) {
    nodeOf(Previous).link.store(Reference, Release);
    return;
  }
  L.head.store(Reference, Release);
  uint32_t State = L.state.fetchOr(Writer | Contended, AcqRel);
  if (!(State & Writer))
    passOn(L);
  else
    // The writer may wait for readers to go, with another state before its eyes.
    arch::wakeWord(L.state.word(), 1);
}

/// 0 once the caller has been let in: to write, if it was to write, as soon as the
/// readers are gone.
int waitInQueue(RwLock &L, Mode M, uint64_t Deadline) {
  if (Deadline == NoDeadline) {
    WaitNode &Node = ownNode();
    enqueue(L, uintptr_t(&Node) | M);
    block(WaitsForRwLock, &L, Node.status, WaitNode::Waiting);
    return 0;
  }
  auto *Node = (WaitNode *)allocateBlock(sizeof(WaitNode));
  if (!Node)
    return ENOMEM;
  enqueue(L, uintptr_t(Node) | M | Timed);
  if (!block(WaitsForRwLock, &L, Node->status, WaitNode::Waiting, Deadline)) {
    uint32_t Found = WaitNode::Waiting;
    if (Node->status.compareExchange(Found, WaitNode::Abandoned, AcqRel,
                                     Acquire))
      return ETIMEDOUT;
  }
  block(WaitsForRwLock, &L, Node->status, WaitNode::Chosen);
  freeBlock(Node);
  return 0;
}

//===----------------------------------------------------------------------===//
// Readers
//===----------------------------------------------------------------------===//

inline void leaveReading(RwLock &L) {
  uint32_t *Word = L.state.word();
  if (L.state.fetchSub(1, Release) & Writer)
    arch::wakeWord(Word, 1);
}

/// For a reader that has been counted, finds Writer set and has read nothing.
inline void takeBack(RwLock &L) {
  L.state.fetchSub(1, Relaxed);
  arch::wakeWord(L.state.word(), 1);
}

[[gnu::noinline]] int readContended(RwLock &L, uint64_t Deadline) {
  takeBack(L);
  return waitInQueue(L, Read, Deadline);
}

inline int read(RwLock &L, uint64_t Deadline) {
  if (__builtin_expect(L.state.fetchAdd(1, Acquire) & Writer, false))
    return readContended(L, Deadline);
  return 0;
}

/// Does not touch the number of readers once Writer is there to be seen: a writer
/// that waits for the last one to leave could wait for ever.
bool tryRead(RwLock &L) {
  uint32_t State = 0;
  if (L.state.compareExchange(State, 1, Acquire))
    return true;
  if (State & Writer)
    return false;
  if (!(L.state.fetchAdd(1, Acquire) & Writer))
    return true;
  takeBack(L);
  return false;
}

//===----------------------------------------------------------------------===//
// Writers
//===----------------------------------------------------------------------===//

inline int beginWriting(RwLock &L) {
  L.writer.store(currentThread(), Relaxed);
  return 0;
}

inline void leaveWriting(RwLock &L) {
  L.writer.store(nullptr, Relaxed);
  if (__builtin_expect(!L.state.replace(Writer, 0, Release), false))
    passOn(L);
}

/// The caller has Writer and has found State. False if the deadline passes before the
/// last reader goes.
inline bool awaitReaders(RwLock &L, uint32_t State, uint64_t Deadline) {
  while (State & Readers) {
    if (!block(WaitsForRwLock, &L, L.state, State, Deadline))
      return false;
    State = L.state.load(Acquire);
  }
  return true;
}

[[gnu::noinline]] int writeContended(RwLock &L, uint32_t Before,
                                     uint64_t Deadline) {
  uint32_t State = Before | Writer;
  if (Before & Writer) {
    if (int Error = waitInQueue(L, Write, Deadline))
      return Error;
    State = L.state.load(Acquire);
  }
  if (awaitReaders(L, State, Deadline))
    return beginWriting(L);
  passOn(L);
  return ETIMEDOUT;
}

inline int write(RwLock &L, uint64_t Deadline) {
  uint32_t Before = L.state.fetchOr(Writer, Acquire);
  if (__builtin_expect(Before & (Writer | Readers), false))
    return writeContended(L, Before, Deadline);
  return beginWriting(L);
}

bool tryWrite(RwLock &L) {
  if (!L.state.replace(0, Writer, Acquire))
    return false;
  beginWriting(L);
  return true;
}

int lockUntil(RwLock &L, Mode M, clockid_t Clock, const timespec &Time) {
  if (M == Read ? tryRead(L) : tryWrite(L))
    return 0;
  uint64_t Deadline = timerAt(Clock, Time);
  if (!Deadline)
    return EINVAL;
  return M == Read ? read(L, Deadline) : write(L, Deadline);
}

} // namespace
} // namespace heddle

using namespace heddle;

extern "C" {

[[clang::always_inline]] int pthread_rwlock_rdlock(pthread_rwlock_t *L) {
  return read(rwlockOf(L), NoDeadline);
}
[[clang::always_inline]] int pthread_rwlock_wrlock(pthread_rwlock_t *L) {
  return write(rwlockOf(L), NoDeadline);
}
int pthread_rwlock_tryrdlock(pthread_rwlock_t *L) {
  return tryRead(rwlockOf(L)) ? 0 : EBUSY;
}
int pthread_rwlock_trywrlock(pthread_rwlock_t *L) {
  return tryWrite(rwlockOf(L)) ? 0 : EBUSY;
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

/// libc++'s shared mutexes know which of the two they have to unlock.
[[clang::always_inline]] int __heddle_rwlock_rdunlock(pthread_rwlock_t *L) {
  leaveReading(rwlockOf(L));
  return 0;
}
[[clang::always_inline]] int __heddle_rwlock_wrunlock(pthread_rwlock_t *L) {
  leaveWriting(rwlockOf(L));
  return 0;
}

[[clang::always_inline]] int pthread_rwlock_unlock(pthread_rwlock_t *L) {
  return rwlockOf(L).writer.load(Relaxed) == currentThread()
             ? __heddle_rwlock_wrunlock(L)
             : __heddle_rwlock_rdunlock(L);
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
