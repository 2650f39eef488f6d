/*===- sys/un.h - POSIX <sys/un.h> -----------------------------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_SYS_UN_H
#define HEDDLE_SYS_UN_H

#include "../llvm-libc-types/struct_sockaddr_un.h"

#endif /* HEDDLE_SYS_UN_H */
