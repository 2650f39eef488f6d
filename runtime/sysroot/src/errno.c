//===- errno.c - One errno for a program ------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For a program that is linked without a definition of its own: a runtime that
// knows threads gives each its errno by defining this function.
//
//===----------------------------------------------------------------------===//

#include <errno.h>

int *__llvm_libc_errno(void) {
  static int value;
  return &value;
}
