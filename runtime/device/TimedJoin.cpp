//===- TimedJoin.cpp - pthread_join that does not wait for ever -----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Clock.h"
#include "Scheduler.h"
#include "Wait.h"

#include <errno.h>
#include <pthread.h>

extern "C" int __heddle_thread_join(pthread_t, void **);

namespace heddle {
namespace {

/// Whether a warp takes what is queued although no thread ends: one that is idle, or has
/// not begun yet, as at the start on a busy machine.
bool isWarpDue() {
  const WarpState &Self = warpState();
  return abi::busyWarps(Self.scheduler->warpCounts.load(Relaxed)) < Self.warpCount;
}

/// A thread that has not begun runs here if there is no warp for it: otherwise short waits,
/// one after the other, could go on for ever. It may want what the caller holds, so not
/// without need.
int timedJoin(pthread_t P, void **Result, uint64_t Deadline) {
  auto *T = (Thread *)P;
  uint32_t Status = T->status.load(Acquire);
  if (int Error = T->whyNotJoin(Status))
    return Error;
  if (!(Status & Thread::Finished) && (isWarpDue() || !runIfQueued(T))) {
    T->joined.store(1, Relaxed);
    bool Changed = block(WaitsForThread, T, T->status, Status, Deadline);
    T->joined.store(0, Relaxed);
    if (!Changed)
      return ETIMEDOUT;
  }
  return __heddle_thread_join(P, Result);
}

} // namespace
} // namespace heddle

using namespace heddle;

extern "C" {

int pthread_tryjoin_np(pthread_t P, void **Result) {
  auto *T = (Thread *)P;
  uint32_t Status = T->status.load(Acquire);
  if (int Error = T->whyNotJoin(Status))
    return Error == EDEADLK ? EBUSY : Error;
  if (!(Status & Thread::Finished))
    return EBUSY;
  return __heddle_thread_join(P, Result);
}

int pthread_clockjoin_np(pthread_t P, void **Result, clockid_t Clock,
                         const timespec *Time) {
  if (Clock != CLOCK_REALTIME && Clock != CLOCK_MONOTONIC)
    return EINVAL;
  uint64_t Deadline = Time ? timerAt(Clock, *Time) : NoDeadline;
  if (Time && !Deadline)
    return EINVAL;
  return timedJoin(P, Result, Deadline);
}

int pthread_timedjoin_np(pthread_t P, void **Result, const timespec *Time) {
  return pthread_clockjoin_np(P, Result, CLOCK_REALTIME, Time);
}

} // extern "C"
