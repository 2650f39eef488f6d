//===- Block.h - What the warps of a block share --------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_BLOCK_H
#define HEDDLE_RUNTIME_DEVICE_BLOCK_H

#include "../arch/Arch.h"
#include "Gathering.h"

namespace heddle {

/// A bit for each warp of the block.
struct Neighbours {
  /// Those that are idle. For a hint: it may be old.
  uint32_t idle;
  /// Those that have just ended a thread which came from a neighbour. Whoever clears the
  /// bit has claimed the warp, which is not among the scheduler's idle ones.
  uint32_t lingering;
};

/// In arch::blockLocal; begins with zeros.
struct BlockState {
  Gathering gatherings[GatheringCount];
  Neighbours neighbours;
};
static_assert(sizeof(BlockState) <= arch::BlockLocalBytes);

inline BlockState &blockState() { return *(BlockState *)arch::blockLocal(); }

/// Where the threads of the block gather that arrive at an object.
inline Gathering &gatheringOf(const void *Object) {
  constexpr uint32_t GoldenRatio = 2654435769u; // Knuth, TAOCP 3, 6.4
  uint32_t Hash = uint32_t(uintptr_t(Object) / sizeof(uint64_t)) * GoldenRatio;
  return blockState().gatherings[Hash / (UINT32_MAX / GatheringCount + 1)];
}

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_BLOCK_H
