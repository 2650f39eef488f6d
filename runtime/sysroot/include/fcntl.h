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
#include "llvm-libc-types/pid_t.h"

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
#define F_GETLK 5
#define F_SETLK 6
#define F_SETLKW 7
#define F_OFD_GETLK 36
#define F_OFD_SETLK 37
#define F_OFD_SETLKW 38
#define F_DUPFD_CLOEXEC 1030
#define FD_CLOEXEC 1
#define F_RDLCK 0
#define F_WRLCK 1
#define F_UNLCK 2
#define AT_FDCWD (-100)
#define AT_SYMLINK_NOFOLLOW 0x100
#define AT_EACCESS 0x200
#define AT_REMOVEDIR 0x200
#define AT_EMPTY_PATH 0x1000

struct flock {
  short l_type, l_whence;
  off_t l_start, l_len;
  pid_t l_pid;
};

__BEGIN_C_DECLS

int open(const char *, int, ...) __NOEXCEPT;
int openat(int, const char *, int, ...) __NOEXCEPT;
int creat(const char *, mode_t) __NOEXCEPT;
int fcntl(int, int, ...) __NOEXCEPT;

__END_C_DECLS

#endif /* HEDDLE_FCNTL_H */
