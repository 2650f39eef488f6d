/*===- dlfcn.h - POSIX <dlfcn.h>, declared to be refused -------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_DLFCN_H
#define HEDDLE_DLFCN_H

#include "__llvm-libc-common.h"
#include <heddle/unsupported.h>

#define RTLD_LAZY 1
#define RTLD_NOW 2
#define RTLD_LOCAL 0
#define RTLD_GLOBAL 0x100
#define RTLD_DEFAULT ((void *)0)
#define RTLD_NEXT ((void *)-1)

__BEGIN_C_DECLS

void *dlopen(const char *, int) __NOEXCEPT __HEDDLE_NO_DYNAMIC_LINKING;
void *dlsym(void *__restrict, const char *__restrict) __NOEXCEPT __HEDDLE_NO_DYNAMIC_LINKING;
int dlclose(void *) __NOEXCEPT __HEDDLE_NO_DYNAMIC_LINKING;
char *dlerror(void) __NOEXCEPT __HEDDLE_NO_DYNAMIC_LINKING;

__END_C_DECLS

#endif /* HEDDLE_DLFCN_H */
