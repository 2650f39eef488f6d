//===- ThreadAttributes.cpp - pthread_attr_t ------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What creating a thread heeds, its stack's size and whether it is detached, is
// in Pthread.cpp.
//
//===----------------------------------------------------------------------===//

#include "Thread.h"
#include "Warp.h"

#include <errno.h>
#include <pthread.h>
#include <unistd.h>

using namespace heddle;

/// The address only where it is known: a warp's stack goes from thread to thread.
static void describeStack(pthread_attr_t &A, Thread *T) {
  const abi::LaunchParams &P = *warpState().params;
  A.__stack_bytes = T->ownStack ? T->ownStackBytes : P.stackBytes;
  if (T->ownStack)
    A.__stack = T->ownStack;
  else if (T == currentThread())
    A.__stack = P.stacks + uint64_t(arch::context().warpId) * P.stackBytes;
}

extern "C" {

// The runtime's check of each frame stands for the guard.

int pthread_attr_setguardsize(pthread_attr_t *A, size_t Bytes) {
  A->__guard_bytes = Bytes;
  A->__has_guard_bytes = 1;
  return 0;
}

int pthread_attr_getguardsize(const pthread_attr_t *A, size_t *Bytes) {
  *Bytes = A->__has_guard_bytes ? A->__guard_bytes : size_t(getpagesize());
  return 0;
}

int pthread_attr_setscope(pthread_attr_t *, int Scope) {
  if (Scope == PTHREAD_SCOPE_SYSTEM)
    return 0;
  return Scope == PTHREAD_SCOPE_PROCESS ? ENOTSUP : EINVAL;
}

int pthread_attr_getscope(const pthread_attr_t *, int *Scope) {
  *Scope = PTHREAD_SCOPE_SYSTEM;
  return 0;
}

int pthread_attr_setinheritsched(pthread_attr_t *A, int Inherit) {
  if (Inherit != PTHREAD_INHERIT_SCHED && Inherit != PTHREAD_EXPLICIT_SCHED)
    return EINVAL;
  A->__explicit_scheduling = Inherit;
  return 0;
}

int pthread_attr_getinheritsched(const pthread_attr_t *A, int *Inherit) {
  *Inherit = A->__explicit_scheduling;
  return 0;
}

int pthread_attr_setschedpolicy(pthread_attr_t *A, int Policy) {
  if (Policy != SCHED_OTHER && Policy != SCHED_FIFO && Policy != SCHED_RR)
    return EINVAL;
  A->__policy = Policy;
  return 0;
}

int pthread_attr_getschedpolicy(const pthread_attr_t *A, int *Policy) {
  *Policy = A->__policy;
  return 0;
}

int pthread_attr_setschedparam(pthread_attr_t *A, const sched_param *P) {
  if (P->sched_priority < sched_get_priority_min(A->__policy) ||
      P->sched_priority > sched_get_priority_max(A->__policy))
    return EINVAL;
  A->__priority = P->sched_priority;
  return 0;
}

int pthread_attr_getschedparam(const pthread_attr_t *A, sched_param *P) {
  P->sched_priority = A->__priority;
  return 0;
}

// What is on a stack of the device is not what a program would look for there:
// most variables are in registers and in memory of the lane's own.
int pthread_attr_setstack(pthread_attr_t *, void *, size_t Bytes) {
  return Bytes < PTHREAD_STACK_MIN ? EINVAL : ENOTSUP;
}

int pthread_attr_getstack(const pthread_attr_t *A, void **Stack, size_t *Bytes) {
  *Stack = A->__stack;
  return pthread_attr_getstacksize(A, Bytes);
}

int pthread_getattr_np(pthread_t P, pthread_attr_t *A) {
  auto *T = (Thread *)P;
  uint32_t Status = T->status.load(Relaxed);
  if (!(Status & Thread::Live))
    return ESRCH;
  pthread_attr_init(A);
  A->__detached = Status & Thread::Detached ? PTHREAD_CREATE_DETACHED
                                            : PTHREAD_CREATE_JOINABLE;
  describeStack(*A, T);
  return 0;
}

int pthread_getattr_default_np(pthread_attr_t *A) { return pthread_attr_init(A); }

} // extern "C"
