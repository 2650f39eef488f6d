/*===- time.h - ISO C and POSIX <time.h> -----------------------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_TIME_H
#define HEDDLE_TIME_H

#include "__llvm-libc-common.h"
#include "llvm-libc-types/clock_t.h"
#include "llvm-libc-types/clockid_t.h"
#include "llvm-libc-types/locale_t.h"
#include "llvm-libc-types/pid_t.h"
#include "llvm-libc-types/struct_timespec.h"
#include "llvm-libc-types/struct_tm.h"
#include "llvm-libc-types/time_t.h"

#define __need_size_t
#define __need_NULL
#include <stddef.h>

#define CLOCKS_PER_SEC 1000000L
#define TIME_UTC 1
#define TIME_MONOTONIC 2
#define TIMER_ABSTIME 1

/* Numbered as on Linux. */
#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
#define CLOCK_PROCESS_CPUTIME_ID 2
#define CLOCK_THREAD_CPUTIME_ID 3
#define CLOCK_MONOTONIC_RAW 4
#define CLOCK_REALTIME_COARSE 5
#define CLOCK_MONOTONIC_COARSE 6
#define CLOCK_BOOTTIME 7

__BEGIN_C_DECLS

char *asctime(const struct tm *) __NOEXCEPT;
char *asctime_r(const struct tm *__restrict, char *__restrict) __NOEXCEPT;
char *ctime(const time_t *) __NOEXCEPT;
char *ctime_r(const time_t *, char *) __NOEXCEPT;
double difftime(time_t, time_t) __NOEXCEPT;
struct tm *gmtime(const time_t *) __NOEXCEPT;
struct tm *gmtime_r(const time_t *__restrict, struct tm *__restrict) __NOEXCEPT;
struct tm *localtime(const time_t *) __NOEXCEPT;
struct tm *localtime_r(const time_t *__restrict, struct tm *__restrict) __NOEXCEPT;
time_t mktime(struct tm *) __NOEXCEPT;
time_t timegm(struct tm *) __NOEXCEPT;
time_t timelocal(struct tm *) __NOEXCEPT;
void tzset(void) __NOEXCEPT;
extern char *tzname[2];
extern long timezone;
extern int daylight;
size_t strftime(char *__restrict, size_t, const char *__restrict,
                const struct tm *__restrict) __NOEXCEPT;
size_t strftime_l(char *__restrict, size_t, const char *__restrict,
                  const struct tm *__restrict, locale_t) __NOEXCEPT;

clock_t clock(void) __NOEXCEPT;
time_t time(time_t *) __NOEXCEPT;
int timespec_get(struct timespec *, int) __NOEXCEPT;
int clock_getres(clockid_t, struct timespec *) __NOEXCEPT;
int clock_gettime(clockid_t, struct timespec *) __NOEXCEPT;
int clock_nanosleep(clockid_t, int, const struct timespec *, struct timespec *) __NOEXCEPT;
int nanosleep(const struct timespec *, struct timespec *) __NOEXCEPT;

__END_C_DECLS

#endif /* HEDDLE_TIME_H */
