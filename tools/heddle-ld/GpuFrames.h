//===- GpuFrames.h - What the functions of a cubin take of local memory ---===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TOOLS_HEDDLE_LD_GPUFRAMES_H
#define HEDDLE_TOOLS_HEDDLE_LD_GPUFRAMES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace heddle {

/// The sum, in bytes, of the frames of 1 KiB or more that the functions of
/// \p Cubin have in a lane's local stack. A chain of calls that does not recur has
/// each of them once at most. Fails when \p Cubin is no machine code of CUDA's.
llvm::Expected<uint32_t> largeFrameBytes(llvm::StringRef Cubin);

} // namespace heddle

#endif // HEDDLE_TOOLS_HEDDLE_LD_GPUFRAMES_H
