//===- LaunchStats.cpp - Where a launch spends its time -------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LaunchStats.h"

#include <cstdio>

namespace heddle::host {

void print(const LaunchStats &Stats) {
  const struct {
    const char *Name;
    double Milliseconds;
  } Phases[] = {
      {"driver", Stats.Driver},   {"context", Stats.Context},
      {"limits", Stats.LocalStacks}, {"module", Stats.Module},
      {"memory", Stats.Memory},   {"slots", Stats.Slots},
      {"launch", Stats.Launch},   {"kernel", Stats.Kernel},
      {"stop", Stats.Stop},
  };
  for (const auto &Each : Phases)
    fprintf(stderr, "heddle: %-12s %10.3f ms\n", Each.Name, Each.Milliseconds);
  fprintf(stderr, "heddle: host calls   %10llu\nheddle: polls        %10llu\n",
          static_cast<unsigned long long>(Stats.HostCalls),
          static_cast<unsigned long long>(Stats.DevicePolls));
}

} // namespace heddle::host
