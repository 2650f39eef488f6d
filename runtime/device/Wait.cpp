//===- Wait.cpp - Blocking and being woken --------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Wait.h"
#include "Mutex.h"
#include "Scheduler.h"
#include "Warp.h"

namespace heddle {

/// How often a warp that is blocked for long looks whether all others are, too.
static constexpr uint64_t FirstCheckNs = 200 * 1000;
static constexpr uint64_t LongestCheckNs = 5 * 1000 * 1000;

/// The next queued thread, if no warp is left that could take it: every one is
/// blocked, and for some time already. For a thread that waits for Object.
static Thread *takeStrandedThread(SchedulerState &S, WaitKind Kind,
                                  const void *Object) {
  bool Stranded = S.queue.length.load(Relaxed) &&
                  S.blockedWarps.load(Relaxed) == warpState().warpCount;
  if (!Stranded || (Kind == WaitsForCondition && !forgoMutex(Object)))
    return nullptr;
  return S.queue.pop();
}

/// A wait that has lasted some time. When all warps wait for threads that are
/// still queued (each for a std::future, say, of which join knows nothing), some
/// must run them, or nothing ever happens again. It is the last resort, because
/// a thread that runs on top of a blocked one keeps that from going on. One that
/// waits for a lock never runs another: the lock would be handed to it all the same,
/// and nobody else could have it. One that waits for a condition is no longer given the mutex
/// with its wake-up then. A timed join has a rule of its own (TimedJoin.cpp).
///
/// Called through a pointer, so that this does not make a recursive function of
/// everything that may block: those test their stack (SegmentLocalStack).
[[gnu::noinline]] bool blockLong(WaitKind Kind, const void *Object,
                                 Atomic<uint32_t> &Word, uint32_t Expected,
                                 uint64_t DeadlineNs,
                                 const Atomic<uint32_t> *Second,
                                 uint32_t SecondExpected) {
  beginWait(Kind, Object, Word.word(), Expected, sizeof(uint32_t), DeadlineNs);
  SchedulerState &S = *warpState().scheduler;
  bool RunsNone = Kind == WaitsForMutex || Kind == WaitsForRwLock ||
                  (Kind == WaitsForThread && DeadlineNs);
  // Those that run none, and whose one word says all, need not look at anything else.
  bool Checks = !RunsNone || Second;
  uint64_t CheckNs = FirstCheckNs;
  S.blockedWarps.fetchAdd(1, Relaxed);
  for (;;) {
    uint64_t Check = arch::timerNs() + CheckNs;
    bool Last = !Checks || (DeadlineNs && DeadlineNs <= Check);
    bool Changed =
        arch::waitWord(Word.word(), Expected, Last ? DeadlineNs : Check);
    Changed |= Second && Second->load(Relaxed) != SecondExpected;
    if (Changed || Last) {
      S.blockedWarps.fetchSub(1, Relaxed);
      endWait();
      return Changed;
    }
    if (Thread *T = RunsNone ? nullptr : takeStrandedThread(S, Kind, Object)) {
      S.blockedWarps.fetchSub(1, Relaxed);
      S.runThread(T);
      ++currentThread()->wait.turn;
      S.blockedWarps.fetchAdd(1, Relaxed);
      CheckNs = FirstCheckNs;
    } else if (CheckNs < LongestCheckNs) {
      CheckNs *= 2;
    }
  }
}

void endWait() {
  if (Thread *Self = currentThread())
    Self->waitKind.store(WaitsForNothing, Relaxed);
}

/// Nodes are not to be looked at once they are granted, hence the release; but one
/// for each would wait for the store before it.
void grantAll(WaitNode *Node) {
  constexpr unsigned Batch = 8;
  while (Node) {
    WaitNode *Nodes[Batch];
#pragma unroll
    for (WaitNode *&Each : Nodes) {
      Each = Node;
      Node = Node ? Node->next : nullptr;
    }
    __atomic_thread_fence(Release);
#pragma unroll
    for (WaitNode *Each : Nodes) {
      if (!Each)
        break;
      uint32_t *Word = Each->status.word();
      Each->status.store(WaitNode::Granted, Relaxed);
      arch::wakeWord(Word, 1);
    }
  }
}

static inline uint64_t load(const void *Word, uint32_t Bytes, Order O) {
  switch (Bytes) {
  case 1:
    return ((const Atomic<uint8_t> *)Word)->load(O);
  case 2:
    return ((const Atomic<uint16_t> *)Word)->load(O);
  case 4:
    return ((const Atomic<uint32_t> *)Word)->load(O);
  default:
    return ((const Atomic<uint64_t> *)Word)->load(O);
  }
}

/// Polls, with ever longer naps, until the value has changed or the time given has
/// come. Whether it has changed.
static bool awaitValue(const void *Word, uint64_t Old, uint32_t Bytes,
                       uint64_t StartNs, uint64_t UntilNs) {
  while (load(Word, Bytes, Relaxed) == Old) {
    uint64_t Now = arch::timerNs();
    if (Now >= UntilNs)
      return false;
    arch::nap(Now - StartNs, UntilNs - Now);
  }
  return true;
}

} // namespace heddle

using namespace heddle;

extern "C" {

[[gnu::noinline]] void __heddle_begin_wait(WaitKind Kind, const void *Object,
                                           const void *Word, uint64_t Expected,
                                           uint32_t WordBytes,
                                           uint64_t DeadlineNs) {
  if (warpState().heirMutex)
    queueHeir();
  Thread *Self = currentThread();
  if (!Self)
    return;
  abi::WaitRecord &Wait = Self->wait;
  Wait.object = Object;
  Wait.word = Word;
  Wait.expected = Expected;
  Wait.sinceNs = arch::timerNs();
  Wait.deadlineNs = DeadlineNs;
  Wait.place = arch::context().place;
  Wait.wordBytes = WordBytes;
  ++Wait.turn;
  Self->waitKind.store(Kind, Relaxed);
}

static uint64_t deadlineAfter(uint64_t Ns) {
  uint64_t Deadline = arch::timerNs() + Ns;
  return Deadline < Ns ? ~uint64_t(0) : Deadline;
}

/// libc++'s futures (libcxx-atomic-future.patch). TimeoutNs: 0 for none.
/// Returns what the word is then, with acquire ordering if it is no longer Old.
[[clang::always_inline]] uint32_t
__heddle_wait_future(const void *Object, uint32_t *Word, uint32_t Old,
                     uint64_t TimeoutNs) {
  uint32_t Value = arch::waitBriefly(Word, Old);
  if (__builtin_expect(Value != Old, true))
    return Value;
  Atomic<uint32_t> &State = *(Atomic<uint32_t> *)Word;
  blockLong(WaitsForFuture, Object, State, Old,
            TimeoutNs ? deadlineAfter(TimeoutNs) : NoDeadline);
  return State.load(Acquire);
}

[[clang::always_inline]] void __heddle_wake_future(uint32_t *Word) {
  arch::wakeWord(Word);
}

/// What std::atomic's wait and all that libc++ builds on it (barriers, latches,
/// semaphores) come to. Not counted among the blocked warps: a thread that was
/// given its value learns of it after a nap, and until then others would take it
/// for stuck and run queued threads on top of theirs.
void __heddle_wait_value(const void *Object, const void *Word, uint64_t Old,
                         uint32_t Bytes, uint64_t TimeoutNs) {
  constexpr uint64_t BriefNs = 64 * 1000;
  uint64_t Start = arch::timerNs();
  uint64_t Deadline = TimeoutNs ? deadlineAfter(TimeoutNs) : NoDeadline;
  uint64_t End = Deadline ? Deadline : ~uint64_t(0);
  uint64_t BriefEnd = Start + BriefNs < End ? Start + BriefNs : End;
  if (awaitValue(Word, Old, Bytes, Start, BriefEnd) || BriefEnd == End)
    return;
  beginWait(abi::WaitsForValue, Object, Word, Old, Bytes, Deadline);
  warpState().scheduler->pollingWarps.fetchAdd(1, Relaxed);
  awaitValue(Word, Old, Bytes, Start, End);
  warpState().scheduler->pollingWarps.fetchSub(1, Relaxed);
  endWait();
}

/// The part of the next that takes long.
[[gnu::noinline]] static void awaitChangeLong(const void *Word, uint64_t Old,
                                              uint32_t Bytes) {
  __heddle_wait_value(Word, Word, Old, Bytes, /*TimeoutNs=*/0);
}

/// Returns what the word is, with acquire ordering, once it is no longer Old. A part of
/// the caller while it does not take long: several microseconds on a GPU.
[[clang::always_inline]] uint64_t
__heddle_await_change(const void *Word, uint64_t Old, uint32_t Bytes) {
  constexpr int FirstPolls = 32;
  int Polls = FirstPolls;
  uint64_t Value;
  // Ends in one place, so that callers who wait for just this see that they need not
  // compare again.
#pragma clang loop unroll(disable)
  while ((Value = load(Word, Bytes, Acquire)) == Old)
    if (__builtin_expect(--Polls == 0, false)) {
      awaitChangeLong(Word, Old, Bytes);
      Polls = FirstPolls;
    } else {
      arch::pause();
    }
  return Value;
}

} // extern "C"
