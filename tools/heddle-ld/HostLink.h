//===- HostLink.h - The host's linker makes the executable ----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TOOLS_HEDDLE_LD_HOSTLINK_H
#define HEDDLE_TOOLS_HEDDLE_LD_HOSTLINK_H

#include "LinkOptions.h"
#include "PhaseTimes.h"
#include "toolchain/Installation.h"

namespace heddle {

/// Links \p Objects with the launcher into Options.Output. The executable needs
/// nothing but the host's C library; the CUDA driver is loaded when it runs.
void linkExecutable(llvm::ArrayRef<std::string> Objects,
                    const Installation &Heddle, const LinkOptions &Options,
                    PhaseTimes &Times);

} // namespace heddle

#endif // HEDDLE_TOOLS_HEDDLE_LD_HOSTLINK_H
