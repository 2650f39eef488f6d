//===- wide_printf.c - printf with wide formats ---------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The format is turned into UTF-8, and the functions for bytes do the work.
// Precisions therefore count bytes, which differs from the standard for
// characters beyond ASCII.
//
//===----------------------------------------------------------------------===//

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

static char *formatBytes(const wchar_t *format, va_list args) {
  char *text = NULL;
  size_t size = wcslen(format) * 4 + 1;
  char *narrow = malloc(size);
  if (!narrow || wcstombs(narrow, format, size) == (size_t)-1 ||
      vasprintf(&text, narrow, args) < 0)
    text = NULL;
  free(narrow);
  return text;
}

int vswprintf(wchar_t *restrict to, size_t size, const wchar_t *restrict format,
              va_list args) {
  char *text = formatBytes(format, args);
  if (!text)
    return -1;
  size_t length = size ? mbstowcs(to, text, size) : (size_t)-1;
  free(text);
  if (length < size)
    return (int)length;
  if (length != (size_t)-1) {
    to[size - 1] = 0;
    errno = EOVERFLOW;
  }
  return -1;
}

int vfwprintf(FILE *restrict stream, const wchar_t *restrict format, va_list args) {
  char *text = formatBytes(format, args);
  if (!text)
    return -1;
  size_t length = mbstowcs(NULL, text, 0);
  int result = length == (size_t)-1 || fputs(text, stream) < 0 ? -1 : (int)length;
  free(text);
  return result;
}

int vwprintf(const wchar_t *restrict format, va_list args) {
  return vfwprintf(stdout, format, args);
}

#define FORWARD(call)                                                          \
  va_list args;                                                                \
  va_start(args, format);                                                      \
  int result = call;                                                           \
  va_end(args);                                                                \
  return result

int swprintf(wchar_t *restrict to, size_t size, const wchar_t *restrict format, ...) {
  FORWARD(vswprintf(to, size, format, args));
}

int fwprintf(FILE *restrict stream, const wchar_t *restrict format, ...) {
  FORWARD(vfwprintf(stream, format, args));
}

int wprintf(const wchar_t *restrict format, ...) { FORWARD(vwprintf(format, args)); }
