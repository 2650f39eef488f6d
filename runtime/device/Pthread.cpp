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

extern "C" {

[[gnu::noinline]] int
__heddle_thread_create(pthread_t *Result, const pthread_attr_t *Attributes,
                       void *(*Entry)(void *), void *Argument) {
  ClaimAttempt Attempt(warpState());
  bool Detached = Attributes && Attributes->__detached;
  Thread *T = Thread::create(Entry, Argument, Detached ? Thread::Detached : 0);
  if (T && Attributes && !provideStack(T, Attributes->__stack_bytes)) {
    T->recycle();
    T = nullptr;
  }
  if (!T) {
    releaseClaim(Attempt);
    return EAGAIN;
  }
  // Before the thread runs: it may look for itself there.
  *Result = pthread_t(T);
  spawn(T, Attempt);
  return 0;
}

[[gnu::noinline]] int __heddle_thread_join(pthread_t P, void **Result) {
  Thread *T = threadOf(P), *Self = currentThread();
  if (T == Self)
    return EDEADLK;
  // In this order the loads travel together.
  WarpState &Warp = warpState();
  uint64_t Idle = lowestIdleBits(Warp);
  uint32_t Joined = T->joined.load(Relaxed);
  uint32_t Status = T->status.load(Acquire);
  if (!(Status & Thread::Live))
    return ESRCH;
  if ((Status & Thread::Detached) || Joined)
    return EINVAL;
  T->joined.store(1, Relaxed);
  // Nothing else can happen to a thread that somebody joins.
  if (!(Status & Thread::Finished)) {
    // The next burst of spawns is to begin where SMs have the least to do.
    setIdleHint(Warp, Idle);
    if (!runIfQueued(T))
      block(WaitsForThread, T, T->status, Status);
  }
  if (Result)
    *Result = T->result;
  T->recycle();
  return 0;
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
