//===- wide_collation.c - Order of wide strings, and their dates ----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

// In the C locale strings are ordered by the values of their characters.
int wcscoll(const wchar_t *a, const wchar_t *b) { return wcscmp(a, b); }

int wcscoll_l(const wchar_t *a, const wchar_t *b, locale_t locale) {
  (void)locale;
  return wcscmp(a, b);
}

size_t wcsxfrm(wchar_t *restrict to, const wchar_t *restrict from, size_t size) {
  size_t length = wcslen(from);
  if (length < size)
    wmemcpy(to, from, length + 1);
  return length;
}

size_t wcsxfrm_l(wchar_t *restrict to, const wchar_t *restrict from, size_t size,
                 locale_t locale) {
  (void)locale;
  return wcsxfrm(to, from, size);
}

size_t wcsftime(wchar_t *restrict to, size_t size, const wchar_t *restrict format,
                const struct tm *restrict time) {
  size_t formatBytes = wcslen(format) * 4 + 1, textBytes = size * 4 + 1;
  char *narrow = malloc(formatBytes + textBytes);
  if (!narrow)
    return 0;
  char *text = narrow + formatBytes;
  size_t length = 0;
  if (wcstombs(narrow, format, formatBytes) != (size_t)-1 &&
      strftime(text, textBytes, narrow, time)) {
    length = mbstowcs(to, text, size);
    if (length == (size_t)-1 || length == size)
      length = 0;
  }
  free(narrow);
  return length;
}
