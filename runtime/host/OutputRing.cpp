//===- OutputRing.cpp - Output that waits for no answer, host's side ------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OutputRing.h"

#include <atomic>
#include <cstring>

namespace heddle::host {

static constexpr uint64_t PositionMask =
    (uint64_t(1) << abi::ProgressBits) - 1;

bool OutputRing::read(uint64_t At, uint32_t &First, uint32_t &Second) const {
  abi::OutputCell &Cell = Cells[At & (Cells.size() - 1)];
  auto Tag = static_cast<uint32_t>((At >> Shift) + 1);
  uint64_t A = std::atomic_ref(Cell.word[0]).load(std::memory_order_acquire);
  uint64_t B = std::atomic_ref(Cell.word[1]).load(std::memory_order_acquire);
  First = abi::dataOf(A);
  Second = abi::dataOf(B);
  return abi::tagOf(A) == Tag && abi::tagOf(B) == Tag;
}

uint64_t OutputRing::copyRecord(uint64_t At) {
  uint32_t Id, Header;
  if (!read(At, Id, Header))
    return 0;
  if (!abi::isRecordHeader(Header))
    return NoRecord;
  Bytes = Header & 0xffff;
  Stream = Id;
  uint64_t Count = abi::recordCells(Bytes);
  for (uint64_t I = 1; I < Count; ++I) {
    uint32_t Words[2];
    if (!read(At + I, Words[0], Words[1]))
      return 0;
    memcpy(Buffer + 8 * (I - 1), Words, 8);
  }
  return Count;
}

std::optional<OutputRecord> OutputRing::take() {
  if (Cells.empty())
    return std::nullopt;
  uint64_t Count;
  while ((Count = copyRecord(Position)) == NoRecord)
    ++Position;
  if (Count == 0)
    return std::nullopt;
  Position += Count;
  return OutputRecord{Stream, {Buffer, Bytes}};
}

std::optional<OutputRecord> OutputRing::takeRest() {
  // No more than a round can be there.
  for (uint64_t Passed = 0; Passed < Cells.size(); ++Passed) {
    uint64_t Count = copyRecord(Position + Passed);
    if (Count == 0 || Count == NoRecord)
      continue;
    Position += Passed + Count;
    return OutputRecord{Stream, {Buffer, Bytes}};
  }
  return std::nullopt;
}

void OutputRing::skipTo(uint64_t End) {
  if (End - Position <= Cells.size())
    Position = End;
}

void OutputRing::publish() {
  if (Cells.empty())
    return;
  std::atomic_ref Word(*Progress);
  uint64_t Seen = Word.load(std::memory_order_relaxed);
  while (!Word.compare_exchange_weak(
      Seen, (Seen & ~PositionMask) | (Position & PositionMask),
      std::memory_order_release, std::memory_order_relaxed))
    ;
}

void OutputRing::countFailure() {
  if (!Cells.empty())
    std::atomic_ref(*Progress)
        .fetch_add(PositionMask + 1, std::memory_order_relaxed);
}

uint32_t OutputRing::failures() const {
  return Cells.empty() ? 0
                       : abi::failuresOf(std::atomic_ref(*Progress).load(
                             std::memory_order_relaxed));
}

} // namespace heddle::host
