//===- Scheduler.h - Which warp runs which thread -------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// docs/Scheduler.md tells the whole; in short:
//
// - An idle warp sets its bit in the idle words and polls its mailbox. Whoever
//   clears the bit has claimed the warp, and only it, and then owes the mailbox
//   one of the values below or the handle of a thread.
// - idleCount is never less than the number of idle bits: it is raised before a
//   bit is set and lowered after one has been cleared.
// - A thread that finds no idle warp queues. No thread is left in the queue
//   with a warp idle: the warp sets its bit and then looks at the queue, the
//   spawner queues the thread and then looks at the bits, each with a
//   storeLoadFence in between.
// - A thread still in the queue when it is joined is run by the joiner.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_SCHEDULER_H
#define HEDDLE_RUNTIME_DEVICE_SCHEDULER_H

#include "Lock.h"
#include "Thread.h"
#include "Warp.h"

namespace heddle {

/// Values of a mailbox. Handles of threads are larger than all of them.
enum MailboxWord : uint32_t {
  Empty = 0,
  LookAtQueue = 1,
  Leave = 2,
  LastMailboxWord = Leave,
};

/// A thread's control block as a word that fits into a mailbox. Control blocks
/// are aligned to 128 bytes and stand behind the heap's tables.
inline uint32_t handleOf(const Thread *T) {
  return uint32_t(((const char *)T - warpState().heapBase) / 128);
}
inline Thread *threadOf(uint32_t Handle) {
  return (Thread *)(warpState().heapBase + size_t(Handle) * 128);
}

/// Threads that wait for a warp, oldest first.
class RunQueue {
  Lock lock;
  Thread *first;
  Thread *last;
  void unlink(Thread *T);
  Thread *popContended();
  bool removeContended(Thread *T);

public:
  /// May be read by anyone at any time.
  Atomic<uint32_t> length;

  void push(Thread *T);
  /// Null if it is empty.
  Thread *pop() { return length.load(Relaxed) ? popContended() : nullptr; }
  /// Whether T was there and has been taken out.
  bool remove(Thread *T) {
    return T->queued.load(Relaxed) && removeContended(T);
  }
};

inline constexpr uint32_t MaxWarps = 32768;

struct SchedulerState {
  alignas(128) RunQueue queue;
  /// Looked at together with queue.length, hence on its line.
  Atomic<uint32_t> shuttingDown;
  alignas(128) Atomic<uint32_t> idleCount;
  /// Warps whose thread has been blocked for a while.
  alignas(128) Atomic<uint32_t> blockedWarps;
  /// runThread, for those who must not call it by its name (Wait.cpp).
  void (*runThread)(Thread *T);
  alignas(128) Atomic<uint64_t> nextThreadId;
  uint64_t startNs; ///< when the main thread started
  alignas(128) Atomic<uint64_t> hostTicket;
  alignas(128) Atomic<uint64_t> idle[MaxWarps / 64];
};
static_assert(sizeof(SchedulerState) <= ScratchHeader);

/// Runs threads until the process ends.
void runScheduler();

/// An attempt to claim an idle warp. The atomic operation answers after some
/// 300 ns, and the hardware waits for the answer only when it is used: make the
/// attempt, set up the thread meanwhile, then ask.
class ClaimAttempt {
  uint64_t before; ///< the idle word as the operation found it
  uint64_t bit;    ///< of the warp in that word; 0 if there was none to try
  uint32_t word;

public:
  explicit ClaimAttempt(WarpState &Self);
  /// Whether the caller now owes the warp a mailbox word.
  bool succeeded() const { return before & bit; }
  bool wasMade() const { return bit; }
  /// Other idle warps in the same word.
  uint64_t hint() const { return before & ~bit; }
  uint32_t warpId() const {
    return word * 64 + uint32_t(__builtin_ctzll(bit));
  }
};

/// Which of the warps that are to be taken first are idle.
inline uint64_t lowestIdleBits(const WarpState &Self) {
  return Self.scheduler->idle[0].load(Relaxed);
}

/// What the next ClaimAttempt is to try.
inline void setIdleHint(WarpState &Self, uint64_t LowestIdleBits) {
  Self.hintWord = 0;
  Self.hintBits = LowestIdleBits;
}

/// Gives the thread to the warp that was claimed for it, if one was, else to
/// another idle one, else queues it.
void spawn(Thread *T, const ClaimAttempt &Attempt);

/// Lets the warp go idle again.
void releaseClaim(const ClaimAttempt &Attempt);

/// If the thread is still queued, runs it here and now, to its end.
bool runIfQueued(Thread *T);

/// Runs the thread on the calling warp, on top of whatever it is running.
void runThread(Thread *T);

/// Tells every warp to leave as soon as it is idle.
void shutDownScheduler();

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_SCHEDULER_H
