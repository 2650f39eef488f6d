/*===- sys/random.h - Linux <sys/random.h> ---------------------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_SYS_RANDOM_H
#define HEDDLE_SYS_RANDOM_H

#include "../__llvm-libc-common.h"
#include "types.h"

#define GRND_NONBLOCK 1
#define GRND_RANDOM 2

__BEGIN_C_DECLS

ssize_t getrandom(void *, size_t, unsigned) __NOEXCEPT;
int getentropy(void *, size_t) __NOEXCEPT;

__END_C_DECLS

#endif /* HEDDLE_SYS_RANDOM_H */
