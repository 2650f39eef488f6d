//===- GpuFault.h - Where a kernel faulted --------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Reads the driver's core dump (cudacoredump.h of the CUDA Toolkit has its
// tables). Nothing in it is believed: what is missing or makes no sense leaves a
// field empty.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_GPUFAULT_H
#define HEDDLE_RUNTIME_HOST_GPUFAULT_H

#include "CodeMap.h"

#include <optional>
#include <vector>

namespace heddle::host {

struct GpuFault {
  /// CUDBGException_t of cudadebugger.h; 0 for a trap.
  uint32_t Exception = 0;
  /// The address of the instruction, and whether the program has code there.
  uint64_t Pc = 0;
  bool PcIsCode = false;
  /// What the instruction wanted to access. Not known if it is not the one that
  /// faulted: a store is noticed some instructions later.
  std::optional<uint64_t> Address;
  /// Whether that was the lane's own stack.
  bool OnLocalStack = false;
  /// The thread that the warp ran, and the warp; if the runtime's context was
  /// found.
  std::optional<uint64_t> Thread;
  std::optional<uint32_t> Warp;
  /// Where the instruction is, then where it was called from, and so on.
  std::vector<CodePlace> Frames;
  /// Warps that faulted at the same time.
  unsigned OtherWarps = 0;
};

/// A range of addresses that are the program's.
struct AddressRange {
  uint64_t Base;
  uint64_t Bytes;
};

/// Nothing if \p Dump names no warp that faulted. An access to \p Memory is not
/// what faulted.
std::optional<GpuFault> readGpuFault(ByteSpan Dump,
                                     std::vector<AddressRange> Memory = {});

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_GPUFAULT_H
