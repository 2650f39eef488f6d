//===- wide_numbers.c - Wide strings as numbers ---------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include <inttypes.h>
#include <wchar.h>

_Static_assert(sizeof(intmax_t) == sizeof(long long), "");

intmax_t wcstoimax(const wchar_t *restrict text, wchar_t **restrict end, int base) {
  return wcstoll(text, end, base);
}

uintmax_t wcstoumax(const wchar_t *restrict text, wchar_t **restrict end, int base) {
  return wcstoull(text, end, base);
}
