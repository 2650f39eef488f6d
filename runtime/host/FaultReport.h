//===- FaultReport.h - What a program that faulted is told ----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_FAULTREPORT_H
#define HEDDLE_RUNTIME_HOST_FAULTREPORT_H

#include "Device.h"

namespace heddle::host {

/// "invalid address 0x8, near the null pointer"
std::string describeInvalidAddress(uint64_t Address);

/// Of an overflow of a lane's or an OS thread's own stack.
std::string describeLocalStackOverflow(uint64_t StackBytes);

/// Fills in What and Detail.
void describeDivideError(DeviceFault &Fault);

/// Lines for stderr: what happened, to whom (\p Who: "thread 3 (warp 2)"), and
/// the calls that led there, without those of Heddle's own runtime below the
/// program's.
std::string describeFault(const DeviceFault &Fault, const std::string &Who);

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_FAULTREPORT_H
