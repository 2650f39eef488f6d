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

#include "../arch/Arch.h"
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

/// A ticket lock, for sections of a few instructions: first come, first served. Taking
/// it is one atomic operation, and releasing it waits for no answer. All waiters poll
/// the lock itself, those further behind less often (Mellor-Crummey and Scott 1991,
/// "proportional backoff"). All-zero bytes are an unlocked one.
class TicketLock {
  Atomic<uint64_t> word; ///< high half: the next ticket; low half: whose turn it is

public:
  /// Returns the ticket.
  uint32_t acquire() {
    uint64_t Seen = word.fetchAdd(uint64_t(1) << 32, Acquire);
    uint32_t Ticket = uint32_t(Seen >> 32);
    while (uint32_t(Seen) != Ticket) {
      for (uint32_t Ahead = Ticket - uint32_t(Seen); Ahead; --Ahead)
        arch::pause();
      Seen = word.load(Acquire);
    }
    return Ticket;
  }
  void release(uint32_t Ticket) {
    // The turn must not carry into the tickets.
    bool Wraps = Ticket == UINT32_MAX;
    word.fetchAdd(Wraps ? 1 - (uint64_t(1) << 32) : 1, Release);
  }
};

class TicketGuard {
  TicketLock &lock;
  uint32_t ticket;

public:
  explicit TicketGuard(TicketLock &L) : lock(L), ticket(L.acquire()) {}
  ~TicketGuard() { lock.release(ticket); }
  TicketGuard(const TicketGuard &) = delete;
  TicketGuard &operator=(const TicketGuard &) = delete;
};

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_LOCK_H
