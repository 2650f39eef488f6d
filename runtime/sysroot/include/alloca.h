//===- alloca.h - Memory on the stack -------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef _ALLOCA_H
#define _ALLOCA_H

#undef alloca
#define alloca(bytes) __builtin_alloca(bytes)

#endif // _ALLOCA_H
