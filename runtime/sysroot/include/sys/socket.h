/*===- sys/socket.h - POSIX <sys/socket.h>, of which names remain ----------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_SYS_SOCKET_H
#define HEDDLE_SYS_SOCKET_H

#include "../__llvm-libc-common.h"
#include "../llvm-libc-types/sa_family_t.h"
#include "types.h"
#include <heddle/unsupported.h>

typedef unsigned socklen_t;

struct sockaddr {
  sa_family_t sa_family;
  char sa_data[14];
};

#define AF_UNSPEC 0
#define AF_UNIX 1
#define AF_LOCAL AF_UNIX
#define AF_INET 2
#define AF_INET6 10
#define SOCK_STREAM 1
#define SOCK_DGRAM 2

#define __HEDDLE_NO_SOCKETS                                                    \
  __HEDDLE_UNSUPPORTED("the device cannot communicate through sockets")

__BEGIN_C_DECLS

/* Those of AF_UNIX, which can be bound to names; nothing goes through them. */
int socket(int, int, int) __NOEXCEPT;
int bind(int, const struct sockaddr *, socklen_t) __NOEXCEPT;

int accept(int, struct sockaddr *__restrict, socklen_t *__restrict) __NOEXCEPT __HEDDLE_NO_SOCKETS;
int connect(int, const struct sockaddr *, socklen_t) __NOEXCEPT __HEDDLE_NO_SOCKETS;
int listen(int, int) __NOEXCEPT __HEDDLE_NO_SOCKETS;
ssize_t recv(int, void *, size_t, int) __NOEXCEPT __HEDDLE_NO_SOCKETS;
ssize_t send(int, const void *, size_t, int) __NOEXCEPT __HEDDLE_NO_SOCKETS;
int shutdown(int, int) __NOEXCEPT __HEDDLE_NO_SOCKETS;
int socketpair(int, int, int, int[2]) __NOEXCEPT __HEDDLE_NO_SOCKETS;

__END_C_DECLS

#endif /* HEDDLE_SYS_SOCKET_H */
