/*===- sys/select.h - POSIX <sys/select.h> --------------------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_SYS_SELECT_H
#define HEDDLE_SYS_SELECT_H

#include "../__llvm-libc-common.h"
#include "../llvm-libc-types/struct_timespec.h"
#include "../llvm-libc-types/struct_timeval.h"
#include <heddle/sigset.h>

#define FD_SETSIZE 1024

typedef struct {
  unsigned long fds_bits[FD_SETSIZE / 64];
} fd_set;

#define __FD_BIT(d) (1UL << ((unsigned)(d) % 64))
#define FD_ZERO(s) ((void)__builtin_memset((s), 0, sizeof(fd_set)))
#define FD_SET(d, s) ((void)((s)->fds_bits[(unsigned)(d) / 64] |= __FD_BIT(d)))
#define FD_CLR(d, s) ((void)((s)->fds_bits[(unsigned)(d) / 64] &= ~__FD_BIT(d)))
#define FD_ISSET(d, s) (((s)->fds_bits[(unsigned)(d) / 64] & __FD_BIT(d)) != 0)

__BEGIN_C_DECLS

int select(int, fd_set *__restrict, fd_set *__restrict, fd_set *__restrict,
           struct timeval *__restrict) __NOEXCEPT;
int pselect(int, fd_set *__restrict, fd_set *__restrict, fd_set *__restrict,
            const struct timespec *__restrict, const sigset_t *__restrict) __NOEXCEPT;

__END_C_DECLS

#endif /* HEDDLE_SYS_SELECT_H */
