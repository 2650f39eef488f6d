/*===- sys/statvfs.h - POSIX <sys/statvfs.h> -------------------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_SYS_STATVFS_H
#define HEDDLE_SYS_STATVFS_H

#include "../__llvm-libc-common.h"
#include "../llvm-libc-types/struct_statvfs.h"

#define ST_RDONLY 1
#define ST_NOSUID 2

__BEGIN_C_DECLS

int statvfs(const char *__restrict, struct statvfs *__restrict) __NOEXCEPT;

__END_C_DECLS

#endif /* HEDDLE_SYS_STATVFS_H */
