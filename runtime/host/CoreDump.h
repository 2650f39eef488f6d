//===- CoreDump.h - What the driver saves of a kernel that faulted --------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// After a fault nothing of the GPU can be read any more: each call returns the
// fault's error. What the driver offers is a core dump, an ELF file that it
// writes by itself before it says so. Asking for one costs nothing until then.
// The driver may let the kernel go on behind the instruction that faulted when it has
// written one, and return no error, or call abort, whose signal is caught. So
// what counts is that there is a dump.
//
// Here the dump goes into a file without a name, and without the GPU's memory, of which
// there may be 100 GB.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_COREDUMP_H
#define HEDDLE_RUNTIME_HOST_COREDUMP_H

#include "CudaDriver.h"
#include "ElfImage.h"

#include <chrono>

namespace heddle::host {

class CoreDump {
public:
  /// Asks the driver for one, if it can make such as are wanted (from CUDA 12.5
  /// on) and the user has not asked for one that is to be kept
  /// (CUDA_ENABLE_COREDUMP_ON_EXCEPTION). Before the context is made.
  void request(const cuda::Driver &Driver);

  /// Whether there has been a fault, and all that the driver writes is written. A
  /// system call.
  bool isWritten() const;

  /// The dump, when the driver has written it; nothing if it does not within
  /// \p Patience. Valid until the process ends.
  ByteSpan collect(std::chrono::milliseconds Patience) const;

private:
  int File = -1;
};

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_COREDUMP_H
