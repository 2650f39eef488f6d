//===- wide_scanf.c - scanf with wide formats -----------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The format, and for swscanf the text, are turned into UTF-8, and the functions
// for bytes do the work. Field widths therefore count bytes, which differs from
// the standard for characters beyond ASCII.
//
//===----------------------------------------------------------------------===//

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

static char *toBytes(const wchar_t *text) {
  size_t size = wcslen(text) * 4 + 1;
  char *bytes = malloc(size);
  if (bytes && wcstombs(bytes, text, size) == (size_t)-1) {
    free(bytes);
    bytes = NULL;
  }
  return bytes;
}

int vfwscanf(FILE *restrict stream, const wchar_t *restrict format, va_list args) {
  char *narrow = toBytes(format);
  int result = narrow ? vfscanf(stream, narrow, args) : EOF;
  free(narrow);
  return result;
}

int vswscanf(const wchar_t *restrict text, const wchar_t *restrict format,
             va_list args) {
  char *narrowText = toBytes(text), *narrow = toBytes(format);
  int result = narrowText && narrow ? vsscanf(narrowText, narrow, args) : EOF;
  free(narrowText);
  free(narrow);
  return result;
}

int vwscanf(const wchar_t *restrict format, va_list args) {
  return vfwscanf(stdin, format, args);
}

#define FORWARD(call)                                                          \
  va_list args;                                                                \
  va_start(args, format);                                                      \
  int result = call;                                                           \
  va_end(args);                                                                \
  return result

int swscanf(const wchar_t *restrict text, const wchar_t *restrict format, ...) {
  FORWARD(vswscanf(text, format, args));
}

int fwscanf(FILE *restrict stream, const wchar_t *restrict format, ...) {
  FORWARD(vfwscanf(stream, format, args));
}

int wscanf(const wchar_t *restrict format, ...) { FORWARD(vwscanf(format, args)); }
