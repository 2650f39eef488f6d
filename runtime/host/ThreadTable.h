//===- ThreadTable.h - The program's threads, as the host sees them -------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Read out of the device's memory while the kernel runs: nothing is one moment's
// state, and nothing in it is believed. What is not the control block of a live
// thread is left out.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_THREADTABLE_H
#define HEDDLE_RUNTIME_HOST_THREADTABLE_H

#include "../abi/ThreadTable.h"
#include "Device.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace heddle::host {

enum class ThreadState {
  Running,
  Waiting,
  Buried,  ///< waits, and cannot go on before the thread on top of it is over
  Queued,  ///< has no warp yet
};

struct ThreadRow {
  uint64_t Address = 0; ///< of the control block
  uint64_t Id = 0;
  std::string Name;
  ThreadState State = ThreadState::Running;
  abi::WaitKind Kind = abi::WaitsForNothing;
  abi::WaitRecord Wait = {}; ///< valid unless Kind is WaitsForNothing
  uint32_t Warp = 0;
  /// Buried: the thread on top.
  uint64_t AboveId = 0;
  /// Whether the wait's word was what the thread waits to see changed.
  bool WordHolds = false;
};

/// What is read first, and tells whether more is worth reading.
struct ThreadSummary {
  uint64_t QueueFirst = 0;
  uint32_t QueueLength = 0;
  uint32_t IdleWarps = 0;
  uint32_t BlockedWarps = 0; ///< without those that poll
  uint32_t PollingWarps = 0;
  uint64_t StartNs = 0; ///< by the device's timer; 0 before main's thread is there

  uint64_t quietWarps() const {
    return uint64_t(IdleWarps) + BlockedWarps + PollingWarps;
  }
};

class ThreadTable {
public:
  explicit ThreadTable(Device &Target) : Target(Target) {}

  /// Both are false when the device's memory cannot be read.
  bool readSummary(ThreadSummary &Summary) const;
  bool readWarps(std::vector<abi::WarpLine> &Warps) const;
  bool readCounts(ThreadCounts &Counts) const;

  /// The thread that \p Line says warp \p Warp runs, if it is a live one on that
  /// warp.
  std::optional<ThreadRow> readThread(const abi::WarpLine &Line,
                                      uint32_t Warp) const;

  /// All live threads, by id: those on warps, those below them, and of the queue
  /// the oldest ones. \p Unlisted becomes the number of the others.
  std::vector<ThreadRow> readAll(const ThreadSummary &Summary,
                                 uint64_t &Unlisted) const;

  /// The id of the thread at \p Address, or 0.
  uint64_t idOf(uint64_t Address) const;

  /// A string of at most some hundred bytes; empty if there is none.
  std::string readText(const char *Address) const;

  bool readWord(uint64_t Address, uint64_t &Word) const {
    return Target.read(&Word, Address, sizeof(Word));
  }

private:
  bool readControlBlock(uint64_t Address, ThreadRow &Row,
                        uint64_t &NextQueued) const;
  void readWaitWord(ThreadRow &Row, const uint8_t *Block) const;

  Device &Target;
};

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_THREADTABLE_H
