//===- Pthread.cpp - pthread_t --------------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HostCalls.h"
#include "Malloc.h"
#include "Scheduler.h"
#include "Thread.h"
#include "Wait.h"
#include "Warp.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

using namespace heddle;

static Thread *threadOf(pthread_t P) { return (Thread *)P; }

/// Gives a thread that wants more than its warp's stack one of its own.
static bool provideStack(Thread *T, size_t Bytes) {
  if (Bytes <= warpState().params->stackBytes)
    return true;
  T->ownStack = (char *)allocateBlock(Bytes, 256);
  T->ownStackBytes = Bytes;
  return T->ownStack != nullptr;
}

/// A control block for a thread with this argument; null if there is no memory.
static inline Thread *takeControlBlock(WarpState &Self, void *Argument) {
  Thread *T = Self.reserved;
  if (!T || T->payload != Argument)
    return (Thread *)allocateObject(Self, ThreadClass);
  Self.reserved = nullptr;
  return T;
}

/// Whether the block is the payload of a control block that was reserved, but for a
/// thread that did not come, or came with another argument.
[[gnu::noinline]] static bool giveBackPayload(void *Block) {
  WarpState &Self = warpState();
  const HeapLayout &L = Self.heap;
  if (!L.contains(Block) || L.use[L.pageOf(Block)] != ThreadClass)
    return false;
  Thread *T = (Thread *)((char *)Block - offsetof(Thread, payload));
  if (Self.reserved == T)
    Self.reserved = nullptr;
  freeObject(Self, ThreadClass, T);
  return true;
}

[[gnu::noinline]] static int createWithAttributes(pthread_t *Result,
                                                  const pthread_attr_t &A,
                                                  void *(*Entry)(void *),
                                                  void *Argument) {
  // As for an ordinary user; SchedulingPolicy.cpp.
  if (A.__explicit_scheduling && A.__policy != SCHED_OTHER)
    return EPERM;
  Thread *T = Thread::create(Entry, Argument,
                             A.__detached ? uint32_t(Thread::Detached) : 0);
  if (!T)
    return EAGAIN;
  if (!provideStack(T, A.__stack_bytes)) {
    T->recycle();
    return EAGAIN;
  }
  *Result = pthread_t(T);
  spawnSlowly(warpState(), T, 0);
  return 0;
}

/// Takes from a thread that is over what is left of it.
static inline int endJoin(Thread *T, void **Result) {
  if (Result)
    *Result = T->result;
  T->recycle();
  return 0;
}

/// All that joining is when the thread is not one that just runs or is over.
[[gnu::noinline]] static int joinSlowly(Thread *T, void **Result) {
  uint32_t Status = T->status.load(Acquire);
  if (int Error = T->whyNotJoin(Status))
    return Error;
  T->joined.store(1, Relaxed);
  // Nothing else can happen to a thread that somebody joins.
  if (!(Status & Thread::Finished) && !runIfQueued(T))
    block(WaitsForThread, T, T->status, Status);
  return endJoin(T, Result);
}

/// Of the thread that the calling warp has created last: whether it was its near child, still
/// ran, and has ended since. Then nobody else can know of it.
[[gnu::noinline]] static bool joinNear(WarpState &Self, Thread *T) {
  Self.prefersNeighbour = hasJustBeenCreated(Self);
  if (Self.nearChild != T)
    return false;
  constexpr uint32_t PollsForChild = 64;
  uint32_t *State = &Self.near.child;
  // The answers come while the thread runs.
  uint32_t Unusual =
      T->joined.load(Relaxed) | (T->status.load(Relaxed) & Thread::Detached);
  if (!arch::blockReplace(State, Running, Awaited))
    return false;
  if (!arch::blockAwait(State, ~0u, Awaited, PollsForChild) &&
      arch::blockReplace(State, Awaited, Running))
    return false;
  arch::blockStoreRelaxed(State, NoChild);
  if (__builtin_expect(!Unusual, true))
    return true;
  T->finish(T->result);
  return false;
}

// Creating and joining are a part of their callers up to the first thing that takes
// long anyway: a function that calls others saves registers on the local stack, and
// what it saved before an acquire takes several hundred cycles to load after it.
// (The passes have listed the entries of threads by the time this is inlined.)

extern "C" {

[[clang::always_inline]] int
__heddle_thread_create(pthread_t *Result, const pthread_attr_t *Attributes,
                       void *(*Entry)(void *), void *Argument) {
  if (Attributes)
    return createWithAttributes(Result, *Attributes, Entry, Argument);
  WarpState &Self = warpState();
  Thread *T = takeControlBlock(Self, Argument);
  if (__builtin_expect(!T, false))
    return EAGAIN;
  // Its answer is due after what follows. A branch in between that needed it, or that
  // the optimizer may make need it, would wait.
  ClaimAttempt Attempt(Self);
  T->initialize(Entry, Argument, 0);
  // Before the thread runs: it may look for itself there.
  *Result = pthread_t(T);
  spawn(Self, T, mailOf(T, Entry, Argument), Attempt);
  noteCreation(Self, T);
  return 0;
}

/// Memory for the argument of the thread that the caller is about to create, aligned
/// to 16 bytes, or null: then the heap is to be asked.
[[clang::always_inline]] void *__heddle_thread_argument_allocate(size_t Bytes) {
  WarpState &Self = warpState();
  if (Bytes > Thread::PayloadBytes)
    return nullptr;
  Thread *T = (Thread *)takeFromFront(Self, ThreadClass);
  if (__builtin_expect(!T, false))
    return nullptr;
  Self.reserved = T;
  return T->payload;
}

/// False if the block, of as many bytes, is the heap's to free.
[[clang::always_inline]] bool __heddle_thread_argument_free(void *Block,
                                                            size_t Bytes) {
  if (Bytes > Thread::PayloadBytes)
    return false;
  return __builtin_expect(currentThread()->payload == Block, true) ||
         giveBackPayload(Block);
}

[[clang::always_inline]] int __heddle_thread_join(pthread_t P, void **Result) {
  Thread *T = threadOf(P);
  WarpState &Self = warpState();
  if (arch::neighbours() > 1) {
    if (__builtin_expect(Self.lastChild == T, false) && joinNear(Self, T))
      return endJoin(T, Result);
    // Who joins another one in between does not wait for the last alone.
    Self.lastChild = nullptr;
  }
  // In this order the loads travel together.
  uint64_t Idle = lowestIdleBits(Self);
  uint32_t Unusual = T->joined.load(Relaxed) | T->queued.load(Relaxed);
  uint32_t Status = T->status.load(Relaxed);
  if (__builtin_expect(Unusual || T == currentThread() ||
                           (Status & ~uint32_t(Thread::Finished)) !=
                               Thread::Live,
                       false))
    return joinSlowly(T, Result);
  T->joined.store(1, Relaxed);
  if (Status & Thread::Finished) {
    arch::acquire(T->status.word());
  } else {
    // The next burst of spawns is to begin where SMs have the least to do.
    setIdleHint(Self, Idle);
    block(WaitsForThread, T, T->status, Status);
  }
  return endJoin(T, Result);
}

int __heddle_thread_detach(pthread_t P) {
  Thread *T = threadOf(P);
  uint32_t Status = T->status.load(Relaxed);
  if (!(Status & Thread::Live))
    return ESRCH;
  if ((Status & Thread::Detached) || T->joined.load(Relaxed))
    return EINVAL;
  if (T->status.fetchOr(Thread::Detached, AcqRel) & Thread::Finished)
    T->recycle();
  return 0;
}

int pthread_create(pthread_t *Result, const pthread_attr_t *Attributes,
                   void *(*Entry)(void *), void *Argument) {
  return __heddle_thread_create(Result, Attributes, Entry, Argument);
}

int pthread_join(pthread_t T, void **Result) {
  return __heddle_thread_join(T, Result);
}

int pthread_detach(pthread_t T) { return __heddle_thread_detach(T); }

/// For runtime/sanitizer: what the thread's function is given.
void *__heddle_thread_argument(pthread_t P) { return threadOf(P)->argument; }

pthread_t pthread_self(void) { return pthread_t(currentThread()); }

int pthread_equal(pthread_t A, pthread_t B) { return A == B; }

int pthread_setname_np(pthread_t P, const char *Name) {
  Thread *T = threadOf(P);
  if (strlen(Name) >= sizeof(T->name))
    return ERANGE;
  strcpy(T->name, Name);
  hostCall(abi::HostCall::ThreadName, T->id, 0, 0, Name,
           uint32_t(strlen(Name)) + 1);
  return 0;
}

int pthread_getname_np(pthread_t P, char *Name, size_t Room) {
  Thread *T = threadOf(P);
  if (Room <= strlen(T->name))
    return ERANGE;
  strcpy(Name, T->name);
  return 0;
}

// A mutex goes from hand to hand while threads queue for it. Those that lock one
// and try another, as std::lock does, would find it locked for ever if they came
// back at once: none of the mutexes would ever be free.
int sched_yield(void) {
  WarpState &Self = warpState();
  if (!Self.failedTries) {
    arch::yield();
    return 0;
  }
  constexpr uint32_t FirstNs = 256, MostDoublings = 10;
  uint32_t Doublings =
      Self.failedTries < MostDoublings ? Self.failedTries : MostDoublings;
  arch::sleepNs(nextRandom(Self) % (FirstNs << Doublings));
  return 0;
}

int pthread_attr_init(pthread_attr_t *A) {
  *A = {};
  return 0;
}

int pthread_attr_destroy(pthread_attr_t *) { return 0; }

int pthread_attr_setdetachstate(pthread_attr_t *A, int State) {
  if (State != PTHREAD_CREATE_JOINABLE && State != PTHREAD_CREATE_DETACHED)
    return EINVAL;
  A->__detached = State;
  return 0;
}

int pthread_attr_getdetachstate(const pthread_attr_t *A, int *State) {
  *State = A->__detached;
  return 0;
}

int pthread_attr_setstacksize(pthread_attr_t *A, size_t Bytes) {
  if (Bytes < PTHREAD_STACK_MIN)
    return EINVAL;
  A->__stack_bytes = Bytes;
  return 0;
}

int pthread_attr_getstacksize(const pthread_attr_t *A, size_t *Bytes) {
  *Bytes = A->__stack_bytes ? A->__stack_bytes : warpState().params->stackBytes;
  return 0;
}

// Critical sections of a few instructions, so waiters need not queue.

int pthread_spin_init(pthread_spinlock_t *S, int) {
  *S = {};
  return 0;
}

int pthread_spin_destroy(pthread_spinlock_t *) { return 0; }

int pthread_spin_trylock(pthread_spinlock_t *S) {
  return ((Atomic<uint32_t> *)S)->exchange(1, Acquire) ? EBUSY : 0;
}

int pthread_spin_lock(pthread_spinlock_t *S) {
  while (pthread_spin_trylock(S))
    arch::yield();
  return 0;
}

int pthread_spin_unlock(pthread_spinlock_t *S) {
  ((Atomic<uint32_t> *)S)->store(0, Release);
  return 0;
}

} // extern "C"
