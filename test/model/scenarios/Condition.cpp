//===- Condition.cpp - Scenarios of pthread_cond_t ------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A wake-up that is lost is a deadlock here.
//
//===----------------------------------------------------------------------===//

#include "../Scenario.h"

#include <errno.h>

static pthread_mutex_t Mutex;
static pthread_cond_t Condition;
static int Tokens, Taken, Missed;

static void lock() { CHECK(pthread_mutex_lock(&Mutex) == 0); }
static void unlock() { CHECK(pthread_mutex_unlock(&Mutex) == 0); }

static void take() {
  lock();
  while (!Tokens)
    CHECK(pthread_cond_wait(&Condition, &Mutex) == 0);
  --Tokens;
  ++Taken;
  unlock();
}

static void give(int Count) {
  lock();
  Tokens += Count;
  unlock();
}

SCENARIO(cond_signal, 2) {
  runTogether(
      [] {
        give(1);
        pthread_cond_signal(&Condition);
      },
      take);
  CHECK(Taken == 1);
}

SCENARIO(cond_signal_locked, 2) {
  runTogether(
      [] {
        lock();
        ++Tokens;
        pthread_cond_signal(&Condition);
        unlock();
      },
      take);
  CHECK(Taken == 1);
}

SCENARIO(cond_signal_two, 3) {
  runTogether(
      [] {
        give(2);
        pthread_cond_signal(&Condition);
        pthread_cond_signal(&Condition);
      },
      take, take);
  CHECK(Taken == 2);
}

/// Without the mutex, so that they may be at it at once.
static void giveAndSignal() {
  give(1);
  pthread_cond_signal(&Condition);
}

SCENARIO(cond_two_signallers, 3) {
  runTogether(giveAndSignal, giveAndSignal, [] {
    take();
    take();
  });
  CHECK(Taken == 2);
}

SCENARIO(cond_broadcast, 3) {
  runTogether(
      [] {
        give(2);
        pthread_cond_broadcast(&Condition);
      },
      take, take);
  CHECK(Taken == 2);
}

//===----------------------------------------------------------------------===//
// Deadlines
//===----------------------------------------------------------------------===//

static void takeInTime() {
  model_impatient(true);
  timespec Deadline = soon();
  lock();
  int Result = 0;
  while (!Tokens && Result == 0)
    Result =
        pthread_cond_clockwait(&Condition, &Mutex, CLOCK_MONOTONIC, &Deadline);
  CHECK(Result == 0 || Result == ETIMEDOUT);
  if (Tokens)
    --Tokens, ++Taken;
  else
    ++Missed;
  unlock();
}

SCENARIO(cond_timed, 2) {
  runTogether(
      [] {
        give(1);
        pthread_cond_signal(&Condition);
      },
      takeInTime);
  CHECK(Taken + Missed == 1);
}

/// A signal may wake a waiter whose time is up at that moment, but not get
/// lost: somebody who still waits must be woken if the other says that he was
/// not.
static void waitOnceInTime() {
  model_impatient(true);
  timespec Deadline = soon();
  lock();
  int Result =
      pthread_cond_clockwait(&Condition, &Mutex, CLOCK_MONOTONIC, &Deadline);
  unlock();
  if (Result == 0)
    pthread_cond_signal(&Condition);
}

SCENARIO(cond_timed_other, 3) {
  runTogether(
      [] {
        give(1);
        pthread_cond_signal(&Condition);
      },
      waitOnceInTime, take);
  CHECK(Taken == 1);
}

//===----------------------------------------------------------------------===//
// The end
//===----------------------------------------------------------------------===//

/// Whoever is woken last destroys it, and the waker may still be in broadcast.
static int Waiters;

static void waitAndDestroy() {
  lock();
  while (!Tokens)
    pthread_cond_wait(&Condition, &Mutex);
  bool IsLast = --Waiters == 0;
  unlock();
  if (!IsLast)
    return;
  destroyed(Condition);
}

SCENARIO(cond_destroy_by_waiter, 2) {
  Waiters = 1;
  runTogether(
      [] {
        lock();
        Tokens = 1;
        pthread_cond_broadcast(&Condition);
        unlock();
      },
      waitAndDestroy);
}

/// The waiter destroys it although the waker does not hold the mutex.
static heddle::Atomic<uint32_t> IsAboutToWait;

SCENARIO(cond_destroy_when_woken, 2) {
  runTogether(
      [] {
        await(IsAboutToWait);
        lock();
        unlock();
        pthread_cond_broadcast(&Condition);
      },
      [] {
        lock();
        raise(IsAboutToWait);
        CHECK(pthread_cond_wait(&Condition, &Mutex) == 0);
        unlock();
        destroyed(Condition);
      });
}

SCENARIO(cond_destroy_when_signaled, 2) {
  runTogether(
      [] {
        await(IsAboutToWait);
        lock();
        unlock();
        pthread_cond_signal(&Condition);
      },
      [] {
        lock();
        raise(IsAboutToWait);
        CHECK(pthread_cond_wait(&Condition, &Mutex) == 0);
        unlock();
        destroyed(Condition);
      });
}

/// The waker destroys it at once: POSIX has it so after a broadcast.
SCENARIO(cond_destroy_by_waker, 2) {
  runTogether(
      [] {
        lock();
        ++Tokens;
        pthread_cond_broadcast(&Condition);
        unlock();
        lock();
        bool Gone = Waiters;
        unlock();
        if (!Gone)
          return;
        CHECK(pthread_cond_destroy(&Condition) == 0);
        destroyed(Condition);
      },
      [] {
        lock();
        ++Waiters;
        while (!Tokens)
          pthread_cond_wait(&Condition, &Mutex);
        unlock();
      });
}
