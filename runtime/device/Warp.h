//===- Warp.h - What a warp keeps to itself -------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// LaunchParams::scratch, which the launcher hands over zeroed, holds
//   SchedulerState                     the one, within ScratchHeader bytes
//   Mailbox[warpCount]                 words that other warps write
//   WarpState[warpCount]               words that only their warp touches
// so that nothing here shares a line with anything of another warp.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_WARP_H
#define HEDDLE_RUNTIME_DEVICE_WARP_H

#include "../arch/Arch.h"
#include "Lock.h"
#include "ObjectCache.h"
#include "PageHeap.h"

namespace heddle {

struct SchedulerState;
struct Thread;

inline constexpr uint64_t ScratchHeader = 64 * 1024;

/// How a warp is told what to do next; see Scheduler.h for the values.
struct alignas(128) Mailbox {
  Atomic<uint32_t> word;
};

struct alignas(128) WarpState {
  const abi::LaunchParams *params;
  SchedulerState *scheduler;
  Mailbox *mailboxes;
  HeapLayout heap;
  uint32_t warpId;
  uint32_t warpCount;
  uint32_t heldLocks;

  /// Idle warps this warp has seen and not yet tried: bits of one word of
  /// SchedulerState::idle.
  uint32_t hintWord;
  uint64_t hintBits;
  /// For looking elsewhere when other warps look in the same place.
  uint32_t random;

  /// Ids taken from the process's counter and not yet given to a thread.
  uint64_t nextThreadId;
  uint64_t threadIdsEnd;

  MagazinePair magazines[ClassCount];
  LockNode lockNodes[MaxHeldLocks];
};

constexpr uint64_t scratchNeeded(uint32_t WarpCount) {
  return ScratchHeader +
         uint64_t(WarpCount) * (sizeof(Mailbox) + sizeof(WarpState));
}
static_assert(scratchNeeded(1) <= abi::scratchBytes(1));
static_assert(scratchNeeded(100000) <= abi::scratchBytes(100000));

inline WarpState &warpState() {
  return *(WarpState *)arch::context().runtimeState;
}

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_WARP_H
