//===- Wait.h - Blocking and being woken ----------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A thread blocks on a word of its own (its WaitNode's status, its child's
// status), which exactly one other thread changes. Objects keep lists of nodes,
// oldest first, and hand over: what a waiter was woken for is its own already.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_WAIT_H
#define HEDDLE_RUNTIME_DEVICE_WAIT_H

#include "Lock.h"
#include "Thread.h"
#include "Warp.h"

/// RecordPlaces knows it by this name: whoever may reach it may wait.
extern "C" void __heddle_begin_wait(heddle::WaitKind Kind, const void *Object,
                                    const void *Word, uint64_t Expected,
                                    uint32_t WordBytes, uint64_t DeadlineNs);

namespace heddle {

/// Never reached; what arch::waitWord takes for no deadline.
inline constexpr uint64_t NoDeadline = 0;

/// Whether a thread that waits for a condition can do without being queued for its mutex
/// when it is woken (Condition.cpp): from now on, and was not queued yet.
bool forgoMutex(const void *Condition);

/// The part of block that takes long. Also ends, as if the word had changed, some
/// time after Second, if it is not null, has begun to differ from SecondExpected.
bool blockLong(WaitKind Kind, const void *Object, Atomic<uint32_t> &Word,
               uint32_t Expected, uint64_t DeadlineNs,
               const Atomic<uint32_t> *Second = nullptr,
               uint32_t SecondExpected = 0);

/// Returns true once Word differs from Expected, with acquire ordering, and
/// false when the deadline has passed first. Kind and Object say what for.
inline bool block(WaitKind Kind, const void *Object, Atomic<uint32_t> &Word,
                  uint32_t Expected, uint64_t DeadlineNs = NoDeadline) {
  uint32_t Seen = Kind == WaitsForThread
                      ? arch::waitForThread(Word.word(), Expected)
                      : arch::waitBriefly(Word.word(), Expected);
  return Seen != Expected ||
         blockLong(Kind, Object, Word, Expected, DeadlineNs);
}

/// Records what the calling thread waits for, from now until endWait. Word may
/// be null, and the warp have no thread.
inline void beginWait(WaitKind Kind, const void *Object,
                      const void *Word = nullptr, uint64_t Expected = 0,
                      uint32_t WordBytes = 0, uint64_t DeadlineNs = NoDeadline) {
  __heddle_begin_wait(Kind, Object, Word, Expected, WordBytes, DeadlineNs);
}
void endWait();

/// The calling thread's node, for waiting for something else than a condition: to be
/// reset before it is used for one.
inline WaitNode &ownNode() {
  warpState().resetNode = nullptr;
  return currentThread()->waitNode;
}

/// Lets the thread of a waiting node go on. Release. The node must not be
/// touched afterwards: its thread may use it for something else already.
inline void grant(WaitNode &Node) {
  uint32_t *Word = Node.status.word();
  Node.status.store(WaitNode::Granted, Release);
  arch::wakeWord(Word, 1);
}

/// A word of the table in which threads wait whose objects have no word for each.
/// Consecutive numbers are on lines of their own.
inline Atomic<uint32_t> &waitSlot(uint32_t Number) {
  const WarpState &Self = warpState();
  return Self.waitSlots[Number & Self.waitSlotMask].word;
}

/// Waiting threads, oldest first; guarded by a lock of the object it is in.
struct WaitList {
  Atomic<WaitNode *> first; ///< anyone may look whether it is null
  WaitNode *last;

  void append(WaitNode &Node) {
    Node.next = nullptr;
    Node.previous = last;
    if (last)
      last->next = &Node;
    else
      first.store(&Node, Relaxed);
    last = &Node;
  }
  void remove(WaitNode &Node) {
    if (Node.previous)
      Node.previous->next = Node.next;
    else
      first.store(Node.next, Relaxed);
    if (Node.next)
      Node.next->previous = Node.previous;
    else
      last = Node.previous;
  }
  /// Null if it is empty.
  WaitNode *removeFirst() {
    WaitNode *Node = first.load(Relaxed);
    if (Node)
      remove(*Node);
    return Node;
  }
  /// Empties the list; its nodes stay linked.
  WaitNode *removeAll() {
    WaitNode *Node = first.load(Relaxed);
    first.store(nullptr, Relaxed);
    last = nullptr;
    return Node;
  }
};

/// Grants a chain of nodes that is in no list any more.
void grantAll(WaitNode *Node);

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_WAIT_H
