//===- HostCallLoop.h - Serves the program's host calls until it ends -----===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_HOSTCALLLOOP_H
#define HEDDLE_RUNTIME_HOST_HOSTCALLLOOP_H

#include "BulkTransfer.h"
#include "Device.h"
#include "HostCallRing.h"
#include "HostCallServer.h"
#include "LaunchStats.h"
#include "OutputRing.h"
#include "WaitingCalls.h"
#include "Watchdog.h"

namespace heddle::host {

class HostCallLoop {
public:
  /// Made just before the launch.
  HostCallLoop(Device &Target, HostCallServer &Server, LaunchStats &Stats,
               const LaunchOptions &Options);

  /// Serves until the program exits, dies, or a signal asks the process to
  /// end. What the program wrote has been flushed then.
  Ending run();

private:
  Ending serveUntilEnd();
  bool serveNext();
  bool isReached(uint64_t OutputEnd);
  bool writeRecords();
  void writeRest();
  void write(const OutputRecord &Record);
  void answer(const PostedCall &Call);
  bool goesOnAfterFault();
  Ending endOfDevice(DeviceState State);
  void flushOutput();
  void readCounts();

  Device &Target;
  HostCallServer &Server;
  LaunchStats &Stats;
  HostCallRing Ring;
  OutputRing Output;
  BulkTransfer Bulk;
  /// A call that waits for what was written before it.
  std::optional<PostedCall> Held;
  uint64_t HeldSinceNs = 0;
  /// When the program last called or wrote, and whether it did so after a fault.
  uint64_t LastHeardNs;
  bool IsAfterFault = false;
  WaitingCalls Waiting;
  Watchdog Hangs;
  bool WantsStats;
};

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_HOSTCALLLOOP_H
