/*===- poll.h - POSIX <poll.h> --------------------------------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_POLL_H
#define HEDDLE_POLL_H

#include "__llvm-libc-common.h"
#include "llvm-libc-types/struct_timespec.h"
#include <heddle/sigset.h>

/* Numbered as on Linux. */
#define POLLIN 0x001
#define POLLPRI 0x002
#define POLLOUT 0x004
#define POLLERR 0x008
#define POLLHUP 0x010
#define POLLNVAL 0x020
#define POLLRDNORM 0x040
#define POLLRDBAND 0x080
#define POLLWRNORM 0x100
#define POLLWRBAND 0x200
#define POLLMSG 0x400
#define POLLRDHUP 0x2000

typedef unsigned long nfds_t;

struct pollfd {
  int fd;
  short events;
  short revents;
};

__BEGIN_C_DECLS

int poll(struct pollfd *, nfds_t, int) __NOEXCEPT;
int ppoll(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *) __NOEXCEPT;

__END_C_DECLS

#endif /* HEDDLE_POLL_H */
