//===- Clock.cpp - Points in time -----------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Clock.h"
#include "Atomic.h"
#include "HostCalls.h"
#include "Scheduler.h"
#include "Wait.h"
#include "Warp.h"

#include <errno.h>
#include <sys/time.h>
#include <unistd.h>

namespace heddle {

/// CLOCK_REALTIME minus the timer, 0 before anybody asked.
static Atomic<int64_t> RealtimeOffset;

/// Threads that ask at the same time may ask twice; the first answer stays, so
/// that the clock does not go back.
static int64_t realtimeOffset() {
  int64_t Offset = RealtimeOffset.load(Relaxed);
  if (Offset)
    return Offset;
  uint64_t Before = arch::timerNs();
  HostReply Reply = hostCall(abi::HostCall::Clock);
  uint64_t Middle = Before + (arch::timerNs() - Before) / 2;
  int64_t Mine = Reply.result - int64_t(Middle);
  return RealtimeOffset.compareExchange(Offset, Mine, Relaxed) ? Mine : Offset;
}

static bool isRealtime(clockid_t Clock) {
  return Clock == CLOCK_REALTIME || Clock == CLOCK_REALTIME_COARSE;
}

/// Time that the process has had. Warps have no processor time of their own, so
/// a thread's is the same.
static bool isProcessTime(clockid_t Clock) {
  return Clock == CLOCK_PROCESS_CPUTIME_ID || Clock == CLOCK_THREAD_CPUTIME_ID;
}

static bool isMonotonic(clockid_t Clock) {
  return Clock == CLOCK_MONOTONIC || Clock == CLOCK_MONOTONIC_RAW ||
         Clock == CLOCK_MONOTONIC_COARSE || Clock == CLOCK_BOOTTIME;
}

static bool isKnown(clockid_t Clock) {
  return isRealtime(Clock) || isMonotonic(Clock) || isProcessTime(Clock);
}

/// What is added to the timer to get the clock.
static int64_t offsetOf(clockid_t Clock) {
  if (isRealtime(Clock))
    return realtimeOffset();
  if (isProcessTime(Clock))
    return -int64_t(warpState().scheduler->startNs);
  return 0;
}

uint64_t timerAt(clockid_t Clock, const timespec &Time) {
  if (!isKnown(Clock) || Time.tv_nsec < 0 ||
      uint64_t(Time.tv_nsec) >= NsPerSecond)
    return 0;
  if (Time.tv_sec < 0)
    return 1;
  constexpr int64_t Latest = INT64_MAX;
  if (int64_t(Time.tv_sec) > Latest / int64_t(NsPerSecond) - 1)
    return Latest;
  int64_t Ns = int64_t(Time.tv_sec) * int64_t(NsPerSecond) + Time.tv_nsec;
  Ns -= offsetOf(Clock);
  return Ns > 1 ? uint64_t(Ns) : 1;
}

/// The hardware's nanosleep takes at most a millisecond, and up to twice as long
/// as it is told, hence half of what is left.
static void sleepUntil(uint64_t Deadline) {
  constexpr uint64_t LongestNap = 500 * 1000;
  for (uint64_t Now; (Now = arch::timerNs()) < Deadline;) {
    uint64_t Half = (Deadline - Now + 1) / 2;
    arch::sleepNs(uint32_t(Half < LongestNap ? Half : LongestNap));
  }
}

static void sleepFor(uint64_t Ns) {
  constexpr uint64_t BriefNs = 100 * 1000;
  uint64_t Now = arch::timerNs();
  uint64_t Deadline = Now + Ns < Now ? ~uint64_t(0) : Now + Ns;
  if (Ns < BriefNs)
    return sleepUntil(Deadline);
  beginWait(WaitsForTime, nullptr, nullptr, 0, 0, Deadline);
  sleepUntil(Deadline);
  endWait();
}

} // namespace heddle

using namespace heddle;

extern "C" {

int clock_gettime(clockid_t Clock, timespec *Time) {
  if (!isKnown(Clock)) {
    errno = EINVAL;
    return -1;
  }
  int64_t Offset = offsetOf(Clock);
  int64_t Ns = int64_t(arch::timerNs()) + Offset;
  Time->tv_sec = time_t(Ns / int64_t(NsPerSecond));
  Time->tv_nsec = long(Ns % int64_t(NsPerSecond));
  return 0;
}

int gettimeofday(timeval *Time, void *) {
  int64_t Ns = int64_t(arch::timerNs()) + realtimeOffset();
  Time->tv_sec = time_t(Ns / int64_t(NsPerSecond));
  Time->tv_usec = suseconds_t(Ns % int64_t(NsPerSecond) / 1000);
  return 0;
}

time_t time(time_t *Result) {
  int64_t Ns = int64_t(arch::timerNs()) + realtimeOffset();
  time_t Now = time_t(Ns / int64_t(NsPerSecond));
  if (Result)
    *Result = Now;
  return Now;
}

clock_t clock(void) {
  static_assert(CLOCKS_PER_SEC == 1000000);
  int64_t Offset = offsetOf(CLOCK_PROCESS_CPUTIME_ID);
  return clock_t((int64_t(arch::timerNs()) + Offset) / 1000);
}

int nanosleep(const timespec *Time, timespec *Left) {
  if (Time->tv_sec < 0 || Time->tv_nsec < 0 ||
      uint64_t(Time->tv_nsec) >= NsPerSecond) {
    errno = EINVAL;
    return -1;
  }
  sleepFor(uint64_t(Time->tv_sec) * NsPerSecond + uint64_t(Time->tv_nsec));
  if (Left)
    *Left = {0, 0};
  return 0;
}

int usleep(unsigned Microseconds) {
  sleepFor(uint64_t(Microseconds) * 1000);
  return 0;
}

unsigned sleep(unsigned Seconds) {
  sleepFor(uint64_t(Seconds) * NsPerSecond);
  return 0;
}

} // extern "C"
