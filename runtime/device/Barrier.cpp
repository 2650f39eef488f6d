//===- Barrier.cpp - pthread_barrier_t ------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Those who have arrived form a stack of threads. Its top and its height are
// one word, so arriving is one compare-and-swap, and the one that makes the
// stack high enough takes all of it. Waiters do not touch the barrier again.
//
//===----------------------------------------------------------------------===//

#include "Scheduler.h"
#include "Wait.h"
#include "Warp.h"

#include <errno.h>
#include <pthread.h>

namespace heddle {
namespace {

struct Barrier {
  /// Handle of the thread on top in the high half, height in the low half.
  Atomic<uint64_t> stack;
  uint32_t needed;
};
static_assert(sizeof(Barrier) <= sizeof(pthread_barrier_t));

Barrier &barrierOf(pthread_barrier_t *B) { return *(Barrier *)B; }

void grantStack(uintptr_t Top) {
  while (Top) {
    WaitNode &Node = *(WaitNode *)Top;
    Top = Node.link.load(Relaxed);
    grant(Node);
  }
}

uintptr_t nodeOf(uint64_t Stack) {
  uint32_t Handle = uint32_t(Stack >> 32);
  return Handle ? uintptr_t(&threadOf(Handle)->waitNode) : 0;
}

} // namespace
} // namespace heddle

using namespace heddle;

extern "C" {

int pthread_barrier_wait(pthread_barrier_t *P) {
  Barrier &B = barrierOf(P);
  Thread *Self = currentThread();
  WaitNode &Node = ownNode();
  Node.status.store(WaitNode::Waiting, Relaxed);
  uint64_t Top = uint64_t(handleOf(Self)) << 32;
  uint64_t Stack = B.stack.load(Relaxed), Pushed;
  bool Last;
  do {
    Last = uint32_t(Stack) + 1 == B.needed;
    Pushed = Last ? 0 : Top | (uint32_t(Stack) + 1);
    Node.link.store(nodeOf(Stack), Relaxed);
  } while (!B.stack.compareExchange(Stack, Pushed, AcqRel));
  if (!Last) {
    block(WaitsForBarrier, &B, Node.status, WaitNode::Waiting);
    return 0;
  }
  grantStack(nodeOf(Stack));
  return PTHREAD_BARRIER_SERIAL_THREAD;
}

int pthread_barrier_init(pthread_barrier_t *P, const pthread_barrierattr_t *,
                         unsigned Count) {
  if (Count == 0)
    return EINVAL;
  *P = {};
  barrierOf(P).needed = Count;
  return 0;
}

int pthread_barrier_destroy(pthread_barrier_t *P) {
  return barrierOf(P).stack.load(Relaxed) ? EBUSY : 0;
}

int pthread_barrierattr_init(pthread_barrierattr_t *A) {
  *A = {PTHREAD_PROCESS_PRIVATE};
  return 0;
}
int pthread_barrierattr_destroy(pthread_barrierattr_t *) { return 0; }

} // extern "C"
