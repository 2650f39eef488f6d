/*===- sys/types.h - POSIX <sys/types.h> -----------------------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_SYS_TYPES_H
#define HEDDLE_SYS_TYPES_H

#include "../llvm-libc-types/blkcnt_t.h"
#include "../llvm-libc-types/blksize_t.h"
#include "../llvm-libc-types/clock_t.h"
#include "../llvm-libc-types/clockid_t.h"
#include "../llvm-libc-types/dev_t.h"
#include "../llvm-libc-types/gid_t.h"
#include "../llvm-libc-types/ino_t.h"
#include "../llvm-libc-types/mode_t.h"
#include "../llvm-libc-types/nlink_t.h"
#include "../llvm-libc-types/off_t.h"
#include "../llvm-libc-types/pid_t.h"
#include "../llvm-libc-types/ssize_t.h"
#include "../llvm-libc-types/suseconds_t.h"
#include "../llvm-libc-types/time_t.h"
#include "../llvm-libc-types/uid_t.h"

#define __need_size_t
#include <stddef.h>

typedef unsigned long useconds_t;
typedef unsigned id_t;
typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned long u_long;

#endif /* HEDDLE_SYS_TYPES_H */
