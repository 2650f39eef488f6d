/*===- sys/stat.h - POSIX <sys/stat.h> -------------------------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_SYS_STAT_H
#define HEDDLE_SYS_STAT_H

#include "../__llvm-libc-common.h"
#include "../llvm-libc-types/struct_timespec.h"
#include "types.h"
#include <heddle/unsupported.h>

#define S_IFMT 0170000
#define S_IFDIR 0040000
#define S_IFCHR 0020000
#define S_IFBLK 0060000
#define S_IFREG 0100000
#define S_IFIFO 0010000
#define S_IFLNK 0120000
#define S_IFSOCK 0140000
#define S_IRWXU 0700
#define S_IRUSR 0400
#define S_IWUSR 0200
#define S_IXUSR 0100
#define S_IRWXG 0070
#define S_IRWXO 0007
#define S_IWGRP 0020
#define S_IRGRP 0040
#define S_IXGRP 0010
#define S_IROTH 0004
#define S_IWOTH 0002
#define S_IXOTH 0001
#define S_ISUID 04000
#define S_ISGID 02000
#define S_ISVTX 01000
#define S_ISBLK(mode) (((mode) & S_IFMT) == S_IFBLK)
#define S_ISCHR(mode) (((mode) & S_IFMT) == S_IFCHR)
#define S_ISDIR(mode) (((mode) & S_IFMT) == S_IFDIR)
#define S_ISFIFO(mode) (((mode) & S_IFMT) == S_IFIFO)
#define S_ISLNK(mode) (((mode) & S_IFMT) == S_IFLNK)
#define S_ISREG(mode) (((mode) & S_IFMT) == S_IFREG)
#define S_ISSOCK(mode) (((mode) & S_IFMT) == S_IFSOCK)
#define UTIME_NOW ((1L << 30) - 1)
#define UTIME_OMIT ((1L << 30) - 2)

struct stat {
  dev_t st_dev;
  ino_t st_ino;
  mode_t st_mode;
  nlink_t st_nlink;
  uid_t st_uid;
  gid_t st_gid;
  dev_t st_rdev;
  off_t st_size;
  struct timespec st_atim;
  struct timespec st_mtim;
  struct timespec st_ctim;
  blksize_t st_blksize;
  blkcnt_t st_blocks;
};
#define st_atime st_atim.tv_sec
#define st_mtime st_mtim.tv_sec
#define st_ctime st_ctim.tv_sec

__BEGIN_C_DECLS

int stat(const char *__restrict, struct stat *__restrict) __NOEXCEPT;
int lstat(const char *__restrict, struct stat *__restrict) __NOEXCEPT;
int fstat(int, struct stat *) __NOEXCEPT;
int fstatat(int, const char *__restrict, struct stat *__restrict, int) __NOEXCEPT;
int mkdir(const char *, mode_t) __NOEXCEPT;
int mkdirat(int, const char *, mode_t) __NOEXCEPT;
int mkfifo(const char *, mode_t) __NOEXCEPT;
int chmod(const char *, mode_t) __NOEXCEPT;
int fchmod(int, mode_t) __NOEXCEPT;
int fchmodat(int, const char *, mode_t, int) __NOEXCEPT;
int utimensat(int, const char *, const struct timespec[2], int) __NOEXCEPT;
int futimens(int, const struct timespec[2]) __NOEXCEPT;
mode_t umask(mode_t) __NOEXCEPT;

__END_C_DECLS

#endif /* HEDDLE_SYS_STAT_H */
