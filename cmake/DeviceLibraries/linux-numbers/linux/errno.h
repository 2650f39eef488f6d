//===- errno.h - The kernel's <linux/errno.h>, from the sysroot's -----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For compiling LLVM libc's table of Linux's error messages.
//
//===----------------------------------------------------------------------===//

#include <errno.h>
#undef errno
