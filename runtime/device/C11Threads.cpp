//===- C11Threads.cpp - <threads.h> ---------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include <errno.h>
#include <pthread.h>
#include <threads.h>

static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t) &&
              sizeof(cnd_t) == sizeof(pthread_cond_t) &&
              sizeof(once_flag) == sizeof(pthread_once_t));

static pthread_mutex_t *mutexOf(mtx_t *M) { return (pthread_mutex_t *)M; }
static pthread_cond_t *conditionOf(cnd_t *C) { return (pthread_cond_t *)C; }

static int resultOf(int Error) {
  switch (Error) {
  case 0:
    return thrd_success;
  case ENOMEM:
    return thrd_nomem;
  case ETIMEDOUT:
    return thrd_timedout;
  case EBUSY:
    return thrd_busy;
  default:
    return thrd_error;
  }
}

extern "C" {

// BuildDispatch calls an entry that returns int as what it is.
int thrd_create(thrd_t *T, thrd_start_t Start, void *Argument) {
  return resultOf(pthread_create(T, nullptr, (void *(*)(void *))(void *)Start,
                                 Argument));
}

int thrd_equal(thrd_t A, thrd_t B) { return pthread_equal(A, B); }

thrd_t thrd_current(void) { return pthread_self(); }

int thrd_sleep(const timespec *Time, timespec *Left) {
  if (nanosleep(Time, Left) == 0)
    return 0;
  constexpr int Interrupted = -1, OtherError = -2;
  return errno == EINTR ? Interrupted : OtherError;
}

int thrd_detach(thrd_t T) { return resultOf(pthread_detach(T)); }

int thrd_join(thrd_t T, int *Result) {
  void *Value;
  int Error = pthread_join(T, &Value);
  if (Result && !Error)
    *Result = int(intptr_t(Value));
  return resultOf(Error);
}

void thrd_yield(void) { sched_yield(); }

int mtx_init(mtx_t *M, int Type) {
  if (Type & ~(mtx_timed | mtx_recursive))
    return thrd_error;
  pthread_mutexattr_t A;
  pthread_mutexattr_init(&A);
  pthread_mutexattr_settype(&A, Type & mtx_recursive ? PTHREAD_MUTEX_RECURSIVE
                                                     : PTHREAD_MUTEX_NORMAL);
  return resultOf(pthread_mutex_init(mutexOf(M), &A));
}

int mtx_lock(mtx_t *M) { return resultOf(pthread_mutex_lock(mutexOf(M))); }

int mtx_timedlock(mtx_t *M, const timespec *Time) {
  return resultOf(pthread_mutex_timedlock(mutexOf(M), Time));
}

int mtx_trylock(mtx_t *M) {
  return resultOf(pthread_mutex_trylock(mutexOf(M)));
}

int mtx_unlock(mtx_t *M) { return resultOf(pthread_mutex_unlock(mutexOf(M))); }

void mtx_destroy(mtx_t *M) { pthread_mutex_destroy(mutexOf(M)); }

void call_once(once_flag *Flag, void (*Function)(void)) {
  pthread_once(&Flag->__state, Function);
}

int cnd_init(cnd_t *C) {
  return resultOf(pthread_cond_init(conditionOf(C), nullptr));
}

int cnd_signal(cnd_t *C) { return resultOf(pthread_cond_signal(conditionOf(C))); }

int cnd_broadcast(cnd_t *C) {
  return resultOf(pthread_cond_broadcast(conditionOf(C)));
}

int cnd_wait(cnd_t *C, mtx_t *M) {
  return resultOf(pthread_cond_wait(conditionOf(C), mutexOf(M)));
}

int cnd_timedwait(cnd_t *C, mtx_t *M, const timespec *Time) {
  return resultOf(pthread_cond_timedwait(conditionOf(C), mutexOf(M), Time));
}

void cnd_destroy(cnd_t *C) { pthread_cond_destroy(conditionOf(C)); }

int tss_create(tss_t *Key, tss_dtor_t Destructor) {
  return resultOf(pthread_key_create(Key, Destructor));
}

void *tss_get(tss_t Key) { return pthread_getspecific(Key); }

int tss_set(tss_t Key, void *Value) {
  return resultOf(pthread_setspecific(Key, Value));
}

void tss_delete(tss_t Key) { pthread_key_delete(Key); }

} // extern "C"
