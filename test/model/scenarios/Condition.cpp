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
#include "../../../runtime/device/Wait.h"

#include <errno.h>
#include <semaphore.h>

static pthread_mutex_t Mutex;
static pthread_cond_t Condition;
static int Tokens, Taken, Missed;

static void lock() { CHECK(pthread_mutex_lock(&Mutex) == 0); }
static void unlock() { CHECK(pthread_mutex_unlock(&Mutex) == 0); }

/// With the mutex held.
static void awaitToken() {
  while (!Tokens)
    CHECK(pthread_cond_wait(&Condition, &Mutex) == 0);
  --Tokens;
  ++Taken;
}

static void take() {
  lock();
  awaitToken();
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
// With the mutex held: the woken thread queues for it
//===----------------------------------------------------------------------===//

static int Visits;

static void visit() {
  lock();
  ++Visits;
  unlock();
}

static void giveAndSignalLocked() {
  lock();
  ++Tokens;
  pthread_cond_signal(&Condition);
  unlock();
}

static void broadcastLocked() {
  lock();
  Tokens += 2;
  pthread_cond_broadcast(&Condition);
  unlock();
}

static void takeImpatiently() {
  model_impatient(true);
  take();
}

SCENARIO(cond_morph, 2) {
  runTogether(giveAndSignalLocked, takeImpatiently);
  CHECK(Taken == 1);
}

/// Somebody queues for the mutex already, or comes meanwhile.
SCENARIO(cond_morph_visitor, 3) {
  runTogether(giveAndSignalLocked, take, visit);
  CHECK(Taken == 1 && Visits == 1);
}

SCENARIO(cond_morph_two_wakers, 3) {
  runTogether(giveAndSignalLocked, giveAndSignalLocked, [] {
    take();
    take();
  });
  CHECK(Taken == 2);
}

/// The second one cannot be the heir, too.
SCENARIO(cond_morph_two, 3) {
  runTogether(
      [] {
        lock();
        Tokens += 2;
        pthread_cond_signal(&Condition);
        pthread_cond_signal(&Condition);
        unlock();
      },
      take, take);
  CHECK(Taken == 2);
}

SCENARIO(cond_morph_broadcast, 3) {
  runTogether(broadcastLocked, take, take);
  CHECK(Taken == 2);
}

SCENARIO(cond_morph_broadcast_visitor, 3) {
  runTogether(
      [] {
        lock();
        ++Tokens;
        pthread_cond_broadcast(&Condition);
        unlock();
        visit();
      },
      take, visit);
  CHECK(Taken == 1 && Visits == 2);
}

/// A turn that goes back and forth.
static bool Theirs;

static void serve() {
  for (int I = 0; I < 2; ++I) {
    lock();
    Theirs = true;
    pthread_cond_signal(&Condition);
    while (Theirs)
      pthread_cond_wait(&Condition, &Mutex);
    unlock();
  }
}

static void returnServe() {
  for (int I = 0; I < 2; ++I) {
    lock();
    while (!Theirs)
      pthread_cond_wait(&Condition, &Mutex);
    Theirs = false;
    pthread_cond_signal(&Condition);
    unlock();
  }
}

SCENARIO(cond_morph_turns, 2) {
  runTogether(serve, returnServe);
  CHECK(!Theirs);
}

/// The holder waits for something else while it has an heir, which somebody else
/// has to outlast that comes for the mutex afterwards.
static sem_t Posted;

SCENARIO(cond_morph_holder_waits, 3) {
  runTogether(
      [] {
        model_impatient(true);
        lock();
        ++Tokens;
        pthread_cond_signal(&Condition);
        CHECK(sem_wait(&Posted) == 0);
        unlock();
      },
      take,
      [] {
        CHECK(sem_post(&Posted) == 0);
        visit();
      });
  CHECK(Taken == 1 && Visits == 1);
}

/// The heir of one mutex, and another one's.
static pthread_mutex_t OtherMutex;
static pthread_cond_t OtherCondition;
static int OtherTokens;

static void takeOther() {
  CHECK(pthread_mutex_lock(&OtherMutex) == 0);
  while (!OtherTokens)
    CHECK(pthread_cond_wait(&OtherCondition, &OtherMutex) == 0);
  --OtherTokens;
  CHECK(pthread_mutex_unlock(&OtherMutex) == 0);
}

SCENARIO(cond_morph_nested, 3) {
  runTogether(
      [] {
        lock();
        ++Tokens;
        pthread_cond_signal(&Condition);
        CHECK(pthread_mutex_lock(&OtherMutex) == 0);
        ++OtherTokens;
        pthread_cond_signal(&OtherCondition);
        unlock();
        CHECK(pthread_mutex_unlock(&OtherMutex) == 0);
      },
      take, takeOther);
  CHECK(Taken == 1 && OtherTokens == 0);
}

/// The waker holds a mutex, but not that which the woken thread wants, after one that
/// waited with it.
SCENARIO(cond_morph_other_mutex, 2) {
  runTogether(
      [] {
        lock();
        ++Tokens;
        pthread_cond_signal(&Condition);
        unlock();
        CHECK(pthread_mutex_lock(&OtherMutex) == 0);
        ++OtherTokens;
        CHECK(pthread_mutex_unlock(&OtherMutex) == 0);
        lock();
        pthread_cond_signal(&Condition);
        unlock();
        CHECK(pthread_mutex_lock(&OtherMutex) == 0);
        ++OtherTokens;
        CHECK(pthread_mutex_unlock(&OtherMutex) == 0);
      },
      [] {
        take();
        CHECK(pthread_mutex_lock(&OtherMutex) == 0);
        while (!OtherTokens)
          CHECK(pthread_cond_wait(&Condition, &OtherMutex) == 0);
        --OtherTokens;
        CHECK(pthread_mutex_unlock(&OtherMutex) == 0);
      });
  CHECK(Taken == 1);
}

SCENARIO(cond_morph_not_held, 2) {
  runTogether(
      [] {
        for (int I = 0; I < 2; ++I) {
          give(1);
          CHECK(pthread_mutex_lock(&OtherMutex) == 0);
          pthread_cond_signal(&Condition);
          CHECK(pthread_mutex_unlock(&OtherMutex) == 0);
        }
        give(1);
      },
      [] {
        take();
        take();
      });
  CHECK(Taken == 2);
}

/// The woken thread lies below the one that wakes it, which takes the mutex once more.
SCENARIO(cond_morph_buried, 1) {
  pthread_t T;
  CHECK(pthread_create(
            &T, nullptr,
            [](void *) -> void * {
              giveAndSignalLocked();
              visit();
              return nullptr;
            },
            nullptr) == 0);
  model_ready(1);
  take();
  CHECK(pthread_join(T, nullptr) == 0);
  model_done();
  CHECK(Taken == 1 && Visits == 1);
}

/// A mutex of another kind is locked by the woken thread itself.
static void lockOfKind(int Kind) {
  pthread_mutexattr_t A;
  pthread_mutexattr_init(&A);
  pthread_mutexattr_settype(&A, Kind);
  pthread_mutex_init(&Mutex, &A);
}

SCENARIO(cond_recursive, 2) {
  lockOfKind(PTHREAD_MUTEX_RECURSIVE);
  runTogether(giveAndSignalLocked, take);
  CHECK(Taken == 1);
}

SCENARIO(cond_errorcheck, 2) {
  lockOfKind(PTHREAD_MUTEX_ERRORCHECK);
  runTogether(broadcastLocked, take);
  CHECK(Taken == 1);
}

//===----------------------------------------------------------------------===//
// A thread that waits again: its node has been reset, and its push releases nothing
//===----------------------------------------------------------------------===//

static void takeTwice() {
  take();
  take();
}

static void giveAndSignalTwice() {
  giveAndSignal();
  giveAndSignal();
}

/// Somebody who has acquired nothing from it wakes it as well, perhaps twice in a row.
SCENARIO(cond_reset, 3) {
  runTogether(
      [] {
        pthread_cond_signal(&Condition);
        pthread_cond_signal(&Condition);
      },
      giveAndSignalTwice, takeTwice);
  CHECK(Taken == 2);
}

/// Whoever takes it for the list writes to its node, whatever that said.
static heddle::WaitNode Gone;

static void spoilNode() {
  destroyed(Gone);
  heddle::WaitNode &Node = heddle::currentThread()->waitNode;
  Node.next = Node.previous = &Gone;
  Node.tag = 1;
  Node.link.store(1, heddle::Relaxed);
}

static void takeAndSpoil() {
  lock();
  awaitToken();
  spoilNode();
  unlock();
}

static void takeTwiceSpoiled() {
  takeAndSpoil();
  take();
}

SCENARIO(cond_reset_broadcast, 3) {
  runTogether([] { pthread_cond_broadcast(&Condition); }, giveAndSignalTwice,
              takeTwiceSpoiled);
  CHECK(Taken == 2);
}

/// Another one comes behind it.
static heddle::Atomic<uint32_t> HasTaken;

SCENARIO(cond_reset_listed, 3) {
  runTogether(
      [] {
        giveAndSignal();
        await(HasTaken);
        give(2);
        pthread_cond_broadcast(&Condition);
      },
      [] {
        takeAndSpoil();
        raise(HasTaken);
        take();
      },
      [] {
        await(HasTaken);
        take();
      });
  CHECK(Taken == 3);
}

/// It has unlocked the mutex by making another thread the holder.
SCENARIO(cond_reset_turns, 3) {
  runTogether(serve, returnServe, [] { pthread_cond_signal(&Condition); });
  CHECK(!Theirs);
}

/// It waits for something else before and after.
static int Late;

SCENARIO(cond_reset_semaphore, 2) {
  runTogether(
      [] {
        giveAndSignal();
        CHECK(sem_post(&Posted) == 0);
        giveAndSignal();
        Late = 1;
        CHECK(sem_post(&Posted) == 0);
      },
      [] {
        take();
        CHECK(sem_wait(&Posted) == 0);
        take();
        CHECK(sem_wait(&Posted) == 0);
        CHECK(Late == 1);
      });
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

SCENARIO(cond_morph_timed, 2) {
  runTogether(giveAndSignalLocked, takeInTime);
  CHECK(Taken + Missed == 1);
}

SCENARIO(cond_morph_timed_two, 3) {
  runTogether(broadcastLocked, takeInTime, take);
  CHECK(Taken + Missed == 2 && Taken >= 1);
}

SCENARIO(cond_morph_timed_visitor, 3) {
  runTogether(giveAndSignalLocked, takeInTime, visit);
  CHECK(Taken + Missed == 1 && Visits == 1);
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
