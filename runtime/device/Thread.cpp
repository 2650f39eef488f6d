//===- Thread.cpp - The control block of a thread -------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Thread.h"
#include "Scheduler.h"
#include "Warp.h"

#include <errno.h>
#include <pthread.h>

namespace heddle {

static_assert(sizeof(Thread) == ThreadBlockBytes);

int Thread::whyNotJoin(uint32_t Status) const {
  if (this == currentThread())
    return EDEADLK;
  if (!(Status & Live))
    return ESRCH;
  return (Status & Detached) || joined.load(Relaxed) ? EINVAL : 0;
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

} // namespace heddle
