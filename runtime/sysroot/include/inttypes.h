//===- inttypes.h - ISO C <inttypes.h> ------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_INTTYPES_H
#define HEDDLE_INTTYPES_H

#include <llvm-libc/inttypes.h>

/* What LLVM libc does not have yet. */

#define __need_wchar_t
#include <stddef.h>

__BEGIN_C_DECLS

intmax_t wcstoimax(const wchar_t *__restrict, wchar_t **__restrict,
                   int) __NOEXCEPT;
uintmax_t wcstoumax(const wchar_t *__restrict, wchar_t **__restrict,
                    int) __NOEXCEPT;

__END_C_DECLS

#endif // HEDDLE_INTTYPES_H
