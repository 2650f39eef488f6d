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
// they are woken first come, first served, and waiting takes no lock. If one thread
// waits, and without a deadline, the word says that, too, and whoever wakes it needs no
// list and does not look at its node.
//
// Nor does such a thread have to write to its node, if its status was reset when its last
// wait was over and it has unlocked a mutex since: that has released what it did, so that
// its push releases nothing, and does not wait for what it has stored. Whoever has the
// right to the list and finds it there writes to its node in its stead.
//
// A waker that holds the mutex that the woken thread will want does not let this one go on,
// but queues it for the mutex (Mutex.h). The mutex is in the word or in the node.
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
  /// The handle of the thread that came last, 0 if the stack is empty, with its mutex, and
  /// the flags below.
  Atomic<uint64_t> state;
  /// For whoever has set Busy.
  WaitList waiters;
  uint32_t clock;
};
static_assert(sizeof(Condition) <= sizeof(pthread_cond_t));

enum : uint64_t {
  Alone = uint64_t(1) << 61,  ///< one thread waits, and it stays
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

constexpr unsigned MutexShift = 32, MutexBits = 29;

/// The mutex as a part of the word: its distance, which is exact, or 0 if it is far away
/// or null.
inline uint64_t withMutex(const Condition &C, const Mutex *M) {
  int64_t Words = (intptr_t(M) - intptr_t(&C)) / int64_t(alignof(Mutex));
  constexpr int64_t Limit = int64_t(1) << (MutexBits - 1);
  if (!M || Words >= Limit || Words < -Limit)
    return 0;
  return (uint64_t(Words) & ((uint64_t(1) << MutexBits) - 1)) << MutexShift;
}

inline Mutex *mutexIn(const Condition &C, uint64_t State) {
  constexpr unsigned Above = 64 - MutexShift - MutexBits;
  int64_t Words = int64_t(State << Above) >> (64 - MutexBits);
  return Words ? (Mutex *)((char *)&C + Words * int64_t(alignof(Mutex)))
               : nullptr;
}

/// In the stead of a thread that may not have written to its node.
inline void writeNode(WaitNode &Node, Tag T, Mutex *M) {
  Node.tag = T;
  Node.link.store(uintptr_t(M), Relaxed);
}

/// The thread that is alone in the stack, if its node may have to be written to: its
/// mutex. Else null.
inline Mutex *mutexOfAlone(const Condition &C, uint64_t State) {
  return State & Alone ? mutexIn(C, State) : nullptr;
}

/// For a thread that holds the mutex, whose node has been reset: false if others wait, and
/// then State, which is 0, becomes what the word is.
inline bool pushAlone(Condition &C, Thread *Self, Mutex &M, uint64_t &State) {
  uint64_t Where = withMutex(C, &M);
  uint64_t Mine = Where | Alone | handleOf(Self);
  if (!Where)
    return false;
  // Only ThreadSanitizer needs the latter, which does not know of fences.
  return arch::onGpu() ? C.state.compareExchange(State, Mine, Relaxed)
                       : C.state.compareExchange(State, Mine, Release);
}

/// State is what the word may be.
inline void push(Condition &C, Thread *Self, Tag T, Mutex *M,
                 uint64_t State = 0) {
  WaitNode &Node = Self->waitNode;
  Node.status.store(WaitNode::Waiting, Relaxed);
  writeNode(Node, T, M);
  uint64_t Mine = handleOf(Self) | withMutex(C, M);
  uint64_t Flags;
  do {
    Node.next = nodeOf(State);
    // See appendStack.
    Node.previous = (WaitNode *)(State & Alone ? State : 0);
    Flags = State ? State & (Listed | Busy) : T == Stays ? uint64_t(Alone) : 0;
  } while (!C.state.compareExchange(State, Flags | Mine, Release));
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

/// The stack's threads come behind those of the list, the newest last. Seized is what
/// seize has returned.
void appendStack(Condition &C, uint64_t Seized) {
  WaitNode *Top = nodeOf(Seized), *Oldest = nullptr;
  // What the word was when Top was pushed last.
  uint64_t Pushed = Seized;
  while (Top) {
    if (Mutex *M = mutexOfAlone(C, Pushed)) {
      writeNode(*Top, Stays, M);
      Top->next = nullptr;
      Top->previous = nullptr;
    }
    WaitNode *Older = Top->next;
    Pushed = uint64_t(Top->previous);
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
  appendStack(C, Seized);
  bool IsIn = Node.tag != Taken;
  if (IsIn)
    C.waiters.remove(Node);
  release(C, Seized, C.waiters.first.load(Relaxed));
  return IsIn;
}

/// What the thread is told in the end; Waiting if its time is up. If it is told that it is
/// its turn, that counts as a ticket, of which too much time has passed to know more than
/// the low bits.
[[gnu::noinline]] uint32_t waitLong(Condition &C, WaitNode &Node,
                                    uint64_t Deadline) {
  if (!blockLong(WaitsForCondition, &C, Node.status, WaitNode::Waiting,
                 Deadline)) {
    if (leave(C, Node))
      return WaitNode::Waiting;
    block(WaitsForCondition, &C, Node.status, WaitNode::Waiting);
  }
  uint32_t Told = Node.status.load(Relaxed);
  return Told & HasTurn ? (Told & TicketBits) | HasTicket : Told;
}

/// Whether the thread's node has been reset, and what it has done with it released: it held
/// the mutex then by another ticket.
inline bool isReset(const WarpState &Self, const WaitNode &Node, const Mutex &M,
                    uint32_t Ticket) {
  return Self.resetNode == &Node && Self.resetMutex == &M &&
         Self.resetTicket != Ticket;
}

/// When a wait is over, and the mutex locked.
inline void noteReset(WarpState &Self, WaitNode &Node, Mutex &M,
                      uint32_t Ticket) {
  Node.status.store(WaitNode::Waiting, Relaxed);
  Self.resetNode = &Node;
  Self.resetMutex = &M;
  Self.resetTicket = Ticket;
}

/// Unlocks the mutex, of which the calling thread holds the ticket. A part of the caller.
inline void unlockToWait(WarpState &Self, Mutex &M, uint32_t Ticket) {
  if (Self.heirMutex == &M)
    return leaveToHeir(Self, Ticket);
  if (Self.plainMutex == &M)
    Self.plainMutex = nullptr;
  passOn(M, Ticket);
}

/// Waits until the calling thread is woken, or its time is up, with a mutex of the normal
/// kind. What comes last is a part of the caller, as in awaitTurn.
inline int wait(Condition &C, Mutex &M, uint64_t Deadline) {
  Thread *Self = currentThread();
  WaitNode &Node = Self->waitNode;
  WarpState &Warp = warpState();
  uint32_t Ticket = holdersTicket(Warp, M);
  uint64_t State = 0;
  if (Deadline || !isReset(Warp, Node, M, Ticket) ||
      !pushAlone(C, Self, M, State))
    push(C, Self, Deadline ? MayLeave : Stays, &M, State);
  unlockToWait(Warp, M, Ticket);

  uint32_t Told = arch::waitBriefly(Node.status.word(), WaitNode::Waiting);
  if (Told & HasTurn) {
    Ticket = ticketFrom(Told, Ticket);
    noteLocked(M, Ticket, true);
    noteReset(Warp, Node, M, Ticket);
    return 0;
  }
  if (Told == WaitNode::Waiting)
    Told = waitLong(C, Node, Deadline);
  if (!(Told & HasTicket)) {
    lockPlain(M);
    noteReset(Warp, Node, M, Warp.plainTicket);
    return Told == WaitNode::Waiting ? ETIMEDOUT : 0;
  }
  uint32_t Turn = M.turn.load(Acquire);
  Ticket = ticketFrom(Told, Turn);
  if (Turn != Ticket)
    awaitTurn(M, Ticket, Turn);
  noteLocked(M, Ticket, true);
  noteReset(Warp, Node, M, Ticket);
  return 0;
}

/// The same with a mutex of another kind.
[[gnu::noinline]] int waitChecked(Condition &C, pthread_mutex_t *M,
                                  uint64_t Deadline) {
  Thread *Self = currentThread();
  WaitNode &Node = ownNode();
  push(C, Self, MayLeave, nullptr);
  if (int Error = pthread_mutex_unlock(M)) {
    if (!leave(C, Node))
      block(WaitsForCondition, &C, Node.status, WaitNode::Waiting);
    return Error;
  }
  uint32_t Told = arch::waitBriefly(Node.status.word(), WaitNode::Waiting);
  if (Told == WaitNode::Waiting)
    Told = waitLong(C, Node, Deadline);
  int Error = pthread_mutex_lock(M);
  return Error ? Error : Told == WaitNode::Waiting ? ETIMEDOUT : 0;
}

inline int wait(Condition &C, pthread_mutex_t *M, uint64_t Deadline) {
  return mutexOf(M).kind == PTHREAD_MUTEX_NORMAL
             ? wait(C, mutexOf(M), Deadline)
             : waitChecked(C, M, Deadline);
}

/// Takes out the one that waits longest. Null if there is none.
[[gnu::noinline]] WaitNode *takeFirst(Condition &C, uint64_t Seized) {
  appendStack(C, Seized);
  WaitNode *Node = C.waiters.removeFirst();
  if (Node)
    Node->tag = Taken;
  release(C, Seized, C.waiters.first.load(Relaxed));
  return Node;
}

/// Wakes a thread that has been taken out and will want the mutex, if it is known.
void wake(WaitNode &Node, Mutex *M) {
  WarpState &Self = warpState();
  if (!M || M != heldMutex(Self))
    grant(Node);
  else if (!nameHeir(Self, Node, M->next.load(Relaxed)))
    queueWaiter(*M, Node);
}

/// Seen is not null.
[[gnu::noinline]] void wakeFirst(Condition &C, uint64_t Seen) {
  while (Seen & Alone) {
    if (!C.state.compareExchange(Seen, 0, Relaxed))
      continue;
    WarpState &Self = warpState();
    Self.aloneLast = Seen;
    Self.aloneCondition = &C;
    Self.aloneNode = nodeOf(Seen);
    Self.aloneMutex = mutexIn(C, Seen);
    return wake(*Self.aloneNode, Self.aloneMutex);
  }
  if (!Seen)
    return;
  if (WaitNode *Node = takeFirst(C, seize(C, Seen)))
    wake(*Node, (Mutex *)Node->link.load(Relaxed));
}

/// Queues those of a chain who will want the mutex, which the caller has locked last, for
/// it, and returns the others.
WaitNode *queueAll(Mutex &M, WaitNode *First) {
  WarpState &Self = warpState();
  auto Wants = [&](WaitNode *Node) {
    return Node->link.load(Relaxed) == uintptr_t(&M);
  };
  uint32_t Count = 0;
  for (WaitNode *Node = First; Node; Node = Node->next)
    Count += Wants(Node);
  if (!Count)
    return First;
  bool Names = true;
  uint32_t Ticket = 0;
  WaitNode *Others = nullptr, **Last = &Others;
  for (WaitNode *Node = First, *Next; Node; Node = Next) {
    Next = Node->next;
    if (!Wants(Node)) {
      *Last = Node;
      Last = &Node->next;
    } else if (Names) {
      Names = false;
      bool IsHeir = nameHeir(Self, *Node, M.next.load(Relaxed));
      Count -= IsHeir;
      Ticket = Count ? M.next.fetchAdd(Count, Relaxed) : 0;
      if (!IsHeir)
        tellTicket(*Node, Ticket++);
    } else {
      tellTicket(*Node, Ticket++);
    }
  }
  *Last = nullptr;
  return Others;
}

[[gnu::noinline]] void wakeAll(Condition &C, uint64_t Seen) {
  uint64_t Seized = seize(C, Seen);
  appendStack(C, Seized);
  WaitNode *First = C.waiters.removeAll();
  for (WaitNode *Node = First; Node; Node = Node->next)
    Node->tag = Taken;
  release(C, Seized, false);
  if (Mutex *M = heldMutex(warpState()))
    First = queueAll(*M, First);
  grantAll(First);
}

} // namespace

/// A node that is in the list or the stack has not been taken out, and is not taken out
/// while the list is held.
bool forgoMutex(const void *Object) {
  Condition &C = *(Condition *)Object;
  WaitNode &Own = currentThread()->waitNode;
  uint64_t Seized = seize(C, C.state.load(Relaxed));
  appendStack(C, Seized);
  WaitNode *Node = C.waiters.first.load(Relaxed);
  while (Node && Node != &Own)
    Node = Node->next;
  if (Node)
    Node->link.store(0, Relaxed);
  release(C, Seized, C.waiters.first.load(Relaxed));
  return Node;
}

} // namespace heddle

using namespace heddle;

extern "C" {

/// std::condition_variable: its mutex is of the normal kind.
[[clang::always_inline]] int __heddle_cond_wait(pthread_cond_t *C,
                                                pthread_mutex_t *M) {
  return wait(conditionOf(C), mutexOf(M), NoDeadline);
}

int pthread_cond_wait(pthread_cond_t *C, pthread_mutex_t *M) {
  return wait(conditionOf(C), M, NoDeadline);
}

int pthread_cond_clockwait(pthread_cond_t *C, pthread_mutex_t *M,
                           clockid_t Clock, const timespec *Time) {
  uint64_t Deadline = timerAt(Clock, *Time);
  if (!Deadline)
    return EINVAL;
  return wait(conditionOf(C), M, Deadline);
}

int pthread_cond_timedwait(pthread_cond_t *C, pthread_mutex_t *M,
                           const timespec *Time) {
  return pthread_cond_clockwait(C, M, clockid_t(conditionOf(C).clock), Time);
}

// Whoever waited before the caller took the mutex that guards the condition is in the
// word for the caller to see.

/// Two threads often wake each other, and each finds the other one alone. So this takes
/// out the thread that it has taken out before, if it is that one, in one trip; and asks in the
/// same trip whether anybody queues for the mutex. No acquire: of the thread's node
/// nothing is read.
[[clang::always_inline]] int pthread_cond_signal(pthread_cond_t *P) {
  Condition &C = conditionOf(P);
  WarpState &Self = warpState();
  Mutex *Held = heldMutex(Self);
  uint32_t Next = Held ? Held->next.load(Relaxed) : 0;
  uint64_t Seen = Self.aloneCondition == &C ? Self.aloneLast : 0;
  bool IsOut = C.state.compareExchange(Seen, 0, Relaxed);
  if (!Seen)
    return 0;
  if (__builtin_expect(!IsOut, false)) {
    wakeFirst(C, Seen);
    return 0;
  }
  WaitNode &Node = *Self.aloneNode;
  if (!Held || Held != Self.aloneMutex)
    grant(Node);
  else if (!nameHeir(Self, Node, Next))
    queueWaiter(*Held, Node);
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
