/*===- limits.h - ISO C and POSIX <limits.h> --------------------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_LIMITS_H
#define HEDDLE_LIMITS_H

#include <llvm-libc/limits.h>

/* Linux's. */
#define NAME_MAX 255
#define PATH_MAX 4096
#define PIPE_BUF 4096
#define IOV_MAX 1024

#endif /* HEDDLE_LIMITS_H */
