//===- LaunchStats.cpp - Where a launch spends its time -------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LaunchStats.h"

#include "LaunchFailure.h"

#include <cstdio>
#include <string>

namespace heddle::host {

static constexpr const char *CallNames[] = {
    "None",
#define HEDDLE_HOST_CALL(Name) #Name,
#include "../abi/HostCalls.def"
};

// All in one column of numbers, the units behind it.
static void addLine(std::string &Text, const char *Name, const char *Number,
                    const char *Rest) {
  Text += format("heddle: %-20s %14s%s\n", Name, Number, Rest);
}
static void addTime(std::string &Text, const char *Name, double Milliseconds) {
  addLine(Text, Name, format("%.3f", Milliseconds).c_str(), " ms");
}
static void addCount(std::string &Text, const char *Name, uint64_t Count,
                     const char *Rest = "") {
  addLine(Text, Name,
          format("%llu", static_cast<unsigned long long>(Count)).c_str(), Rest);
}

void print(const LaunchStats &Stats) {
  std::string Text;
  addTime(Text, "before the kernel", Stats.beforeKernel());
  addTime(Text, "  driver", Stats.Driver);
  addTime(Text, "  context", Stats.Context);
  addTime(Text, "  limits", Stats.LocalStacks);
  addTime(Text, "  module", Stats.Module);
  addTime(Text, "  memory", Stats.Memory);
  addTime(Text, "  slots", Stats.Slots);
  addTime(Text, "  launch", Stats.Launch);
  addTime(Text, "kernel", Stats.Kernel);
  addTime(Text, "after the kernel", Stats.Stop);
  if (const auto &Threads = Stats.Threads) {
    addCount(Text, "threads", Threads->Created,
             Threads->IsExact ? "" : " at most");
    addCount(Text, "warps used", Threads->UsedWarps,
             format(" of %u", Stats.Warps).c_str());
    addCount(Text, "  at one time", Threads->MostBusyWarps);
    addCount(Text, "longest run queue", Threads->LongestQueue);
  }
  if (Stats.Heap) {
    addCount(Text, "heap peak", Stats.Heap->peakBytes, " bytes");
    addCount(Text, "heap mapped", Stats.Heap->mappedBytes, " bytes");
  }
  addCount(Text, "bytes written", Stats.HostCalls.BytesWritten);
  addCount(Text, "bytes read", Stats.HostCalls.BytesRead);
  addCount(Text, "host calls", Stats.HostCalls.All);
  for (uint32_t Call = 1; Call < abi::HostCallCount; ++Call)
    if (uint64_t Count = Stats.HostCalls.Calls[Call])
      addCount(Text, (std::string("  ") + CallNames[Call]).c_str(), Count);
  addCount(Text, "polls", Stats.DevicePolls);
  fputs(Text.c_str(), stderr);
}

} // namespace heddle::host
