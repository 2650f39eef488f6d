//===- Wait.cpp - Blocking and being woken --------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Wait.h"
#include "Scheduler.h"
#include "Warp.h"

namespace heddle {

/// How often a warp that is blocked for long looks whether all others are, too.
static constexpr uint64_t FirstCheckNs = 200 * 1000;
static constexpr uint64_t LongestCheckNs = 5 * 1000 * 1000;

/// The next queued thread, if no warp is left that could take it: every one is
/// blocked, and for some time already.
static Thread *takeStrandedThread(SchedulerState &S) {
  bool Stranded = S.queue.length.load(Relaxed) &&
                  S.blockedWarps.load(Relaxed) == warpState().warpCount;
  return Stranded ? S.queue.pop() : nullptr;
}

/// A wait that has lasted some time. When all warps wait for threads that are
/// still queued (each for a std::future, say, of which join knows nothing), some
/// must run them, or nothing ever happens again. It is the last resort, because
/// a thread that runs on top of a blocked one keeps that from going on. One that
/// waits for a lock never runs another: the lock would be handed to it all the same,
/// and nobody else could have it.
///
/// Called through a pointer, so that this does not make a recursive function of
/// everything that may block: those test their stack (SegmentLocalStack).
static bool waitLong(WaitKind Kind, Atomic<uint32_t> &Word, uint32_t Expected,
                     uint64_t DeadlineNs) {
  SchedulerState &S = *warpState().scheduler;
  bool IsForLock = Kind == WaitsForMutex || Kind == WaitsForRwLock;
  uint64_t CheckNs = FirstCheckNs;
  S.blockedWarps.fetchAdd(1, Relaxed);
  for (;;) {
    uint64_t Check = arch::timerNs() + CheckNs;
    bool Last = DeadlineNs && DeadlineNs <= Check;
    bool Changed =
        arch::waitWord(Word.word(), Expected, Last ? DeadlineNs : Check);
    if (Changed || Last) {
      S.blockedWarps.fetchSub(1, Relaxed);
      return Changed;
    }
    if (Thread *T = IsForLock ? nullptr : takeStrandedThread(S)) {
      S.blockedWarps.fetchSub(1, Relaxed);
      S.runThread(T);
      S.blockedWarps.fetchAdd(1, Relaxed);
      CheckNs = FirstCheckNs;
    } else if (CheckNs < LongestCheckNs) {
      CheckNs *= 2;
    }
  }
}

[[gnu::noinline]] bool blockLong(WaitKind Kind, const void *Object,
                                 Atomic<uint32_t> &Word, uint32_t Expected,
                                 uint64_t DeadlineNs) {
  Thread *Self = currentThread();
  Self->waitObject = Object;
  Self->waitKind.store(Kind, Relaxed);
  bool Changed = waitLong(Kind, Word, Expected, DeadlineNs);
  Self->waitKind.store(WaitsForNothing, Relaxed);
  return Changed;
}

void grantAll(WaitNode *Node) {
  while (Node) {
    WaitNode *Next = Node->next;
    grant(*Node);
    Node = Next;
  }
}

void WaitList::remove(WaitNode &Node) {
  if (Node.previous)
    Node.previous->next = Node.next;
  else
    first.store(Node.next, Relaxed);
  if (Node.next)
    Node.next->previous = Node.previous;
  else
    last = Node.previous;
}

} // namespace heddle
