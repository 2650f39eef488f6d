//===- Occupancy.h - How many warps a multiprocessor is to hold -----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// A multiprocessor shares its registers out among the lanes that it holds, so
// this is a choice between registers for each and warps for all. It is made when
// a program is linked: machine code is for a number of registers.
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TOOLS_TOOLCHAIN_OCCUPANCY_H
#define HEDDLE_TOOLS_TOOLCHAIN_OCCUPANCY_H

#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace heddle {

struct Occupancy {
  unsigned WarpsPerBlock = 16; ///< in [1, abi::MaxWarpsPerBlock]
  unsigned BlocksPerMultiprocessor = 1;

  unsigned warps() const { return WarpsPerBlock * BlocksPerMultiprocessor; }

  /// What ptxas may give a lane.
  unsigned registersPerLane() const;

  /// What -fheddle-warps=\p Value asks for; nothing unless it is a choice.
  static std::optional<Occupancy> parse(llvm::StringRef Value);

  /// What is wrong with -fheddle-warps=\p Value, which parse refused.
  static std::string refusal(llvm::StringRef Value);
};

/// The most warps that a multiprocessor of \p Gpu ("sm_90") holds.
unsigned mostWarps(llvm::StringRef Gpu);

} // namespace heddle

#endif // HEDDLE_TOOLS_TOOLCHAIN_OCCUPANCY_H
