//===- c11_threads.c - <threads.h> ----------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include <errno.h>
#include <pthread.h>
#include <threads.h>

_Static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t) &&
               sizeof(cnd_t) == sizeof(pthread_cond_t) &&
               sizeof(once_flag) == sizeof(pthread_once_t),
               "");

static pthread_mutex_t *mutexOf(mtx_t *mutex) {
  return (pthread_mutex_t *)mutex;
}
static pthread_cond_t *conditionOf(cnd_t *condition) {
  return (pthread_cond_t *)condition;
}

static int resultOf(int error) {
  switch (error) {
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

// BuildDispatch calls an entry that returns int as what it is.
int thrd_create(thrd_t *thread, thrd_start_t start, void *argument) {
  void *(*entry)(void *) = (void *(*)(void *))(void *)start;
  return resultOf(pthread_create(thread, NULL, entry, argument));
}

int thrd_equal(thrd_t a, thrd_t b) { return pthread_equal(a, b); }

thrd_t thrd_current(void) { return pthread_self(); }

int thrd_sleep(const struct timespec *time, struct timespec *left) {
  if (nanosleep(time, left) == 0)
    return 0;
  return errno == EINTR ? -1 : -2; // as glibc tells interruptions from errors
}

int thrd_detach(thrd_t thread) { return resultOf(pthread_detach(thread)); }

int thrd_join(thrd_t thread, int *result) {
  void *value;
  int error = pthread_join(thread, &value);
  if (result && !error)
    *result = (int)(intptr_t)value;
  return resultOf(error);
}

void thrd_yield(void) { sched_yield(); }

int mtx_init(mtx_t *mutex, int type) {
  if (type & ~(mtx_timed | mtx_recursive))
    return thrd_error;
  pthread_mutexattr_t a;
  pthread_mutexattr_init(&a);
  pthread_mutexattr_settype(&a, type & mtx_recursive ? PTHREAD_MUTEX_RECURSIVE
                                                     : PTHREAD_MUTEX_NORMAL);
  return resultOf(pthread_mutex_init(mutexOf(mutex), &a));
}

int mtx_lock(mtx_t *mutex) { return resultOf(pthread_mutex_lock(mutexOf(mutex))); }

int mtx_timedlock(mtx_t *mutex, const struct timespec *time) {
  return resultOf(pthread_mutex_timedlock(mutexOf(mutex), time));
}

int mtx_trylock(mtx_t *mutex) {
  return resultOf(pthread_mutex_trylock(mutexOf(mutex)));
}

int mtx_unlock(mtx_t *mutex) { return resultOf(pthread_mutex_unlock(mutexOf(mutex))); }

void mtx_destroy(mtx_t *mutex) { pthread_mutex_destroy(mutexOf(mutex)); }

void call_once(once_flag *flag, void (*function)(void)) {
  pthread_once(&flag->__state, function);
}

int cnd_init(cnd_t *condition) {
  return resultOf(pthread_cond_init(conditionOf(condition), NULL));
}

int cnd_signal(cnd_t *condition) {
  return resultOf(pthread_cond_signal(conditionOf(condition)));
}

int cnd_broadcast(cnd_t *condition) {
  return resultOf(pthread_cond_broadcast(conditionOf(condition)));
}

int cnd_wait(cnd_t *condition, mtx_t *mutex) {
  return resultOf(pthread_cond_wait(conditionOf(condition), mutexOf(mutex)));
}

int cnd_timedwait(cnd_t *condition, mtx_t *mutex, const struct timespec *time) {
  return resultOf(pthread_cond_timedwait(conditionOf(condition), mutexOf(mutex), time));
}

void cnd_destroy(cnd_t *condition) { pthread_cond_destroy(conditionOf(condition)); }

int tss_create(tss_t *key, tss_dtor_t destructor) {
  return resultOf(pthread_key_create(key, destructor));
}

void *tss_get(tss_t key) { return pthread_getspecific(key); }

int tss_set(tss_t key, void *value) {
  return resultOf(pthread_setspecific(key, value));
}

void tss_delete(tss_t key) { pthread_key_delete(key); }
