/*===- sys/uio.h - POSIX <sys/uio.h> ---------------------------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_SYS_UIO_H
#define HEDDLE_SYS_UIO_H

#include "../__llvm-libc-common.h"
#include "types.h"

#define __need_size_t
#include <stddef.h>

#define UIO_MAXIOV 1024

struct iovec {
  void *iov_base;
  size_t iov_len;
};

__BEGIN_C_DECLS

ssize_t readv(int, const struct iovec *, int) __NOEXCEPT;
ssize_t writev(int, const struct iovec *, int) __NOEXCEPT;
ssize_t preadv(int, const struct iovec *, int, off_t) __NOEXCEPT;
ssize_t pwritev(int, const struct iovec *, int, off_t) __NOEXCEPT;

__END_C_DECLS

#endif /* HEDDLE_SYS_UIO_H */
