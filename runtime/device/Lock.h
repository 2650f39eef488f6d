//===- Lock.h - The runtime's own lock ------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The queue lock of Mellor-Crummey and Scott (1991): first come first served,
// and each waiter polls a word of its own. For short critical sections of the
// runtime; programs lock a pthread_mutex_t (Mutex.cpp).
//
// A waiter's node stands in its warp's state, because no other warp can see
// this warp's stack. A warp may hold MaxHeldLocks locks at once, released in
// reverse order.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_LOCK_H
#define HEDDLE_RUNTIME_DEVICE_LOCK_H

#include "Atomic.h"

namespace heddle {

inline constexpr unsigned MaxHeldLocks = 3;

/// Alone on its line: whoever waits polls it.
struct alignas(128) LockNode {
  Atomic<LockNode *> next;
  Atomic<uint32_t> waiting;
};

/// All-zero bytes are an unlocked lock.
class Lock {
  Atomic<LockNode *> tail;

public:
  void acquire(LockNode &Node);
  void release(LockNode &Node);
};
static_assert(sizeof(Lock) == 8);

/// Holds a lock for a scope, with a node of the calling warp.
class LockGuard {
  Lock &lock;
  LockNode &node;

public:
  explicit LockGuard(Lock &L);
  ~LockGuard();
  LockGuard(const LockGuard &) = delete;
  LockGuard &operator=(const LockGuard &) = delete;
};

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_LOCK_H
