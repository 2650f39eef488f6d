//===- GpuBinary.h - From PTX to what the driver loads --------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TOOLS_HEDDLE_LD_GPUBINARY_H
#define HEDDLE_TOOLS_HEDDLE_LD_GPUBINARY_H

#include "LinkOptions.h"
#include "PhaseTimes.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace heddle {

/// What is embedded in the executable for cuModuleLoadData.
struct GpuBinary {
  std::string Bytes;
  /// Of the machine code in it: 90; 0 when there is PTX only.
  unsigned ComputeCapability = 0;
  /// abi::ProgramImage::largeFrameBytes; 0 when there is PTX only.
  uint32_t LargeFrameBytes = 0;
};

/// "sm_90" for the first GPU of this machine, by the driver; empty without one.
std::string nativeGpu();

/// Assembles \p Ptx with ptxas, links it with nvlink, where there is one, with
/// the objects \p Parts, and packs machine code and PTX with fatbinary. With
/// \p Parts it is no program by itself, and is not packed.
/// Without ptxas the binary is the PTX, which the driver compiles when the
/// program starts. Temporary files begin with \p Stem. When ptxas fails its
/// output is shown and the PTX is kept.
GpuBinary assembleGpuBinary(llvm::StringRef Ptx, llvm::StringRef Gpu,
                            llvm::ArrayRef<std::string> Parts,
                            llvm::StringRef Stem, const LinkOptions &Options,
                            PhaseTimes &Times);

} // namespace heddle

#endif // HEDDLE_TOOLS_HEDDLE_LD_GPUBINARY_H
