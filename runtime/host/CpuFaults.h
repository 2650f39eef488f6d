//===- CpuFaults.h - Faults of the CPU device's warps ---------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_CPUFAULTS_H
#define HEDDLE_RUNTIME_HOST_CPUFAULTS_H

#include <array>
#include <cstdint>

namespace heddle::host {

/// A signal that an OS thread of the CPU device brought upon itself.
struct CpuFault {
  int Signal = 0;
  uint32_t Warp = 0;
  uint64_t Address = 0;
  /// The instruction, then where it was called from, and so on; null at the end.
  std::array<void *, 64> Calls = {};
};

/// Takes SIGSEGV, SIGBUS, SIGILL, SIGFPE and SIGTRAP from the warps' threads,
/// unless somebody (a sanitizer) has taken them already.
void catchCpuFaults();

/// Tells that the calling thread is \p Warp and gives it a stack for signals:
/// an overflow of its own leaves none to handle it on.
void enterWarp(uint32_t Warp, char *SignalStack, uint64_t SignalStackBytes);

/// The first fault so far, or null. The thread that met it waits for a second
/// for the process to be ended, then ends it.
const CpuFault *firstCpuFault();

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_CPUFAULTS_H
