//===- format.c - The printf family on strings ----------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// LLVM libc builds its formatting code once into each of these functions; on the
// device that code is most of a small program and of the time to compile it. Here
// all of them are vsnprintf, and sscanf is vsscanf.
//
//===----------------------------------------------------------------------===//

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int vsprintf(char *restrict to, const char *restrict format, va_list args) {
  return vsnprintf(to, INT_MAX, format, args);
}

int vasprintf(char **restrict to, const char *restrict format, va_list args) {
  char first[128];
  va_list again;
  va_copy(again, args);
  int length = vsnprintf(first, sizeof first, format, args);
  *to = length < 0 ? NULL : malloc((size_t)length + 1);
  if (!*to)
    length = -1;
  else if ((size_t)length < sizeof first)
    memcpy(*to, first, (size_t)length + 1);
  else
    length = vsnprintf(*to, (size_t)length + 1, format, again);
  va_end(again);
  return length;
}

int vdprintf(int descriptor, const char *restrict format, va_list args) {
  char first[512];
  char *text = first;
  va_list again;
  va_copy(again, args);
  int length = vsnprintf(first, sizeof first, format, args);
  if (length >= (int)sizeof first)
    length = vasprintf(&text, format, again);
  va_end(again);
  if (length < 0)
    return -1;
  int result = length;
  for (int done = 0; done < length;) {
    ssize_t count = write(descriptor, text + done, (size_t)(length - done));
    if (count < 0) {
      result = -1;
      break;
    }
    done += (int)count;
  }
  if (text != first)
    free(text);
  return result;
}

#define FORWARD(call)                                                          \
  va_list args;                                                                \
  va_start(args, format);                                                      \
  int result = call;                                                           \
  va_end(args);                                                                \
  return result

int sprintf(char *restrict to, const char *restrict format, ...) {
  FORWARD(vsprintf(to, format, args));
}

int snprintf(char *restrict to, size_t size, const char *restrict format, ...) {
  FORWARD(vsnprintf(to, size, format, args));
}

int dprintf(int descriptor, const char *restrict format, ...) {
  FORWARD(vdprintf(descriptor, format, args));
}

int asprintf(char **restrict to, const char *restrict format, ...) {
  FORWARD(vasprintf(to, format, args));
}

int sscanf(const char *restrict text, const char *restrict format, ...) {
  FORWARD(vsscanf(text, format, args));
}
