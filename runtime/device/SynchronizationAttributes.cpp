//===- SynchronizationAttributes.cpp - Of mutexes and their kin -----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// PTHREAD_PROCESS_SHARED is taken: a process has no other to share with. What
// would need to know of priorities or of threads that died is refused.
//
//===----------------------------------------------------------------------===//

#include <errno.h>
#include <pthread.h>

static int setShared(int &Attribute, int Shared) {
  if (Shared != PTHREAD_PROCESS_PRIVATE && Shared != PTHREAD_PROCESS_SHARED)
    return EINVAL;
  Attribute = Shared;
  return 0;
}

extern "C" {

int pthread_mutexattr_setpshared(pthread_mutexattr_t *A, int Shared) {
  return setShared(A->__shared, Shared);
}
int pthread_mutexattr_getpshared(const pthread_mutexattr_t *A, int *Shared) {
  *Shared = A->__shared;
  return 0;
}

int pthread_condattr_setpshared(pthread_condattr_t *A, int Shared) {
  return setShared(A->__shared, Shared);
}
int pthread_condattr_getpshared(const pthread_condattr_t *A, int *Shared) {
  *Shared = A->__shared;
  return 0;
}

int pthread_rwlockattr_setpshared(pthread_rwlockattr_t *A, int Shared) {
  return setShared(A->__shared, Shared);
}
int pthread_rwlockattr_getpshared(const pthread_rwlockattr_t *A, int *Shared) {
  *Shared = A->__shared;
  return 0;
}

int pthread_barrierattr_setpshared(pthread_barrierattr_t *A, int Shared) {
  return setShared(A->__shared, Shared);
}
int pthread_barrierattr_getpshared(const pthread_barrierattr_t *A, int *Shared) {
  *Shared = A->__shared;
  return 0;
}

int pthread_rwlockattr_setkind_np(pthread_rwlockattr_t *A, int Kind) {
  if (Kind < PTHREAD_RWLOCK_PREFER_READER_NP ||
      Kind > PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP)
    return EINVAL;
  A->__kind = Kind;
  return 0;
}
int pthread_rwlockattr_getkind_np(const pthread_rwlockattr_t *A, int *Kind) {
  *Kind = A->__kind;
  return 0;
}

int pthread_mutexattr_setrobust(pthread_mutexattr_t *, int Robustness) {
  if (Robustness == PTHREAD_MUTEX_STALLED)
    return 0;
  return Robustness == PTHREAD_MUTEX_ROBUST ? ENOTSUP : EINVAL;
}
int pthread_mutexattr_getrobust(const pthread_mutexattr_t *, int *Robustness) {
  *Robustness = PTHREAD_MUTEX_STALLED;
  return 0;
}
int pthread_mutexattr_setrobust_np(pthread_mutexattr_t *A, int Robustness) {
  return pthread_mutexattr_setrobust(A, Robustness);
}
int pthread_mutexattr_getrobust_np(const pthread_mutexattr_t *A,
                                   int *Robustness) {
  return pthread_mutexattr_getrobust(A, Robustness);
}
/// None is robust.
int pthread_mutex_consistent(pthread_mutex_t *) { return EINVAL; }
int pthread_mutex_consistent_np(pthread_mutex_t *) { return EINVAL; }

int pthread_mutexattr_setprotocol(pthread_mutexattr_t *, int Protocol) {
  if (Protocol == PTHREAD_PRIO_NONE)
    return 0;
  return Protocol == PTHREAD_PRIO_INHERIT || Protocol == PTHREAD_PRIO_PROTECT
             ? ENOTSUP
             : EINVAL;
}
int pthread_mutexattr_getprotocol(const pthread_mutexattr_t *, int *Protocol) {
  *Protocol = PTHREAD_PRIO_NONE;
  return 0;
}

int pthread_mutexattr_setprioceiling(pthread_mutexattr_t *, int Ceiling) {
  return Ceiling < sched_get_priority_min(SCHED_FIFO) ||
                 Ceiling > sched_get_priority_max(SCHED_FIFO)
             ? EINVAL
             : ENOTSUP;
}
int pthread_mutexattr_getprioceiling(const pthread_mutexattr_t *,
                                     int *Ceiling) {
  *Ceiling = sched_get_priority_min(SCHED_FIFO);
  return 0;
}
/// None has the protocol PTHREAD_PRIO_PROTECT.
int pthread_mutex_getprioceiling(const pthread_mutex_t *, int *) {
  return EINVAL;
}
int pthread_mutex_setprioceiling(pthread_mutex_t *, int, int *) {
  return EINVAL;
}

} // extern "C"
