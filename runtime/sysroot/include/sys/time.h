/*===- sys/time.h - POSIX <sys/time.h> -------------------------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_SYS_TIME_H
#define HEDDLE_SYS_TIME_H

#include "../__llvm-libc-common.h"
#include "../llvm-libc-types/struct_timeval.h"
#include "select.h"

__BEGIN_C_DECLS

int gettimeofday(struct timeval *__restrict, void *__restrict) __NOEXCEPT;
int utimes(const char *, const struct timeval[2]) __NOEXCEPT;

__END_C_DECLS

#define timerisset(t) ((t)->tv_sec || (t)->tv_usec)
#define timerclear(t) ((t)->tv_sec = (t)->tv_usec = 0)

#endif /* HEDDLE_SYS_TIME_H */
