//===- synchronization.cpp - Mutexes and everything built like them -------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Needs more than Threads warps, because these threads wait for one another.
//
//===----------------------------------------------------------------------===//

#include "Check.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

namespace {

constexpr int Threads = 6;

/// Runs Body(number) on Threads threads and waits for them.
void onThreads(void *(*Body)(void *)) {
  pthread_t T[Threads];
  for (intptr_t I = 0; I < Threads; ++I)
    CHECK(pthread_create(&T[I], nullptr, Body, (void *)I) == 0);
  for (pthread_t Each : T)
    CHECK(pthread_join(Each, nullptr) == 0);
}

timespec after(clockid_t Clock, long Ns) {
  timespec T;
  CHECK(clock_gettime(Clock, &T) == 0);
  T.tv_nsec += Ns;
  T.tv_sec += T.tv_nsec / 1000000000;
  T.tv_nsec %= 1000000000;
  return T;
}

int64_t nowNs() {
  timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  return int64_t(T.tv_sec) * 1000000000 + T.tv_nsec;
}

void sleepMs(long Ms) {
  timespec T = {0, Ms * 1000000};
  nanosleep(&T, nullptr);
}

//===----------------------------------------------------------------------===//
// Mutexes
//===----------------------------------------------------------------------===//

constexpr int Rounds = 3000;

pthread_mutex_t Plain = PTHREAD_MUTEX_INITIALIZER;
long Guarded;

void *addGuarded(void *) {
  for (int I = 0; I < Rounds; ++I) {
    CHECK(pthread_mutex_lock(&Plain) == 0);
    ++Guarded;
    CHECK(pthread_mutex_unlock(&Plain) == 0);
  }
  return nullptr;
}

void mutualExclusion() {
  Guarded = 0;
  onThreads(addGuarded);
  CHECK(Guarded == long(Threads) * Rounds);
}

/// Some wait with a deadline that mostly passes, some without, some only try.
long Missed;

void *addMixed(void *Number) {
  for (int I = 0; I < Rounds / 4; ++I) {
    int Error;
    switch ((intptr_t(Number) + I) % 3) {
    case 0:
      Error = pthread_mutex_lock(&Plain);
      break;
    case 1: {
      timespec Soon = after(CLOCK_MONOTONIC, I % 7 * 300);
      Error = pthread_mutex_clocklock(&Plain, CLOCK_MONOTONIC, &Soon);
      CHECK(Error == 0 || Error == ETIMEDOUT);
      break;
    }
    default:
      Error = pthread_mutex_trylock(&Plain);
      CHECK(Error == 0 || Error == EBUSY);
    }
    if (Error) {
      __atomic_fetch_add(&Missed, 1, __ATOMIC_RELAXED);
      continue;
    }
    ++Guarded;
    for (int Spin = 0; Spin < I % 50; ++Spin)
      asm volatile("");
    CHECK(pthread_mutex_unlock(&Plain) == 0);
  }
  return nullptr;
}

void timedWaitersGiveUp() {
  Guarded = 0;
  onThreads(addMixed);
  CHECK(Guarded + Missed == long(Threads) * (Rounds / 4));
  CHECK(pthread_mutex_trylock(&Plain) == 0);
  int64_t Begin = nowNs();
  timespec Soon = after(CLOCK_REALTIME, 20000000);
  CHECK(pthread_mutex_timedlock(&Plain, &Soon) == ETIMEDOUT);
  CHECK(nowNs() - Begin >= 19000000);
  timespec Invalid = {0, 1000000000};
  CHECK(pthread_mutex_timedlock(&Plain, &Invalid) == EINVAL);
  CHECK(pthread_mutex_unlock(&Plain) == 0);
  // Whether what the abandoned waiters left behind is gone.
  CHECK(pthread_mutex_trylock(&Plain) == 0);
  CHECK(pthread_mutex_unlock(&Plain) == 0);
  CHECK(pthread_mutex_destroy(&Plain) == 0);
}

pthread_mutex_t Recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

void *addRecursively(void *) {
  for (int I = 0; I < Rounds / 4; ++I) {
    for (int Depth = 0; Depth < 3; ++Depth)
      CHECK(pthread_mutex_lock(&Recursive) == 0);
    CHECK(pthread_mutex_trylock(&Recursive) == 0);
    ++Guarded;
    for (int Depth = 0; Depth < 4; ++Depth)
      CHECK(pthread_mutex_unlock(&Recursive) == 0);
  }
  return nullptr;
}

void recursiveMutexes() {
  Guarded = 0;
  onThreads(addRecursively);
  CHECK(Guarded == long(Threads) * (Rounds / 4));
}

pthread_mutex_t Checked;

void *unlockAnothers(void *) {
  CHECK(pthread_mutex_unlock(&Checked) == EPERM);
  CHECK(pthread_mutex_trylock(&Checked) == EBUSY);
  return nullptr;
}

void errorCheckingMutexes() {
  pthread_mutexattr_t A;
  CHECK(pthread_mutexattr_init(&A) == 0);
  CHECK(pthread_mutexattr_settype(&A, 17) == EINVAL);
  CHECK(pthread_mutexattr_settype(&A, PTHREAD_MUTEX_ERRORCHECK) == 0);
  CHECK(pthread_mutex_init(&Checked, &A) == 0);
  CHECK(pthread_mutex_unlock(&Checked) == EPERM);
  CHECK(pthread_mutex_lock(&Checked) == 0);
  CHECK(pthread_mutex_lock(&Checked) == EDEADLK);
  CHECK(pthread_mutex_destroy(&Checked) == EBUSY);
  onThreads(unlockAnothers);
  CHECK(pthread_mutex_unlock(&Checked) == 0);
  CHECK(pthread_mutex_destroy(&Checked) == 0);
}

/// Who waits longer gets the mutex first.
pthread_mutex_t Fair = PTHREAD_MUTEX_INITIALIZER;
int Order[Threads], Arrived, Got;

void *lockInTurn(void *Number) {
  while (__atomic_load_n(&Arrived, __ATOMIC_ACQUIRE) != int(intptr_t(Number)))
    sched_yield();
  // Announced before it waits; the next one comes long after.
  __atomic_store_n(&Arrived, int(intptr_t(Number)) + 100, __ATOMIC_RELEASE);
  CHECK(pthread_mutex_lock(&Fair) == 0);
  Order[Got++] = int(intptr_t(Number));
  CHECK(pthread_mutex_unlock(&Fair) == 0);
  return nullptr;
}

void *letThemArrive(void *) {
  for (int I = 0; I < Threads - 1; ++I) {
    __atomic_store_n(&Arrived, I, __ATOMIC_RELEASE);
    while (__atomic_load_n(&Arrived, __ATOMIC_ACQUIRE) != I + 100)
      sched_yield();
    sleepMs(20);
  }
  return nullptr;
}

void firstComeFirstServed() {
  Arrived = -1;
  CHECK(pthread_mutex_lock(&Fair) == 0);
  pthread_t T[Threads];
  for (intptr_t I = 0; I < Threads - 1; ++I)
    CHECK(pthread_create(&T[I], nullptr, lockInTurn, (void *)I) == 0);
  letThemArrive(nullptr);
  CHECK(pthread_mutex_unlock(&Fair) == 0);
  for (int I = 0; I < Threads - 1; ++I)
    CHECK(pthread_join(T[I], nullptr) == 0);
  for (int I = 0; I < Threads - 1; ++I)
    CHECK(Order[I] == I);
}

//===----------------------------------------------------------------------===//
// Condition variables
//===----------------------------------------------------------------------===//

pthread_mutex_t QueueMutex = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t NotEmpty = PTHREAD_COND_INITIALIZER;
pthread_cond_t NotFull = PTHREAD_COND_INITIALIZER;
int Queue[4], QueueLength;
long Consumed;

void *produceOrConsume(void *Number) {
  bool Producer = intptr_t(Number) % 2;
  for (int I = 1; I <= Rounds; ++I) {
    CHECK(pthread_mutex_lock(&QueueMutex) == 0);
    if (Producer) {
      while (QueueLength == 4)
        CHECK(pthread_cond_wait(&NotFull, &QueueMutex) == 0);
      Queue[QueueLength++] = I;
      CHECK(pthread_cond_signal(&NotEmpty) == 0);
    } else {
      while (QueueLength == 0)
        CHECK(pthread_cond_wait(&NotEmpty, &QueueMutex) == 0);
      Consumed += Queue[--QueueLength];
      CHECK(pthread_cond_signal(&NotFull) == 0);
    }
    CHECK(pthread_mutex_unlock(&QueueMutex) == 0);
  }
  return nullptr;
}

void producersAndConsumers() {
  onThreads(produceOrConsume);
  CHECK(QueueLength == 0);
  CHECK(Consumed == long(Threads / 2) * Rounds * (Rounds + 1) / 2);
}

pthread_cond_t Changed = PTHREAD_COND_INITIALIZER;
int Generation, WaitersThere;

/// Rounds of all waiting for the last one to come, with broadcasts, and with
/// deadlines that pass in every other round.
void *meet(void *Number) {
  for (int I = 0; I < Rounds / 10; ++I) {
    CHECK(pthread_mutex_lock(&QueueMutex) == 0);
    int Mine = Generation;
    if (++WaitersThere == Threads) {
      WaitersThere = 0;
      ++Generation;
      CHECK(pthread_cond_broadcast(&Changed) == 0);
    }
    while (Generation == Mine) {
      timespec Soon = after(CLOCK_MONOTONIC, 20000);
      int Error = (I + intptr_t(Number)) % 2
                      ? pthread_cond_wait(&Changed, &QueueMutex)
                      : pthread_cond_clockwait(&Changed, &QueueMutex,
                                               CLOCK_MONOTONIC, &Soon);
      CHECK(Error == 0 || Error == ETIMEDOUT);
    }
    CHECK(pthread_mutex_unlock(&QueueMutex) == 0);
  }
  return nullptr;
}

void broadcasts() {
  onThreads(meet);
  CHECK(Generation == Rounds / 10);
  CHECK(pthread_cond_destroy(&Changed) == 0);
}

void conditionDeadlines() {
  pthread_condattr_t A;
  CHECK(pthread_condattr_init(&A) == 0);
  CHECK(pthread_condattr_setclock(&A, 99) == EINVAL);
  CHECK(pthread_condattr_setclock(&A, CLOCK_MONOTONIC) == 0);
  pthread_cond_t C;
  CHECK(pthread_cond_init(&C, &A) == 0);
  CHECK(pthread_mutex_lock(&QueueMutex) == 0);
  int64_t Begin = nowNs();
  timespec Soon = after(CLOCK_MONOTONIC, 20000000);
  CHECK(pthread_cond_timedwait(&C, &QueueMutex, &Soon) == ETIMEDOUT);
  CHECK(nowNs() - Begin >= 20000000);
  Soon = after(CLOCK_REALTIME, 20000000);
  CHECK(pthread_cond_clockwait(&C, &QueueMutex, CLOCK_REALTIME, &Soon) ==
        ETIMEDOUT);
  timespec Invalid = {0, -1};
  CHECK(pthread_cond_timedwait(&C, &QueueMutex, &Invalid) == EINVAL);
  CHECK(pthread_mutex_unlock(&QueueMutex) == 0);
  CHECK(pthread_cond_destroy(&C) == 0);
}

//===----------------------------------------------------------------------===//
// The others
//===----------------------------------------------------------------------===//

pthread_once_t Once = PTHREAD_ONCE_INIT;
int Initialized;

void initialize() {
  sleepMs(5);
  ++Initialized;
}

void *initializeOnce(void *) {
  CHECK(pthread_once(&Once, initialize) == 0);
  CHECK(Initialized == 1);
  return nullptr;
}

void once() {
  onThreads(initializeOnce);
  CHECK(Initialized == 1);
}

pthread_key_t Keys[12];
int Destroyed, DestroyedAgain;

void countDestroyed(void *Value) {
  CHECK(Value != nullptr);
  __atomic_fetch_add(&Destroyed, 1, __ATOMIC_RELAXED);
}

/// Sets its value again until the implementation has had enough.
void setAgain(void *Value) {
  __atomic_fetch_add(&DestroyedAgain, 1, __ATOMIC_RELAXED);
  CHECK(pthread_setspecific(Keys[11], Value) == 0);
}

void *useKeys(void *Number) {
  for (int K = 0; K < 12; ++K)
    CHECK(pthread_getspecific(Keys[K]) == nullptr);
  for (int Round = 1; Round < 3; ++Round)
    for (int K = 0; K < 12; ++K)
      CHECK(pthread_setspecific(
                Keys[K], (void *)(intptr_t(Number) * 100 + K + Round)) == 0);
  for (int K = 0; K < 12; ++K)
    CHECK(pthread_getspecific(Keys[K]) ==
          (void *)(intptr_t(Number) * 100 + K + 2));
  CHECK(pthread_setspecific(Keys[1], nullptr) == 0);
  return nullptr;
}

void keys() {
  for (int K = 0; K < 12; ++K)
    CHECK(pthread_key_create(&Keys[K], K == 11   ? setAgain
                                       : K == 10 ? nullptr
                                                 : countDestroyed) == 0);
  CHECK(pthread_setspecific(Keys[0], &Keys) == 0);
  onThreads(useKeys);
  CHECK(pthread_getspecific(Keys[0]) == &Keys);
  CHECK(Destroyed == Threads * 9); // neither 1, which was reset, nor 10 nor 11
  CHECK(DestroyedAgain == Threads * PTHREAD_DESTRUCTOR_ITERATIONS);
  CHECK(pthread_key_delete(Keys[0]) == 0);
  CHECK(pthread_key_delete(Keys[0]) == EINVAL);
  CHECK(pthread_setspecific(Keys[0], &Keys) == EINVAL);
  CHECK(pthread_key_create(&Keys[0], nullptr) == 0);
  CHECK(pthread_getspecific(Keys[0]) == nullptr);
  pthread_key_t Extra[PTHREAD_KEYS_MAX];
  int Count = 0;
  while (pthread_key_create(&Extra[Count], nullptr) == 0)
    ++Count;
  CHECK(Count == PTHREAD_KEYS_MAX - 12);
  while (Count)
    CHECK(pthread_key_delete(Extra[--Count]) == 0);
}

pthread_rwlock_t RwLock = PTHREAD_RWLOCK_INITIALIZER;
long Left, Right;

void *readOrWrite(void *Number) {
  for (int I = 0; I < Rounds; ++I) {
    timespec Soon = after(CLOCK_REALTIME, I % 5 * 1000);
    bool Write = (I + intptr_t(Number)) % 4 == 0;
    int Error = I % 3 ? Write ? pthread_rwlock_wrlock(&RwLock)
                              : pthread_rwlock_rdlock(&RwLock)
                : Write ? pthread_rwlock_timedwrlock(&RwLock, &Soon)
                        : pthread_rwlock_timedrdlock(&RwLock, &Soon);
    CHECK(Error == 0 || Error == ETIMEDOUT);
    if (Error)
      continue;
    if (Write) {
      ++Left;
      ++Right;
    } else {
      CHECK(Left == Right);
    }
    CHECK(pthread_rwlock_unlock(&RwLock) == 0);
  }
  return nullptr;
}

void readersAndWriters() {
  onThreads(readOrWrite);
  CHECK(Left == Right && Left > 0);
  CHECK(pthread_rwlock_tryrdlock(&RwLock) == 0);
  CHECK(pthread_rwlock_tryrdlock(&RwLock) == 0);
  CHECK(pthread_rwlock_trywrlock(&RwLock) == EBUSY);
  CHECK(pthread_rwlock_unlock(&RwLock) == 0);
  CHECK(pthread_rwlock_unlock(&RwLock) == 0);
  CHECK(pthread_rwlock_trywrlock(&RwLock) == 0);
  CHECK(pthread_rwlock_tryrdlock(&RwLock) == EBUSY);
  CHECK(pthread_rwlock_unlock(&RwLock) == 0);
  CHECK(pthread_rwlock_destroy(&RwLock) == 0);
}

pthread_barrier_t Barrier;
int InPhase[4], SerialThreads;

void *passBarriers(void *) {
  for (int I = 0; I < Rounds / 4; ++I) {
    __atomic_fetch_add(&InPhase[I % 4], 1, __ATOMIC_RELAXED);
    int Result = pthread_barrier_wait(&Barrier);
    CHECK(Result == 0 || Result == PTHREAD_BARRIER_SERIAL_THREAD);
    CHECK(__atomic_load_n(&InPhase[I % 4], __ATOMIC_RELAXED) == Threads);
    if (Result) {
      __atomic_fetch_add(&SerialThreads, 1, __ATOMIC_RELAXED);
      __atomic_store_n(&InPhase[(I + 2) % 4], 0, __ATOMIC_RELAXED);
    }
    pthread_barrier_wait(&Barrier);
  }
  return nullptr;
}

void barriers() {
  CHECK(pthread_barrier_init(&Barrier, nullptr, 0) == EINVAL);
  CHECK(pthread_barrier_init(&Barrier, nullptr, Threads) == 0);
  onThreads(passBarriers);
  CHECK(SerialThreads == Rounds / 4);
  CHECK(pthread_barrier_destroy(&Barrier) == 0);
}

sem_t Units, Turns[Threads];
int Inside;

void *takeUnits(void *Number) {
  for (int I = 0; I < Rounds; ++I) {
    timespec Soon = after(CLOCK_REALTIME, I % 5 * 1000);
    if (I % 3 ? sem_wait(&Units) : sem_timedwait(&Units, &Soon)) {
      CHECK(errno == ETIMEDOUT);
      continue;
    }
    CHECK(__atomic_fetch_add(&Inside, 1, __ATOMIC_RELAXED) < 2);
    __atomic_fetch_sub(&Inside, 1, __ATOMIC_RELAXED);
    CHECK(sem_post(&Units) == 0);
  }
  // Then each lets the next one go.
  for (int I = 0; I < 100; ++I) {
    CHECK(sem_wait(&Turns[intptr_t(Number)]) == 0);
    CHECK(sem_post(&Turns[(intptr_t(Number) + 1) % Threads]) == 0);
  }
  return nullptr;
}

void semaphores() {
  CHECK(sem_init(&Units, 0, 2) == 0);
  for (int I = 0; I < Threads; ++I)
    CHECK(sem_init(&Turns[I], 0, I == 0) == 0);
  onThreads(takeUnits);
  int Value;
  CHECK(sem_getvalue(&Units, &Value) == 0 && Value == 2);
  CHECK(sem_trywait(&Units) == 0 && sem_trywait(&Units) == 0);
  errno = 0;
  CHECK(sem_trywait(&Units) == -1 && errno == EAGAIN);
  CHECK(sem_getvalue(&Turns[0], &Value) == 0 && Value == 1);
  CHECK(sem_destroy(&Units) == 0);
}

pthread_spinlock_t Spin;

void *addSpinning(void *) {
  for (int I = 0; I < Rounds; ++I) {
    CHECK(pthread_spin_lock(&Spin) == 0);
    ++Guarded;
    CHECK(pthread_spin_unlock(&Spin) == 0);
  }
  return nullptr;
}

void spinLocks() {
  Guarded = 0;
  CHECK(pthread_spin_init(&Spin, PTHREAD_PROCESS_PRIVATE) == 0);
  onThreads(addSpinning);
  CHECK(Guarded == long(Threads) * Rounds);
}

void *setErrno(void *Number) {
  for (int I = 0; I < 100; ++I) {
    errno = int(intptr_t(Number)) + 1;
    sched_yield();
    CHECK(errno == int(intptr_t(Number)) + 1);
  }
  return nullptr;
}

void errnoIsTheThreadsOwn() {
  errno = 77;
  onThreads(setErrno);
  CHECK(errno == 77);
}

} // namespace

int main() {
  // With fewer they would wait for one another for ever.
  CHECK(sysconf(_SC_NPROCESSORS_ONLN) > Threads);
  RUN(mutualExclusion);
  RUN(timedWaitersGiveUp);
  RUN(recursiveMutexes);
  RUN(errorCheckingMutexes);
  RUN(firstComeFirstServed);
  RUN(producersAndConsumers);
  RUN(broadcasts);
  RUN(conditionDeadlines);
  RUN(once);
  RUN(keys);
  RUN(readersAndWriters);
  RUN(barriers);
  RUN(semaphores);
  RUN(spinLocks);
  RUN(errnoIsTheThreadsOwn);
  return 0;
}
