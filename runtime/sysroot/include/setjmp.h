/*===- setjmp.h - ISO C <setjmp.h>, declared to be refused -----------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_SETJMP_H
#define HEDDLE_SETJMP_H

#include "__llvm-libc-common.h"
#include <heddle/unsupported.h>

typedef struct {
  unsigned long __unused[8];
} jmp_buf[1];
typedef jmp_buf sigjmp_buf;

#define __HEDDLE_NO_JUMPS                                                      \
  __HEDDLE_UNSUPPORTED("the device has no way to return to an earlier call's frame, use exceptions")

__BEGIN_C_DECLS

int setjmp(jmp_buf) _Returns_twice __HEDDLE_NO_JUMPS;
int _setjmp(jmp_buf) _Returns_twice __HEDDLE_NO_JUMPS;
int sigsetjmp(sigjmp_buf, int) _Returns_twice __HEDDLE_NO_JUMPS;
_Noreturn void longjmp(jmp_buf, int) __HEDDLE_NO_JUMPS;
_Noreturn void _longjmp(jmp_buf, int) __HEDDLE_NO_JUMPS;
_Noreturn void siglongjmp(sigjmp_buf, int) __HEDDLE_NO_JUMPS;

__END_C_DECLS

#define setjmp setjmp

#endif /* HEDDLE_SETJMP_H */
