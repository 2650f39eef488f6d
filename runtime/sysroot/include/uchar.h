/*===- uchar.h - ISO C <uchar.h> -------------------------------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_UCHAR_H
#define HEDDLE_UCHAR_H

#include "__llvm-libc-common.h"
#include "llvm-libc-types/char16_t.h"
#include "llvm-libc-types/char32_t.h"
#include "llvm-libc-types/char8_t.h"
#include "llvm-libc-types/mbstate_t.h"

#define __need_size_t
#include <stddef.h>

__BEGIN_C_DECLS

size_t mbrtoc16(char16_t *__restrict, const char *__restrict, size_t, mbstate_t *__restrict) __NOEXCEPT;
size_t c16rtomb(char *__restrict, char16_t, mbstate_t *__restrict) __NOEXCEPT;
size_t mbrtoc32(char32_t *__restrict, const char *__restrict, size_t, mbstate_t *__restrict) __NOEXCEPT;
size_t c32rtomb(char *__restrict, char32_t, mbstate_t *__restrict) __NOEXCEPT;

__END_C_DECLS

#endif /* HEDDLE_UCHAR_H */
