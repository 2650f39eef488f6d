//===- PhaseTimes.h - How long each phase of a link took ------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TOOLS_HEDDLE_LD_PHASETIMES_H
#define HEDDLE_TOOLS_HEDDLE_LD_PHASETIMES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <mutex>
#include <string>
#include <vector>

namespace heddle {

/// Collects wall-clock times from several threads, in the order in which the
/// phases began.
class PhaseTimes {
  using Clock = std::chrono::steady_clock;
  struct Entry {
    std::string Name;
    Clock::time_point Begin, End;
  };
  std::mutex Mutex;
  std::vector<Entry> Entries;
  Clock::time_point Start = Clock::now();

public:
  /// Times its own lifetime.
  class Phase {
    PhaseTimes &Times;
    size_t Index;

  public:
    Phase(PhaseTimes &Times, llvm::StringRef Name) : Times(Times) {
      std::lock_guard Lock(Times.Mutex);
      Index = Times.Entries.size();
      Times.Entries.push_back({Name.str(), Clock::now(), {}});
    }
    ~Phase() {
      std::lock_guard Lock(Times.Mutex);
      Times.Entries[Index].End = Clock::now();
    }
    Phase(const Phase &) = delete;
    Phase &operator=(const Phase &) = delete;
  };

  /// One line a phase: when it began, how long it took, in milliseconds.
  void print(llvm::raw_ostream &OS);
};

} // namespace heddle

#endif // HEDDLE_TOOLS_HEDDLE_LD_PHASETIMES_H
