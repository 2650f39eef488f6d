//===- HostLocalTime.cpp - Local time by the host's time zones ------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HostLocalTime.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <mutex>

namespace heddle::host {

static std::mutex ZoneLock;

/// Makes \p Zone the launcher's TZ, which is no matter unless the program has
/// changed its own: other threads of the launcher may be reading variables.
/// Called with ZoneLock held.
static void setZone(const std::optional<std::string> &Zone) {
  const char *Now = getenv("TZ");
  if (Zone && (!Now || *Zone != Now))
    setenv("TZ", Zone->c_str(), 1);
  else if (!Zone && Now)
    unsetenv("TZ");
  tzset();
}

/// What is left of the payload: TZ, or nothing when it is not set.
static bool takeZone(std::span<const uint8_t> Bytes,
                     std::optional<std::string> &Zone) {
  if (!Bytes.empty())
    Zone = takeString(Bytes);
  return Zone || Bytes.empty();
}

static HostCallAnswer answer(int64_t Result, const tm &Time, uint8_t *Payload) {
  abi::BrokenTime Broken = {Time.tm_sec,  Time.tm_min,  Time.tm_hour,
                            Time.tm_mday, Time.tm_mon,  Time.tm_year,
                            Time.tm_wday, Time.tm_yday, Time.tm_isdst,
                            static_cast<int32_t>(Time.tm_gmtoff),
                            {}};
  if (Time.tm_zone)
    strncpy(Broken.zone, Time.tm_zone, sizeof(Broken.zone) - 1);
  memcpy(Payload, &Broken, sizeof(Broken));
  return {Result, 0, sizeof(Broken)};
}

HostCallAnswer localTime(const HostCallRequest &Request, uint8_t *Payload) {
  std::optional<std::string> Zone;
  if (!takeZone({Payload, Request.PayloadBytes}, Zone))
    return {-1, EINVAL, 0};
  time_t Seconds = static_cast<time_t>(Request.Args[0]);
  tm Time = {};
  std::lock_guard Guard(ZoneLock);
  setZone(Zone);
  if (!localtime_r(&Seconds, &Time))
    return {-1, errno, 0};
  return answer(0, Time, Payload);
}

HostCallAnswer makeTime(const HostCallRequest &Request, uint8_t *Payload) {
  abi::BrokenTime Broken;
  if (Request.PayloadBytes < sizeof(Broken))
    return {-1, EINVAL, 0};
  memcpy(&Broken, Payload, sizeof(Broken));
  std::optional<std::string> Zone;
  if (!takeZone({Payload + sizeof(Broken), Request.PayloadBytes - sizeof(Broken)},
                Zone))
    return {-1, EINVAL, 0};
  tm Time = {};
  Time.tm_sec = Broken.second;
  Time.tm_min = Broken.minute;
  Time.tm_hour = Broken.hour;
  Time.tm_mday = Broken.day;
  Time.tm_mon = Broken.month;
  Time.tm_year = Broken.year;
  Time.tm_isdst = Broken.daylight;
  // One second before 1970 is no error: mktime sets the weekday unless it fails.
  Time.tm_wday = -1;
  std::lock_guard Guard(ZoneLock);
  setZone(Zone);
  time_t Seconds = mktime(&Time);
  if (Time.tm_wday == -1)
    return {-1, EOVERFLOW, 0};
  return answer(Seconds, Time, Payload);
}

HostCallAnswer timeZone(const HostCallRequest &Request, uint8_t *Payload) {
  std::optional<std::string> Zone;
  if (!takeZone({Payload, Request.PayloadBytes}, Zone))
    return {-1, EINVAL, 0};
  std::lock_guard Guard(ZoneLock);
  setZone(Zone);
  abi::ZoneSummary Summary = {};
  for (int I = 0; I < 2; ++I)
    strncpy(Summary.names[I], tzname[I], sizeof(Summary.names[I]) - 1);
  Summary.west = timezone;
  Summary.daylight = daylight;
  memcpy(Payload, &Summary, sizeof(Summary));
  return {0, 0, sizeof(Summary)};
}

} // namespace heddle::host
