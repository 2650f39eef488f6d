//===- Thread.cpp - The control block of a thread -------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Thread.h"
#include "Scheduler.h"
#include "Warp.h"

#include <pthread.h>

namespace heddle {

static_assert(sizeof(Thread) == ThreadBlockBytes);

/// Ids come from the process's counter many at a time: asking it takes as long
/// as handing the thread to its warp. The main thread, the first, is 1.
static uint64_t takeThreadId(WarpState &Self) {
  constexpr uint64_t IdsAtATime = 64;
  if (Self.nextThreadId == Self.threadIdsEnd) {
    Self.nextThreadId =
        1 + Self.scheduler->nextThreadId.fetchAdd(IdsAtATime, Relaxed);
    Self.threadIdsEnd = Self.nextThreadId + IdsAtATime;
  }
  return Self.nextThreadId++;
}

Thread *Thread::create(void *(*Entry)(void *), void *Argument,
                       uint32_t ExtraStatus) {
  WarpState &Self = warpState();
  Thread *T = (Thread *)allocateObject(Self, ThreadClass);
  if (!T)
    return nullptr;
  T->status.store(Live | ExtraStatus, Relaxed);
  T->joined.store(0, Relaxed);
  T->queued.store(0, Relaxed);
  T->waitKind.store(WaitsForNothing, Relaxed);
  T->entry = Entry;
  T->argument = Argument;
  T->ownStack = nullptr;
  T->id = takeThreadId(Self);
  T->errnoValue = 0;
  T->name[0] = '\0';
  return T;
}

// The objects first, then the keys, as on Linux; each may bring more of either.
[[gnu::noinline]] void cleanUpThread() {
  int Round = 0;
  do
    runThreadLocalDestructors();
  while (destroyKeyValues() && ++Round < PTHREAD_DESTRUCTOR_ITERATIONS);
  runThreadLocalDestructors();
  freeKeyValues();
  freeThreadLocals();
  warpState().cleanups = 0;
}

void Thread::recycle() {
  status.store(0, Relaxed);
  freeObject(warpState(), ThreadClass, this);
}

void Thread::finish(void *Result) {
  result = Result;
  uint32_t *Word = status.word();
  // From here on the joiner may recycle it.
  if (status.fetchOr(Finished, AcqRel) & Detached)
    recycle();
  else
    arch::wakeWord(Word);
}

} // namespace heddle
