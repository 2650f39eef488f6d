//===- ThreadEnd.cpp - Where pthread_exit arrives -------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ThreadEnd.h"
#include "Fault.h"
#include "Malloc.h"
#include "Process.h"
#include "Scheduler.h"
#include "Wait.h"
#include "Warp.h"

#include <stdio.h>
#include <stdlib.h>

namespace heddle {
namespace {

struct ThreadExit {
  _Unwind_Exception exception;
  void *result;
};

/// A handler has ended that took the exception and did not throw it on.
void exceptionNotRethrown(ReasonCode, _Unwind_Exception *) {
  fputs("FATAL: exception not rethrown\n", stderr);
  abort();
}

} // namespace

_Unwind_Exception *createThreadExit(void *Result) {
  auto *E = (ThreadExit *)allocateBlock(sizeof(ThreadExit));
  if (!E)
    raiseFault(abi::FaultKind::Abort, 0,
               "no memory for pthread_exit; HEDDLE_HEAP sets how much there is");
  E->exception = {0, exceptionNotRethrown, nullptr, nullptr};
  E->result = Result;
  return &E->exception;
}

ReasonCode continueThreadExit(int, Action Actions, uint64_t, _Unwind_Exception *,
                              _Unwind_Context *, void *) {
  if (Actions & AtEndOfStack)
    fputs("heddle: pthread_exit cannot leave a function that lets no exception "
          "out: one that is noexcept, compiled with -fno-exceptions, or called by "
          "pthread_once\n",
          stderr);
  return NoReason;
}

/// No other thread runs or waits for a warp. Under the queue's lock nothing is
/// queued or taken, so the number of idle warps is that of those that run none.
static bool isLastThread(SchedulerState &S, uint32_t OtherWarps) {
  return idleWarps(S) == OtherWarps &&
         S.queue.isEmptyAnd(
             [&] { return idleWarps(S) == OtherWarps; });
}

/// What the other threads did is visible afterwards: each warp set its bit after
/// its last thread.
static void acquireFromIdleWarps(WarpState &Self) {
  for (uint32_t Warp = 1; Warp < Self.warpCount; Warp += 64 - Warp % 64) {
    uint32_t Left = Self.warpCount - Warp / 64 * 64;
    uint64_t All = Left < 64 ? (uint64_t(1) << Left) - 1 : ~uint64_t(0);
    if (Warp == 1)
      All &= ~uint64_t(1);
    while (Self.scheduler->idle[Warp / 64].load(Acquire) != All)
      arch::pause();
  }
}

/// For the launcher, which looks for deadlocks: the warp does nothing but wait until
/// the others are idle.
static void beginToAwaitOthers(SchedulerState &S) {
  arch::context().place = nullptr; // the last one in main, which is over
  beginWait(WaitsForOthers, nullptr);
  S.pollingWarps.fetchAdd(1, Relaxed);
}

static void endToAwaitOthers(SchedulerState &S) {
  S.pollingWarps.fetchSub(1, Relaxed);
  endWait();
}

/// The main thread's warp does meanwhile what an idle one does: if there is no
/// other, nobody else would.
static void awaitOtherThreads() {
  constexpr uint32_t FirstNapNs = 500, LongestNapNs = 100 * 1000;
  WarpState &Self = warpState();
  SchedulerState &S = *Self.scheduler;
  uint32_t NapNs = FirstNapNs;
  beginToAwaitOthers(S);
  while (!isLastThread(S, Self.warpCount - 1)) {
    if (S.shuttingDown.load(Relaxed))
      leaveKernel();
    if (Thread *T = S.queue.pop()) {
      endToAwaitOthers(S);
      runThread(T);
      beginToAwaitOthers(S);
      NapNs = FirstNapNs;
      continue;
    }
    arch::sleepNs(NapNs);
    if (NapNs < LongestNapNs)
      NapNs *= 2;
  }
  endToAwaitOthers(S);
  acquireFromIdleWarps(Self);
}

} // namespace heddle

using namespace heddle;

extern "C" {

[[noreturn]] void __heddle_exception_escaped(_Unwind_Exception *);

[[gnu::noinline]] void *__heddle_thread_exit(_Unwind_Exception *E) {
  if (E->cleanup != exceptionNotRethrown)
    __heddle_exception_escaped(E);
  auto *Exit = (ThreadExit *)E;
  void *Result = Exit->result;
  freeBlock(Exit);
  return Result;
}

[[noreturn, gnu::noinline]] void __heddle_main_exit(_Unwind_Exception *E) {
  void *Result = __heddle_thread_exit(E);
  if (warpState().cleanups)
    cleanUpThread();
  Thread *Main = currentThread();
  // The handlers of atexit run on a thread; the main one may be joined now, and
  // then it is gone.
  Thread *Last = Thread::create(nullptr, nullptr, Thread::Detached);
  if (!Last)
    raiseFault(abi::FaultKind::Abort, 0,
               "no memory for pthread_exit; HEDDLE_HEAP sets how much there is");
  Last->warp.store(arch::context().warpId, Relaxed);
  setCurrentThread(arch::context(), Last);
  showRunning(warpState(), Last);
  Main->finish(Result);
  awaitOtherThreads();
  exit(0);
}

} // extern "C"
