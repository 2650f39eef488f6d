/*===- fcntl.h - POSIX <fcntl.h> -------------------------------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_FCNTL_H
#define HEDDLE_FCNTL_H

#include "__llvm-libc-common.h"
#include "llvm-libc-types/mode_t.h"
#include "llvm-libc-types/off_t.h"
#include <heddle/unsupported.h>

/* Numbered as on Linux. */
#define O_RDONLY 00
#define O_WRONLY 01
#define O_RDWR 02
#define O_ACCMODE 03
#define O_CREAT 0100
#define O_EXCL 0200
#define O_NOCTTY 0400
#define O_TRUNC 01000
#define O_APPEND 02000
#define O_NONBLOCK 04000
#define O_DSYNC 010000
#define O_DIRECTORY 0200000
#define O_NOFOLLOW 0400000
#define O_CLOEXEC 02000000
#define O_SYNC 04010000
#define O_PATH 010000000
#define F_DUPFD 0
#define F_GETFD 1
#define F_SETFD 2
#define F_GETFL 3
#define F_SETFL 4
#define FD_CLOEXEC 1
#define AT_FDCWD (-100)
#define AT_SYMLINK_NOFOLLOW 0x100
#define AT_EACCESS 0x200
#define AT_REMOVEDIR 0x200
#define AT_EMPTY_PATH 0x1000

__BEGIN_C_DECLS

int open(const char *, int, ...) __NOEXCEPT;
int openat(int, const char *, int, ...) __NOEXCEPT;
int creat(const char *, mode_t) __NOEXCEPT;
int fcntl(int, int, ...) __NOEXCEPT
    __HEDDLE_UNSUPPORTED("descriptors of the device cannot be duplicated or changed");

__END_C_DECLS

#endif /* HEDDLE_FCNTL_H */
