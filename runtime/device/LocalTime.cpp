//===- LocalTime.cpp - Calendar time in the program's zone ----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The host knows the zones and their rules; TZ is the program's own.
//
//===----------------------------------------------------------------------===//

#include "Errno.h"
#include "HostCalls.h"
#include "Lock.h"
#include "Malloc.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

using namespace heddle;
using abi::BrokenTime;
using abi::HostCall;
using abi::ZoneSummary;

namespace {

/// A zone's name, which stays where it is: struct tm points to it.
struct ZoneName {
  ZoneName *next;
  char text[sizeof(BrokenTime::zone)];
};

Lock NamesLock;
ZoneName *Names;

char *keep(const char *Text) {
  LockGuard Guard(NamesLock);
  for (ZoneName *Each = Names; Each; Each = Each->next)
    if (!strcmp(Each->text, Text))
      return Each->text;
  auto *Name = (ZoneName *)allocateBlock(sizeof(ZoneName));
  if (!Name)
    return nullptr;
  strcpy(Name->text, Text);
  Name->next = Names;
  Names = Name;
  return Name->text;
}

void unpack(const BrokenTime &From, tm &To) {
  To.tm_sec = From.second;
  To.tm_min = From.minute;
  To.tm_hour = From.hour;
  To.tm_mday = From.day;
  To.tm_mon = From.month;
  To.tm_year = From.year;
  To.tm_wday = From.weekday;
  To.tm_yday = From.yearDay;
  To.tm_isdst = From.daylight;
  To.tm_gmtoff = From.offset;
  To.tm_zone = keep(From.zone);
}

/// A call with TZ behind Bytes that are there already; fails for a longer TZ
/// than any zone has.
HostReply zoneCall(HostCall Call, uint64_t A0, char *Payload, uint32_t Bytes,
                   uint32_t Room, void *Answer, uint32_t AnswerBytes) {
  if (const char *Zone = getenv("TZ")) {
    size_t ZoneBytes = strlen(Zone) + 1;
    if (ZoneBytes > Room - Bytes)
      return {-1, EINVAL, 0};
    memcpy(Payload + Bytes, Zone, ZoneBytes);
    Bytes += uint32_t(ZoneBytes);
  }
  return hostCall(Call, A0, 0, 0, Payload, Bytes, Answer, AnswerBytes);
}

bool localTime(time_t Time, tm &Result) {
  char Payload[512];
  BrokenTime Broken;
  HostReply Reply = zoneCall(HostCall::LocalTime, uint64_t(Time), Payload, 0,
                             sizeof(Payload), &Broken, sizeof(Broken));
  if (Reply.result < 0) {
    errno = Reply.error;
    return false;
  }
  unpack(Broken, Result);
  return true;
}

char UniversalName[] = "UTC";

} // namespace

extern "C" {

char *tzname[2] = {UniversalName, UniversalName};
long timezone;
int daylight;

tm *localtime_r(const time_t *__restrict Time, tm *__restrict Result) noexcept {
  return localTime(*Time, *Result) ? Result : nullptr;
}

tm *localtime(const time_t *Time) noexcept {
  static tm Result;
  return localtime_r(Time, &Result);
}

time_t mktime(tm *Time) noexcept {
  struct {
    BrokenTime Broken;
    char Zone[512];
  } Payload = {};
  Payload.Broken = {Time->tm_sec,  Time->tm_min,  Time->tm_hour,
                    Time->tm_mday, Time->tm_mon,  Time->tm_year,
                    Time->tm_wday, Time->tm_yday, Time->tm_isdst,
                    0,             {}};
  BrokenTime Broken;
  HostReply Reply =
      zoneCall(HostCall::MakeTime, 0, (char *)&Payload, sizeof(BrokenTime),
               sizeof(Payload), &Broken, sizeof(Broken));
  if (Reply.error) {
    errno = Reply.error;
    return -1;
  }
  unpack(Broken, *Time);
  return Reply.result;
}

time_t timelocal(tm *Time) noexcept { return mktime(Time); }

char *ctime_r(const time_t *Time, char *Text) noexcept {
  tm Broken;
  return localTime(*Time, Broken) ? asctime_r(&Broken, Text) : nullptr;
}

char *ctime(const time_t *Time) noexcept {
  tm Broken;
  return localTime(*Time, Broken) ? asctime(&Broken) : nullptr;
}

void tzset(void) noexcept {
  char Payload[512];
  ZoneSummary Summary;
  if (zoneCall(HostCall::TimeZone, 0, Payload, 0, sizeof(Payload), &Summary,
               sizeof(Summary)).result < 0)
    return;
  for (int I = 0; I < 2; ++I)
    tzname[I] = keep(Summary.names[I]);
  timezone = long(Summary.west);
  daylight = int(Summary.daylight);
}

} // extern "C"
