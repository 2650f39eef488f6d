/*===- heddle/sigset.h - A set of signals ---------------------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_SIGSET_H
#define HEDDLE_SIGSET_H

typedef struct {
  unsigned long __signals[16];
} sigset_t;

#endif /* HEDDLE_SIGSET_H */
