//===- time_extensions.c - What POSIX adds to <time.h> --------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// On top of clock_gettime and nanosleep.
//
//===----------------------------------------------------------------------===//

#include <errno.h>
#include <time.h>

int timespec_get(struct timespec *time, int base) {
  clockid_t clock = base == TIME_MONOTONIC ? CLOCK_MONOTONIC : CLOCK_REALTIME;
  if (base != TIME_UTC && base != TIME_MONOTONIC)
    return 0;
  return clock_gettime(clock, time) ? 0 : base;
}

int clock_getres(clockid_t clock, struct timespec *resolution) {
  struct timespec now;
  if (clock_gettime(clock, &now))
    return -1;
  if (resolution)
    *resolution = (struct timespec){0, 1000};
  return 0;
}

// Returns the error instead of setting errno.
int clock_nanosleep(clockid_t clock, int flags, const struct timespec *request,
                    struct timespec *remaining) {
  struct timespec wait = *request;
  if (flags & TIMER_ABSTIME) {
    struct timespec now;
    if (clock_gettime(clock, &now))
      return errno;
    wait.tv_sec -= now.tv_sec;
    wait.tv_nsec -= now.tv_nsec;
    if (wait.tv_nsec < 0) {
      wait.tv_nsec += 1000000000;
      --wait.tv_sec;
    }
    if (wait.tv_sec < 0)
      return 0;
  }
  return nanosleep(&wait, flags & TIMER_ABSTIME ? NULL : remaining) ? errno : 0;
}
