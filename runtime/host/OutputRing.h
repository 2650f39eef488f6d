//===- OutputRing.h - Output that waits for no answer, host's side --------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Takes the records out of the ring that abi::OutputCell describes, in the order of
// their positions. The cells lie in memory that the device writes: what is no record is
// passed over, cell by cell, until something looks like one.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_OUTPUTRING_H
#define HEDDLE_RUNTIME_HOST_OUTPUTRING_H

#include "../abi/Abi.h"

#include <bit>
#include <cstdint>
#include <optional>
#include <span>

namespace heddle::host {

struct OutputRecord {
  uint64_t Stream;
  /// Until the next record is taken.
  std::span<const uint8_t> Bytes;
};

class OutputRing {
public:
  /// \p Cells is a power of two of zeroed cells, or none; \p Progress is the word that the
  /// device reads.
  OutputRing(std::span<abi::OutputCell> Cells, uint64_t *Progress)
      : Cells(Cells), Shift(std::countr_zero(Cells.size())), Progress(Progress) {}

  /// The next record, if it is all there. For one thread.
  std::optional<OutputRecord> take();

  /// The same, but what is missing is left out: for when nobody writes any more, or is
  /// waited for.
  std::optional<OutputRecord> takeRest();

  /// Goes on at \p End, if that can be: what is missing before it is given up.
  void skipTo(uint64_t End);

  /// Gives the place of what has been taken back to the device.
  void publish();

  /// Whether all before \p End has been taken. An end that cannot be is one that is never
  /// waited for.
  bool hasReached(uint64_t End) const {
    return End - Position - 1 >= uint64_t(1) << 32;
  }

  /// A write has failed of which the device is to learn. For any thread.
  void countFailure();
  uint32_t failures() const;

private:
  /// Words of the cell at \p At, if they have been written.
  bool read(uint64_t At, uint32_t &First, uint32_t &Second) const;
  /// The cells of the record at \p At, which is copied; 0 if it is not all there, and
  /// NoRecord if there is something else.
  uint64_t copyRecord(uint64_t At);
  static constexpr uint64_t NoRecord = ~uint64_t(0);

  std::span<abi::OutputCell> Cells;
  /// Of a position: what is above is the round.
  int Shift;
  uint64_t *Progress;
  uint64_t Position = 0;
  uint64_t Stream = 0;
  uint32_t Bytes = 0;
  alignas(8) uint8_t Buffer[abi::MaxRecordBytes];
};

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_OUTPUTRING_H
