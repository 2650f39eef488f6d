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
// - The number of idle warps in warpCounts is never less than that of idle bits: it is
//   raised before a bit is set and lowered after one has been cleared.
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

/// Values of a mailbox's low half. Handles of threads are larger than all of them.
enum MailboxWord : uint32_t {
  Empty = 0,
  LookAtQueue = 1,
  Leave = 2,
  LastMailboxWord = Leave,
};
static_assert(uint32_t(Empty) == abi::EmptyMailbox &&
              uint32_t(LastMailboxWord) == abi::LastMailboxWord);

/// A thread's control block as a word that fits into a mailbox. Control blocks
/// are aligned to 128 bytes and stand behind the heap's tables.
inline uint32_t handleOf(const Thread *T) {
  return uint32_t(size_t((const char *)T - warpState().heapBase) / 128);
}
inline Thread *threadOf(uint32_t Handle) {
  return (Thread *)(warpState().heapBase + size_t(Handle) * 128);
}

/// What is said of a thread in a mailbox: its handle and, in the high half, its entry,
/// if that is one of those that the passes have numbered, the argument is the thread's
/// payload, and it holds back no signals. Then the warp need not ask the control block,
/// which takes a trip to the L2.
inline uint64_t mailOf(const Thread *T, void *(*Entry)(void *), void *Argument) {
  bool Suffices = uint64_t(Entry) <= UINT32_MAX && Argument == T->payload &&
                  !warpState().heldSignals;
  return handleOf(T) | (Suffices ? uint64_t(Entry) << 32 : 0);
}

/// Threads that wait for a warp, oldest first.
struct RunQueue {
  // Private, but for abi::ScratchLayout.
  Lock lock;
  Thread *first;
  Thread *last;
  void unlink(Thread *T);
  Thread *popContended();
  bool removeContended(Thread *T);

  /// May be read by anyone at any time.
  Atomic<uint32_t> length;
  /// What length has been at most, for the launcher.
  uint32_t longest;

  void push(Thread *T);
  /// Null if it is empty.
  Thread *pop() { return length.load(Relaxed) ? popContended() : nullptr; }
  /// Whether T was there and has been taken out.
  bool remove(Thread *T) {
    return T->queued.load(Relaxed) && removeContended(T);
  }
  /// Whether it is empty and Condition holds at one moment.
  template <typename F> bool isEmptyAnd(F Condition) {
    LockGuard Guard(lock);
    return !first && Condition();
  }
};

inline constexpr uint32_t MaxWarps = 32768;
static_assert(MaxWarps < abi::OneBegun);

struct SchedulerState {
  alignas(128) RunQueue queue;
  /// Looked at together with queue.length, hence on its line.
  Atomic<uint32_t> shuttingDown;
  /// abi::idleWarps and busyWarps of it.
  alignas(128) Atomic<uint32_t> warpCounts;
  /// Warps whose thread has been blocked for a while.
  alignas(128) Atomic<uint32_t> blockedWarps;
  /// Warps whose thread polls a word of the program's (WaitsForValue), which run no
  /// queued thread, and main's after pthread_exit (WaitsForOthers), which runs any.
  /// Nobody else runs one because of them.
  Atomic<uint32_t> pollingWarps;
  /// runThread, for those who must not call it by its name (Wait.cpp).
  void (*runThread)(Thread *T);
  alignas(128) Atomic<uint64_t> nextThreadId;
  uint64_t startNs; ///< when the main thread started
  alignas(128) Atomic<uint64_t> hostTicket;
  alignas(128) Atomic<uint64_t> idle[MaxWarps / 64];
  /// How many uses of each slot for host calls are over.
  alignas(128) Atomic<uint32_t> slotUses[abi::MaxSlots];
  /// How long after a host call of each kind the warp had better look for the answer
  /// (HostCalls.cpp). A hint.
  alignas(128) Atomic<uint32_t> answerCycles[abi::HostCallCount];
  /// Cells of the output ring that have been given out.
  alignas(128) Atomic<uint64_t> outputReserved;
  /// LaunchParams::outputProgress as somebody has last seen it: asking the host takes a
  /// microsecond.
  alignas(128) Atomic<uint64_t> outputProgress;
  /// Whether somebody is asking.
  Atomic<uint32_t> outputAsking;
};
static_assert(sizeof(SchedulerState) <= abi::HeapStatisticsAt);
static_assert(abi::HeapStatisticsAt + sizeof(abi::HeapStatistics) <=
              ScratchHeader);
static_assert(offsetof(SchedulerState, queue) + offsetof(RunQueue, first) ==
              abi::ScratchLayout::QueueFirst);
static_assert(offsetof(SchedulerState, queue) + offsetof(RunQueue, length) ==
              abi::ScratchLayout::QueueLength);
static_assert(offsetof(SchedulerState, queue) + offsetof(RunQueue, longest) ==
              abi::ScratchLayout::QueueLongest);
static_assert(offsetof(SchedulerState, nextThreadId) ==
              abi::ScratchLayout::ThreadIds);
static_assert(offsetof(SchedulerState, warpCounts) ==
              abi::ScratchLayout::WarpCounts);
static_assert(offsetof(SchedulerState, blockedWarps) ==
              abi::ScratchLayout::BlockedWarps);
static_assert(offsetof(SchedulerState, pollingWarps) ==
              abi::ScratchLayout::PollingWarps);
static_assert(offsetof(SchedulerState, startNs) == abi::ScratchLayout::StartNs);

inline uint32_t idleWarps(const SchedulerState &S) {
  return abi::idleWarps(S.warpCounts.load(Relaxed));
}

/// Runs threads until the process ends.
void runScheduler();

/// A thread that was given to a neighbour, a warp of the same block, is handed over without
/// a release at the scope of the device. It is joined that way, too, if it is its parent's
/// near child and joined while it runs. A warp has one near child at a time; this is its
/// state, in the memory of the parent's warp.
enum NearChild : uint32_t {
  NoChild,
  Running, ///< changed to NoChild by the child, which then ends as any thread does,
  Awaited, ///< or to this by the parent, which joins it and may change its mind;
  Over,    ///< then by the child to this, and the child touches nothing any more
};

/// An attempt to claim an idle warp. The atomic operation answers after some
/// 300 ns, and the hardware waits for the answer only when it is used: make the
/// attempt, set up the thread meanwhile, then ask.
class ClaimAttempt {
  uint64_t hinted; ///< WarpState::hintBits
  uint64_t before; ///< the idle word as the operation found it
  uint64_t bit;    ///< of the warp in that word; 0 if there was none to try
  uint32_t word;
  uint32_t near; ///< the warp's number in the block, or NotNear
  bool lingers = false;

public:
  static constexpr uint32_t NotNear = ~0u;

  /// Prefers a neighbour for a thread that will probably be joined at once: it is there
  /// soonest, and its creator does nothing but wait for it. Others go where there is less
  /// to do, and where nobody else's acquires empty their L1.
  explicit ClaimAttempt(WarpState &Self)
      : hinted(Self.hintBits), before(0), bit(hinted & -hinted), word(Self.hintWord),
        near(NotNear) {
    if (arch::neighbours() > 1 && Self.prefersNeighbour && claimNear())
      return;
    if (bit)
      before = Self.scheduler->idle[word].fetchAnd(~bit, Relaxed);
  }

private:
  /// Whether a neighbour has been claimed; else may choose which warp is tried.
  bool claimNear() {
    Neighbours &Others = blockState().neighbours;
    if (uint32_t Seen = arch::blockLoadRelaxed(&Others.lingering)) {
      uint32_t Bit = Seen & -Seen;
      if (arch::blockClearBits(&Others.lingering, Bit) & Bit) {
        near = uint32_t(__builtin_ctz(Bit));
        before = bit = 1;
        return lingers = true;
      }
    }
    if (uint32_t Idle = arch::blockLoadRelaxed(&Others.idle)) {
      near = uint32_t(__builtin_ctz(Idle));
      uint32_t Warp = arch::blockId() + near * arch::blockCount();
      word = Warp / 64;
      bit = uint64_t(1) << (Warp % 64);
    }
    return false;
  }

public:
  uint32_t neighbour() const { return near; }
  bool hasLingered() const { return lingers; }
  /// Whether the caller now owes the warp a mailbox word.
  bool succeeded() const { return before & bit; }
  bool wasMade() const { return bit; }
  /// Those of the hint that are left, without those that have become idle since: others go
  /// for them.
  uint64_t hint() const { return before & hinted & ~bit; }
  uint32_t warpId() const {
    return near != NotNear ? arch::blockId() + near * arch::blockCount()
                           : word * 64 + uint32_t(__builtin_ctzll(bit));
  }
};

/// Whoever joins a thread as soon as it has created it will probably do so again.
inline void noteCreation(WarpState &Self, Thread *T) {
  if (arch::neighbours() == 1)
    return;
  Self.lastChild = T;
  Self.lastCreated = arch::cycles();
}
inline bool hasJustBeenCreated(const WarpState &Self) {
  constexpr uint32_t SoonCycles = 2000;
  return arch::cycles() - Self.lastCreated < SoonCycles;
}

/// Which of the warps that are to be taken first are idle.
inline uint64_t lowestIdleBits(const WarpState &Self) {
  return Self.scheduler->idle[0].load(Relaxed);
}

/// What the next ClaimAttempt is to try.
inline void setIdleHint(WarpState &Self, uint64_t LowestIdleBits) {
  Self.hintWord = 0;
  Self.hintBits = LowestIdleBits;
}

/// Tells a claimed warp what to do. Release: all that the caller did before
/// comes with it. (A fence, which could overlap with the claim, takes no less time on
/// NVIDIA's GPUs, and is an acquire, too: it empties the L1.)
inline void post(WarpState &Self, uint32_t WarpId, uint64_t Word) {
  Atomic<uint64_t> &Mail = Self.mailboxes[WarpId].word;
  Mail.store(Word, Release);
  arch::wakeMail(Mail.word());
}

inline void noteClaim(WarpState &Self) {
  Self.scheduler->warpCounts.fetchSub(abi::OneIdle, Relaxed);
}

inline void deliver(WarpState &Self, uint32_t WarpId, uint64_t Word) {
  post(Self, WarpId, Word);
  noteClaim(Self);
}

/// Gives the thread, of which Word tells, to a neighbour that was claimed. Release, at the
/// scope of the block.
inline void deliverNear(WarpState &Self, uint32_t WarpId, uint32_t Number,
                        Thread *T, uint64_t Word) {
  NearWords &Near = neighbour(Number).near;
  if (arch::blockLoadRelaxed(&Self.near.child) == NoChild) {
    Self.nearChild = T;
    arch::blockStoreRelaxed(&Self.near.child, Running);
    arch::blockStoreRelaxed(&Near.parent, 1 + arch::warpInBlock());
  } else {
    arch::blockStoreRelaxed(&Near.parent, NearWords::OfNobody);
  }
  arch::postNear(Self.mailboxes[WarpId].word.word(), &Near.mail, Word);
}

/// When no warp has been claimed for the thread: gives it to another idle one, else
/// queues it. Crowded: the attempt was made, and another spawner was quicker.
void spawnSlowly(WarpState &Self, Thread *T, bool Crowded);

/// Gives the thread, of which Mail tells, to the warp that was claimed for it, if one
/// was.
inline void spawn(WarpState &Self, Thread *T, uint64_t Mail,
                  const ClaimAttempt &Attempt) {
  Self.prefersNeighbour = false;
  if (Attempt.neighbour() != ClaimAttempt::NotNear) {
    if (__builtin_expect(!Attempt.succeeded(), false))
      return spawnSlowly(Self, T, false);
    deliverNear(Self, Attempt.warpId(), Attempt.neighbour(), T, Mail);
    if (!Attempt.hasLingered())
      noteClaim(Self);
    return;
  }
  Self.hintBits = Attempt.hint();
  if (__builtin_expect(!Attempt.succeeded(), false))
    return spawnSlowly(Self, T, Attempt.wasMade());
  deliver(Self, Attempt.warpId(), Mail);
}

/// Says in the warp's line what it runs, where the mailbox does not.
inline void showRunning(WarpState &Self, const Thread *T) {
  Mailbox &Line = Self.mailboxes[Self.warpId];
  Line.depth = Self.depth;
  Line.word.store(handleOf(T), Relaxed);
}

/// If the thread is still queued, runs it here and now, to its end.
bool runIfQueued(Thread *T);

/// Runs the thread on the calling warp, on top of whatever it is running.
void runThread(Thread *T);

/// Leaves to the launcher what it counts by, when the calling warp is about to leave the
/// kernel or to end the process. The warp begins no thread afterwards.
inline void leaveCounts(WarpState &Self) {
  Mailbox &Line = Self.mailboxes[Self.warpId];
  Line.unusedIds = uint32_t(Self.threadIdsEnd - Self.nextThreadId);
  Line.hasLeft = 1;
}

/// Tells every warp to leave as soon as it is idle.
void shutDownScheduler();

//===----------------------------------------------------------------------===//
// Thread, as far as spawning and joining want it inline
//===----------------------------------------------------------------------===//

/// Ids come from the process's counter many at a time: asking it takes as long
/// as handing the thread to its warp. The main thread, the first, is 1.
inline uint64_t takeThreadId(WarpState &Self) {
  constexpr uint64_t IdsAtATime = 64;
  if (__builtin_expect(Self.nextThreadId == Self.threadIdsEnd, false)) {
    Self.nextThreadId =
        1 + Self.scheduler->nextThreadId.fetchAdd(IdsAtATime, Relaxed);
    Self.threadIdsEnd = Self.nextThreadId + IdsAtATime;
  }
  return Self.nextThreadId++;
}

inline void Thread::initialize(void *(*Entry)(void *), void *Argument,
                               uint32_t ExtraStatus) {
  status.store(Live | ExtraStatus, Relaxed);
  joined.store(0, Relaxed);
  queued.store(0, Relaxed);
  waitKind.store(WaitsForNothing, Relaxed);
  entry = Entry;
  argument = Argument;
  ownStack = nullptr;
  heldAtStart = warpState().heldSignals;
  id = takeThreadId(warpState());
  errnoValue = 0;
  name[0] = '\0';
}

inline Thread *Thread::create(void *(*Entry)(void *), void *Argument,
                              uint32_t ExtraStatus) {
  Thread *T = (Thread *)allocateObject(warpState(), ThreadClass);
  if (T)
    T->initialize(Entry, Argument, ExtraStatus);
  return T;
}

inline void Thread::recycle() {
  status.store(0, Relaxed);
  freeObject(warpState(), ThreadClass, this);
}

inline void Thread::finish(void *Result) {
  result = Result;
  uint32_t *Word = status.word();
  // From here on the joiner may recycle it.
  if (status.fetchOr(Finished, Release) & Detached) {
    (void)status.load(Acquire);
    recycle();
  } else {
    arch::wakeWord(Word);
  }
}

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_SCHEDULER_H
