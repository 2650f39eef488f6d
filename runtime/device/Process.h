//===- Process.h - The end of the process ---------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_PROCESS_H
#define HEDDLE_RUNTIME_DEVICE_PROCESS_H

#include <unistd.h>

namespace heddle {

/// Whether the id, 0 standing for the caller's own, is that of the only process.
inline bool isThisProcess(pid_t Process) {
  return Process == 0 || Process == getpid();
}

/// Ends the calling warp wherever it stands (WarpMain.cpp).
[[noreturn]] void leaveKernel();

/// Ends the process without running any handler.
[[noreturn]] void endProcess(int Status);

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_PROCESS_H
