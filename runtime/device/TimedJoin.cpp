//===- TimedJoin.cpp - pthread_join that does not wait for ever -----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Such a join waits also for a thread that no warp has taken yet. When the time is up the
// thread is not over, which the program has to expect of any thread: a slow one is all that
// it can find out. To run it here, as pthread_join does, could hang a program that cannot
// hang: the thread may wait for a mutex that the caller holds, or for what the caller does
// when the time is up, and that lies below it. No look at the other warps tells whether one
// of them would take it: a warp on its way to the queue, or whose thread is about to end, is
// as busy as one whose thread runs for ever.
//
// But then short waits, one after the other, could go on for ever where no warp is left for
// the thread. So a second after it was first asked for, in however many calls, the caller
// runs it: a warp on its way would have been there, and hardly any program holds a mutex, or
// takes the thread for a waiting one, for as long.
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

constexpr uint64_t PatienceNs = 1'000'000'000;

/// When whoever asks for the queued thread's end may run it. Counted from when that was
/// first done.
uint64_t endOfPatience(Thread *T) {
  uint64_t Since = T->askedForSinceNs.load(Relaxed);
  if (!Since)
    T->askedForSinceNs.store(Since = arch::timerNs(), Relaxed);
  return Since + PatienceNs;
}

/// Runs the thread here, to its end, if it is still queued then.
bool runIfOverdue(Thread *T) {
  return T->queued.load(Relaxed) && endOfPatience(T) <= arch::timerNs() &&
         runIfQueued(T);
}

/// Whether the thread, whose status this was, is over by the deadline.
bool awaitEnd(Thread *T, uint32_t Status, uint64_t Deadline) {
  uint64_t First = Deadline;
  if (T->queued.load(Relaxed) && endOfPatience(T) < Deadline)
    First = endOfPatience(T);
  return block(WaitsForThread, T, T->status, Status, First) || runIfOverdue(T) ||
         (First != Deadline &&
          block(WaitsForThread, T, T->status, Status, Deadline));
}

int timedJoin(pthread_t P, void **Result, uint64_t Deadline) {
  auto *T = (Thread *)P;
  uint32_t Status = T->status.load(Acquire);
  if (int Error = T->whyNotJoin(Status))
    return Error;
  if (!(Status & Thread::Finished)) {
    T->joined.store(1, Relaxed);
    bool IsOver = awaitEnd(T, Status, Deadline);
    T->joined.store(0, Relaxed);
    if (!IsOver)
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
  if (!(Status & Thread::Finished) && !runIfOverdue(T))
    return EBUSY;
  return __heddle_thread_join(P, Result);
}

int pthread_clockjoin_np(pthread_t P, void **Result, clockid_t Clock,
                         const timespec *Time) {
  if (Clock != CLOCK_REALTIME && Clock != CLOCK_MONOTONIC)
    return EINVAL;
  if (!Time)
    return __heddle_thread_join(P, Result);
  uint64_t Deadline = timerAt(Clock, *Time);
  return Deadline ? timedJoin(P, Result, Deadline) : EINVAL;
}

int pthread_timedjoin_np(pthread_t P, void **Result, const timespec *Time) {
  return pthread_clockjoin_np(P, Result, CLOCK_REALTIME, Time);
}

} // extern "C"
