//===- BulkTransfer.h - Large blocks between files and the device ---------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A page-cached file is read at some 10 GB/s by one core and written at a fifth of that, and the bus
// to the device takes several times as much. So a block goes in pieces, on as many threads as the device
// has lanes, and while a piece is on the bus its thread copies the next one.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_BULKTRANSFER_H
#define HEDDLE_RUNTIME_HOST_BULKTRANSFER_H

#include "Device.h"

#include <cstdint>
#include <mutex>
#include <sys/types.h>

namespace heddle::host {

class BulkTransfer {
public:
  static constexpr uint64_t PieceBytes = uint64_t(512) << 10;

  explicit BulkTransfer(Device &Target) : Target(Target) {}

  struct Outcome {
    /// From the beginning on; fewer than asked for at the end of a file or with an error.
    uint64_t Bytes = 0;
    int Error = 0;
  };

  bool holds(uint64_t Address, uint64_t Bytes) const {
    return Target.holds(Address, Bytes);
  }

  /// Moves [Offset, Offset + Bytes) of the file from or to the device's memory at
  /// \p Address. For any thread; one transfer at a time.
  Outcome read(int Descriptor, off_t Offset, uint64_t Address, uint64_t Bytes);
  Outcome write(int Descriptor, off_t Offset, uint64_t Address, uint64_t Bytes);
  /// To the end of a file that was opened for that, in order.
  Outcome append(int Descriptor, uint64_t Address, uint64_t Bytes);

private:
  template <typename F> Outcome forEachPiece(uint64_t Bytes, uint32_t Most, F Move);

  Device &Target;
  std::mutex Lock;
};

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_BULKTRANSFER_H
