//===- SchedulingPolicy.cpp - Policies, priorities, processor time --------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// There is one policy and one priority, those that an ordinary user's threads
// have on Linux. Others are refused with the error that such a user gets there.
//
//===----------------------------------------------------------------------===//

#include "Errno.h"
#include "Process.h"
#include "Thread.h"

#include <errno.h>
#include <pthread.h>
#include <unistd.h>

using namespace heddle;

static constexpr int LowestRealtime = 1, HighestRealtime = 99;

static bool isRealtime(int Policy) {
  return Policy == SCHED_FIFO || Policy == SCHED_RR;
}

static bool isKnown(int Policy) {
  return isRealtime(Policy) || Policy == SCHED_OTHER || Policy == SCHED_BATCH ||
         Policy == SCHED_IDLE;
}

static bool isLive(pthread_t P) { return ((Thread *)P)->isLive(); }

/// Why a thread cannot have them; 0 if it has them.
static int refusal(int Policy, int Priority) {
  if (!isKnown(Policy) || Priority < sched_get_priority_min(Policy) ||
      Priority > sched_get_priority_max(Policy))
    return EINVAL;
  if (Policy == SCHED_OTHER)
    return 0;
  return isRealtime(Policy) ? EPERM : ENOTSUP;
}

static int processError(pid_t Process) { return Process < 0 ? EINVAL : ESRCH; }

extern "C" {

int sched_get_priority_min(int Policy) {
  if (!isKnown(Policy))
    return fail(EINVAL);
  return isRealtime(Policy) ? LowestRealtime : 0;
}

int sched_get_priority_max(int Policy) {
  if (!isKnown(Policy))
    return fail(EINVAL);
  return isRealtime(Policy) ? HighestRealtime : 0;
}

int sched_getscheduler(pid_t Process) {
  return isThisProcess(Process) ? SCHED_OTHER : fail(processError(Process));
}

int sched_setscheduler(pid_t Process, int Policy, const sched_param *P) {
  if (!isThisProcess(Process))
    return fail(processError(Process));
  int Error = refusal(Policy, P->sched_priority);
  return Error ? fail(Error) : 0;
}

int sched_getparam(pid_t Process, sched_param *P) {
  if (!isThisProcess(Process))
    return fail(processError(Process));
  P->sched_priority = 0;
  return 0;
}

int sched_setparam(pid_t Process, const sched_param *P) {
  return sched_setscheduler(Process, SCHED_OTHER, P);
}

int sched_rr_get_interval(pid_t Process, timespec *Interval) {
  if (!isThisProcess(Process))
    return fail(processError(Process));
  *Interval = {0, 0};
  return 0;
}

int pthread_getschedparam(pthread_t T, int *Policy, sched_param *P) {
  if (!isLive(T))
    return ESRCH;
  *Policy = SCHED_OTHER;
  P->sched_priority = 0;
  return 0;
}

int pthread_setschedparam(pthread_t T, int Policy, const sched_param *P) {
  return isLive(T) ? refusal(Policy, P->sched_priority) : ESRCH;
}

int pthread_setschedprio(pthread_t T, int Priority) {
  return isLive(T) ? refusal(SCHED_OTHER, Priority) : ESRCH;
}

/// A hint that nothing needs: every thread is the scheduler's.
static int Concurrency;

int pthread_getconcurrency(void) {
  return __atomic_load_n(&Concurrency, __ATOMIC_RELAXED);
}

int pthread_setconcurrency(int Level) {
  if (Level < 0)
    return EINVAL;
  __atomic_store_n(&Concurrency, Level, __ATOMIC_RELAXED);
  return 0;
}

/// Warps have no processor time of their own: each thread's is the process's.
int pthread_getcpuclockid(pthread_t T, clockid_t *Clock) {
  if (!isLive(T))
    return ESRCH;
  *Clock = CLOCK_THREAD_CPUTIME_ID;
  return 0;
}

int pthread_yield(void) { return sched_yield(); }

} // extern "C"
