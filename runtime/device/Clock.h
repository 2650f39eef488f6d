//===- Clock.h - Points in time -------------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// CLOCK_MONOTONIC is arch::timerNs(). CLOCK_REALTIME is the same plus an offset
// that the host is asked for once.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_CLOCK_H
#define HEDDLE_RUNTIME_DEVICE_CLOCK_H

#include <stdint.h>
#include <time.h>

namespace heddle {

inline constexpr uint64_t NsPerSecond = 1000000000;

/// What the timer will say, or has said, when Clock shows Time; at least 1, so
/// that it is never NoDeadline. 0 if Time or Clock is not valid.
uint64_t timerAt(clockid_t Clock, const timespec &Time);

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_CLOCK_H
