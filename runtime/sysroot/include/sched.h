/*===- sched.h - POSIX <sched.h> ---------------------------------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_SCHED_H
#define HEDDLE_SCHED_H

#ifdef __cplusplus
extern "C" {
#endif

/* Gives the other warps of the SM the issue slots for a moment. Always 0. */
int sched_yield(void);

#ifdef __cplusplus
}
#endif
#endif /* HEDDLE_SCHED_H */
