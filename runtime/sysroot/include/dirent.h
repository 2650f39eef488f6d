/*===- dirent.h - POSIX <dirent.h> -----------------------------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_DIRENT_H
#define HEDDLE_DIRENT_H

#include "__llvm-libc-common.h"
#include "llvm-libc-types/DIR.h"
#include "llvm-libc-types/ino_t.h"
#include "llvm-libc-types/off_t.h"

/* As Linux lays it out and numbers it. */
struct dirent {
  ino_t d_ino;
  off_t d_off;
  unsigned short d_reclen;
  unsigned char d_type;
  char d_name[256];
};
#define d_fileno d_ino

#define DT_UNKNOWN 0
#define DT_FIFO 1
#define DT_CHR 2
#define DT_DIR 4
#define DT_BLK 6
#define DT_REG 8
#define DT_LNK 10
#define DT_SOCK 12

__BEGIN_C_DECLS

DIR *opendir(const char *) __NOEXCEPT;
DIR *fdopendir(int) __NOEXCEPT;
struct dirent *readdir(DIR *) __NOEXCEPT;
int closedir(DIR *) __NOEXCEPT;
int dirfd(DIR *) __NOEXCEPT;
void rewinddir(DIR *) __NOEXCEPT;
long telldir(DIR *) __NOEXCEPT;
void seekdir(DIR *, long) __NOEXCEPT;
int scandir(const char *, struct dirent ***, int (*)(const struct dirent *),
            int (*)(const struct dirent **, const struct dirent **));
int alphasort(const struct dirent **, const struct dirent **) __NOEXCEPT;

__END_C_DECLS

#endif /* HEDDLE_DIRENT_H */
