//===- ThreadTable.cpp - The program's threads, as the host sees them -----===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ThreadTable.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_set>

using heddle::abi::ScratchLayout;
using heddle::abi::ThreadLayout;
using heddle::abi::WarpLine;

namespace heddle::host {

/// Of queued threads, which are all alike, and for which a GPU is asked one by
/// one.
static constexpr uint32_t MostQueued = 64;
/// Threads on top of one another on one warp.
static constexpr uint32_t MostDepth = 10'000;
static constexpr size_t MostText = 512;

template <typename T> static T field(const uint8_t *Block, uint32_t Offset) {
  T Value;
  memcpy(&Value, Block + Offset, sizeof(T));
  return Value;
}

static uint64_t address(const void *Pointer) {
  return reinterpret_cast<uint64_t>(Pointer);
}

bool ThreadTable::readSummary(ThreadSummary &Summary) const {
  std::array<uint8_t, ScratchLayout::SummaryBytes> Bytes;
  if (!Target.read(Bytes.data(), address(Target.params().scratch),
                   Bytes.size()))
    return false;
  Summary.QueueFirst = field<uint64_t>(Bytes.data(), ScratchLayout::QueueFirst);
  Summary.QueueLength =
      field<uint32_t>(Bytes.data(), ScratchLayout::QueueLength);
  Summary.IdleWarps = abi::idleWarps(
      field<uint32_t>(Bytes.data(), ScratchLayout::WarpCounts));
  Summary.BlockedWarps =
      field<uint32_t>(Bytes.data(), ScratchLayout::BlockedWarps);
  Summary.PollingWarps =
      field<uint32_t>(Bytes.data(), ScratchLayout::PollingWarps);
  Summary.StartNs = field<uint64_t>(Bytes.data(), ScratchLayout::StartNs);
  return true;
}

bool ThreadTable::readWarps(std::vector<WarpLine> &Warps) const {
  Warps.resize(Target.params().warpCount);
  return Target.read(Warps.data(),
                     address(Target.params().scratch) + ScratchLayout::Warps,
                     Warps.size() * sizeof(WarpLine));
}

bool ThreadTable::readCounts(ThreadCounts &Counts) const {
  std::array<uint8_t, ScratchLayout::SummaryBytes> Bytes;
  std::vector<WarpLine> Warps;
  if (!Target.read(Bytes.data(), address(Target.params().scratch),
                   Bytes.size()) ||
      !readWarps(Warps))
    return false;
  Counts.Created = field<uint64_t>(Bytes.data(), ScratchLayout::ThreadIds);
  Counts.LongestQueue =
      field<uint32_t>(Bytes.data(), ScratchLayout::QueueLongest);
  Counts.MostBusyWarps =
      abi::busyWarps(field<uint32_t>(Bytes.data(), ScratchLayout::WarpCounts));
  for (const WarpLine &Line : Warps) {
    Counts.MostBusyWarps = std::max(Counts.MostBusyWarps, Line.mostBusy);
    Counts.Created -= Line.unusedIds;
    Counts.IsExact &= Line.hasLeft != 0;
    // All are idle once at the start, but that of the main thread.
    bool Runs = Line.mail > abi::LastMailboxWord;
    Counts.UsedWarps += Runs || Line.idleTurn > (&Line == &Warps[0] ? 0u : 1u);
  }
  return true;
}

void ThreadTable::readWaitWord(ThreadRow &Row, const uint8_t *Block) const {
  uint64_t Word = 0, At = address(Row.Wait.word);
  uint32_t Bytes = Row.Wait.wordBytes;
  if (At == 0 || Bytes == 0 || Bytes > sizeof(Word)) {
    // An exit that waits for the process's end has none, nor has a wait for all
    // other threads, which the watchdog looks at.
    Row.WordHolds = At == 0;
    return;
  }
  // Most are in the control block, of which there is a copy already.
  if (At - Row.Address <= ThreadLayout::Bytes - Bytes)
    memcpy(&Word, Block + (At - Row.Address), Bytes);
  else if (!Target.read(&Word, At, Bytes))
    return;
  Row.WordHolds = Word == Row.Wait.expected;
}

bool ThreadTable::readControlBlock(uint64_t Address, ThreadRow &Row,
                                   uint64_t &NextQueued) const {
  const abi::LaunchParams &Params = Target.params();
  if (Address % ThreadLayout::Alignment != 0 ||
      Address - address(Params.heap) >= Params.heapBytes)
    return false;
  std::array<uint8_t, ThreadLayout::Bytes> Block;
  if (!Target.read(Block.data(), Address, Block.size()))
    return false;
  if (!(field<uint32_t>(Block.data(), ThreadLayout::Status) &
        ThreadLayout::Live))
    return false;
  Row = {};
  Row.Address = Address;
  Row.Id = field<uint64_t>(Block.data(), ThreadLayout::Id);
  Row.Warp = field<uint32_t>(Block.data(), ThreadLayout::Warp);
  auto *Name = reinterpret_cast<const char *>(&Block[ThreadLayout::Name]);
  Row.Name = printable({Name, strnlen(Name, ThreadLayout::NameBytes)});
  NextQueued = field<uint64_t>(Block.data(), ThreadLayout::NextQueued);
  Row.Wait = field<abi::WaitRecord>(Block.data(), ThreadLayout::Wait);
  auto Kind = field<uint32_t>(Block.data(), ThreadLayout::WaitKind);
  if (Kind == abi::WaitsForNothing || Kind > abi::WaitsForOthers)
    return true;
  Row.Kind = static_cast<abi::WaitKind>(Kind);
  Row.State = ThreadState::Waiting;
  readWaitWord(Row, Block.data());
  return true;
}

std::optional<ThreadRow> ThreadTable::readThread(const WarpLine &Line,
                                                 uint32_t Warp) const {
  ThreadRow Row;
  uint64_t Ignored;
  uint64_t Address = address(Target.params().heap) +
                     uint64_t(Line.mail) * ThreadLayout::Alignment;
  if (Line.mail <= abi::LastMailboxWord ||
      !readControlBlock(Address, Row, Ignored) || Row.Warp != Warp)
    return std::nullopt;
  return Row;
}

std::vector<ThreadRow> ThreadTable::readAll(const ThreadSummary &Summary,
                                            uint64_t &Unlisted) const {
  std::vector<ThreadRow> Rows;
  std::vector<WarpLine> Warps;
  Unlisted = 0;
  if (!readWarps(Warps))
    return Rows;
  uint64_t Ignored;
  // Those below one another may be a circle, in tables that make no sense.
  std::unordered_set<uint64_t> Seen;
  for (uint32_t Warp = 0; Warp < Warps.size(); ++Warp) {
    std::optional<ThreadRow> Row = readThread(Warps[Warp], Warp);
    uint32_t Depth = std::min(Warps[Warp].depth, MostDepth);
    while (Row && Seen.insert(Row->Address).second) {
      Rows.push_back(*Row);
      ThreadRow Below;
      if (Depth-- == 0 ||
          !readControlBlock(address(Row->Wait.below), Below, Ignored))
        break;
      Below.State = ThreadState::Buried;
      Below.AboveId = Row->Id;
      Row = Below;
    }
  }
  uint64_t Next = Summary.QueueFirst;
  uint32_t Listed = 0;
  for (; Next && Listed < std::min(MostQueued, Summary.QueueLength); ++Listed) {
    ThreadRow Row;
    if (!readControlBlock(Next, Row, Next))
      break;
    Row.State = ThreadState::Queued;
    Row.Kind = abi::WaitsForNothing;
    Rows.push_back(Row);
  }
  Unlisted = Summary.QueueLength - Listed;
  std::ranges::stable_sort(Rows, {}, &ThreadRow::Id);
  return Rows;
}

uint64_t ThreadTable::idOf(uint64_t Address) const {
  ThreadRow Row;
  uint64_t Ignored;
  return readControlBlock(Address, Row, Ignored) ? Row.Id : 0;
}

std::string ThreadTable::readText(const char *Address) const {
  std::string Text;
  // A piece never reaches beyond the page that the text ends in.
  constexpr uint64_t Unit = 64;
  for (uint64_t At = address(Address); At && Text.size() < MostText;) {
    std::array<char, Unit> Piece;
    uint64_t Bytes = Unit - At % Unit;
    if (!Target.read(Piece.data(), At, Bytes))
      return {};
    size_t Length = strnlen(Piece.data(), Bytes);
    Text.append(Piece.data(), Length);
    if (Length < Bytes)
      break;
    At += Bytes;
  }
  return printable(std::move(Text));
}

} // namespace heddle::host
