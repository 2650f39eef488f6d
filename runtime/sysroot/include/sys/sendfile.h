/*===- sys/sendfile.h - Linux <sys/sendfile.h> -----------------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_SYS_SENDFILE_H
#define HEDDLE_SYS_SENDFILE_H

#include "../__llvm-libc-common.h"
#include "types.h"

__BEGIN_C_DECLS

ssize_t sendfile(int, int, off_t *, size_t) __NOEXCEPT;

__END_C_DECLS

#endif /* HEDDLE_SYS_SENDFILE_H */
