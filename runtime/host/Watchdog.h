//===- Watchdog.h - Finds out that nothing can happen any more ------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_WATCHDOG_H
#define HEDDLE_RUNTIME_HOST_WATCHDOG_H

#include "HostCallServer.h"
#include "LaunchOptions.h"
#include "ThreadTable.h"

#include <chrono>
#include <optional>
#include <vector>

namespace heddle::host {

/// Looks at the program's threads from time to time. A deadlock is reported when
/// three looks in a row, each some hundred milliseconds after the other, have
/// found the same: each warp is idle, in the same idle period, or in the same
/// wait, without a deadline, for a word that has not changed. Since nobody
/// runs from the first look to the last then, no word can have changed unseen and
/// none ever will.
class Watchdog {
public:
  using Clock = std::chrono::steady_clock;

  /// Made when the program is launched.
  Watchdog(Device &Target, const LaunchOptions &Options)
      : Target(Target), Threads(Target), TimeLimit(Options.Timeout),
        Launched(Clock::now()), LastLook(Launched) {}

  /// To be called often; how the program is to end, if it is. Its message is the
  /// report.
  std::optional<Ending> check(Clock::time_point Now);

  /// The report of a program that is ended by \p Signal.
  std::string reportInterruption(int Signal) const;

private:
  /// What must not change between looks, one a warp.
  struct WarpSeen {
    uint32_t Mail, IdleTurn, Depth, WaitTurn;
    bool operator==(const WarpSeen &) const = default;
  };

  bool looksStuck(std::vector<WarpSeen> &Seen) const;
  uint64_t deviceNow(Clock::time_point Now) const;

  Device &Target;
  ThreadTable Threads;
  std::chrono::nanoseconds TimeLimit; ///< 0: none
  Clock::time_point Launched, LastLook;
  std::vector<WarpSeen> LastSeen;
  unsigned Agreements = 0;
};

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_WATCHDOG_H
