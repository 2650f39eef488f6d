//===- Fault.h - Ends that nobody asked for -------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_FAULT_H
#define HEDDLE_RUNTIME_DEVICE_FAULT_H

#include "Abi.h"

namespace heddle {

/// Reports the calling thread and Text (may be null) to the host, which ends
/// the process. Works on a stack that has just overflowed.
[[noreturn]] void raiseFault(abi::FaultKind Kind, uint64_t Detail,
                             const char *Text);

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_FAULT_H
