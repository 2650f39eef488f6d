//===- Lock.cpp - The runtime's own lock ----------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lock.h"
#include "Warp.h"

namespace heddle {

[[gnu::noinline]] void Lock::acquire(LockNode &Node) {
  Node.next.store(nullptr, Relaxed);
  LockNode *Previous = tail.exchange(&Node, AcqRel);
  if (!Previous)
    return;
  Node.waiting.store(1, Relaxed);
  Previous->next.store(&Node, Release);
  arch::waitWord(Node.waiting.word(), 1);
}

[[gnu::noinline]] void Lock::release(LockNode &Node) {
  if (tail.replace(&Node, nullptr, Release))
    return;
  // Somebody has queued up behind and is about to say who.
  LockNode *Next;
  while (!(Next = Node.next.load(Acquire)))
    arch::pause();
  uint32_t *Word = Next->waiting.word();
  Next->waiting.store(0, Release);
  arch::wakeWord(Word);
}

static LockNode &takeNode() {
  WarpState &Warp = warpState();
  if (Warp.heldLocks == MaxHeldLocks)
    arch::trap();
  return Warp.tables->lockNodes[Warp.heldLocks++];
}

LockGuard::LockGuard(Lock &L) : lock(L), node(takeNode()) {
  lock.acquire(node);
}

LockGuard::~LockGuard() {
  lock.release(node);
  --warpState().heldLocks;
}

} // namespace heddle
