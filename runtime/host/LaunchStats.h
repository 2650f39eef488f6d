//===- LaunchStats.h - Where a launch spends its time ---------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_LAUNCHSTATS_H
#define HEDDLE_RUNTIME_HOST_LAUNCHSTATS_H

#include "../abi/Abi.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

namespace heddle::host {

/// Of the calls that have been served. Their payloads, records of the output ring and
/// bulk data.
struct HostCallCounts {
  std::array<uint64_t, abi::HostCallCount> Calls = {};
  uint64_t All = 0; ///< also of numbers that are no call's
  uint64_t BytesWritten = 0, BytesRead = 0;
};

/// What the device has counted for its own sake, at the end.
struct ThreadCounts {
  uint64_t Created = 0;     ///< the main thread among them
  bool IsExact = true;      ///< else there were no more than Created
  uint32_t UsedWarps = 0;   ///< on which threads have run
  uint32_t MostBusyWarps = 0; ///< at one time
  uint32_t LongestQueue = 0;
};

/// Milliseconds of each phase, and counts, for HEDDLE_STATS.
struct LaunchStats {
  double Driver = 0;      ///< loading libcuda, cuInit, finding the GPU
  double Context = 0;     ///< creating the context
  double LocalStacks = 0; ///< setting the limit, which may reserve memory
  double Module = 0;      ///< loading the program's code
  double Memory = 0;      ///< allocating device memory and filling it
  double Slots = 0;       ///< pinning the memory of host calls
  double Launch = 0;      ///< until the device has taken the kernel
  double Kernel = 0;      ///< from then to the program's end
  double Stop = 0;        ///< from then to the kernel's end
  HostCallCounts HostCalls;
  uint64_t DevicePolls = 0;
  /// Nothing if they cannot be known.
  std::optional<ThreadCounts> Threads;
  uint32_t Warps = 0; ///< that there are
  /// Nothing if it cannot be known: pages in use, not the program's bytes.
  std::optional<abi::HeapStatistics> Heap;

  /// Of the time before the kernel.
  double beforeKernel() const {
    return Driver + Context + LocalStacks + Module + Memory + Slots + Launch;
  }
};

/// Prints \p Stats on stderr.
void print(const LaunchStats &Stats);

/// Adds the time from its making to its end to one phase.
class PhaseTimer {
public:
  explicit PhaseTimer(double &Phase) : Phase(Phase) {}
  PhaseTimer(const PhaseTimer &) = delete;
  PhaseTimer &operator=(const PhaseTimer &) = delete;
  ~PhaseTimer() {
    Phase += std::chrono::duration<double, std::milli>(
                 std::chrono::steady_clock::now() - Start)
                 .count();
  }

private:
  double &Phase;
  std::chrono::steady_clock::time_point Start =
      std::chrono::steady_clock::now();
};

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_LAUNCHSTATS_H
