//===- Watchdog.cpp - Finds out that nothing can happen any more ----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Watchdog.h"

#include "ExitCodes.h"
#include "HangReport.h"

#include <csignal>

using namespace std::chrono_literals;

namespace heddle::host {

/// A look at a GPU is a copy or two beside the kernel.
static constexpr auto LookInterval = 400ms;
static constexpr unsigned NeededAgreements = 2;

/// Whether a thread that waits so runs one that is queued when no warp is left
/// (runtime/device/Wait.cpp).
static bool runsQueued(abi::WaitKind Kind) {
  switch (Kind) {
  case abi::WaitsForMutex:
  case abi::WaitsForRwLock:
  case abi::WaitsForValue:
  case abi::WaitsForExit:
  case abi::WaitsForOthers:
    return false;
  default:
    return true;
  }
}

static bool endsByThreadsAlone(const ThreadRow &Row) {
  return Row.State == ThreadState::Waiting && Row.Wait.deadlineNs == 0 &&
         Row.Kind != abi::WaitsForHost && Row.Kind != abi::WaitsForTime;
}

bool Watchdog::looksStuck(std::vector<WarpSeen> &Seen) const {
  uint32_t WarpCount = Target.params().warpCount;
  ThreadSummary Summary;
  if (!Threads.readSummary(Summary) || Summary.StartNs == 0 ||
      Summary.quietWarps() != WarpCount || Summary.IdleWarps == WarpCount)
    return false;
  // An idle warp is about to take it.
  if (Summary.QueueLength && Summary.IdleWarps)
    return false;
  bool QueueMoves = Summary.QueueLength && Summary.BlockedWarps == WarpCount;
  bool AnyBlocks = false;
  std::vector<abi::WarpLine> Warps;
  if (!Threads.readWarps(Warps))
    return false;
  for (uint32_t Warp = 0; Warp < WarpCount; ++Warp) {
    const abi::WarpLine &Line = Warps[Warp];
    uint32_t Turn = 0;
    if (Line.mail != abi::EmptyMailbox) {
      std::optional<ThreadRow> Row = Threads.readThread(Line, Warp);
      if (!Row || !endsByThreadsAlone(*Row) || !Row->WordHolds ||
          (QueueMoves && runsQueued(Row->Kind)))
        return false;
      // It takes what is queued; and with no other thread it is about to go on.
      if (Row->Kind == abi::WaitsForOthers && Summary.QueueLength)
        return false;
      AnyBlocks |= Row->Kind != abi::WaitsForOthers;
      Turn = Row->Wait.turn;
    }
    Seen.push_back({Line.mail, Line.idleTurn, Line.depth, Turn});
  }
  return AnyBlocks;
}

// The device's timer need not be the host's clock, but runs as fast.
uint64_t Watchdog::deviceNow(Clock::time_point Now) const {
  ThreadSummary Summary;
  if (!Threads.readSummary(Summary) || Summary.StartNs == 0)
    return 0;
  return Summary.StartNs + static_cast<uint64_t>((Now - Launched) / 1ns);
}

static double seconds(std::chrono::nanoseconds Time) {
  return std::chrono::duration<double>(Time).count();
}

std::optional<Ending> Watchdog::check(Clock::time_point Now) {
  Ending End;
  if (TimeLimit != 0ns && Now - Launched >= TimeLimit) {
    std::string Headline = format("the program has run for longer than "
                                  "HEDDLE_TIMEOUT=%g s", seconds(TimeLimit));
    End.Status = static_cast<int>(ExitCode::TimedOut);
    End.Message = reportThreads(Target, Headline, deviceNow(Now));
    if (End.Message.empty())
      End.Message = "heddle: " + Headline + "\n";
    return End;
  }
  if (Now - LastLook < LookInterval)
    return std::nullopt;
  std::vector<WarpSeen> Seen;
  bool Stuck = looksStuck(Seen);
  Agreements = Stuck && Seen == LastSeen ? Agreements + 1 : 0;
  LastSeen = std::move(Seen);
  LastLook = Clock::now();
  if (!Stuck || Agreements < NeededAgreements)
    return std::nullopt;
  End.Status = static_cast<int>(ExitCode::Deadlock);
  End.Message = reportDeadlock(Target, deviceNow(Now));
  return End;
}

std::string Watchdog::reportInterruption(int Signal) const {
  Clock::time_point Now = Clock::now();
  return reportThreads(Target,
                       format("%s after %.1f s",
                              Signal == SIGINT ? "interrupted" : "terminated",
                              seconds(Now - Launched)),
                       deviceNow(Now));
}

} // namespace heddle::host
