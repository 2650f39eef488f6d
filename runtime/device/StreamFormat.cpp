//===- StreamFormat.cpp - printf to streams -------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The text is made before the stream is touched, so that one printf is one
// write and formatting keeps nobody waiting.
//
//===----------------------------------------------------------------------===//

#include "Malloc.h"
#include "Stream.h"

#include <errno.h>
#include <stdarg.h>

using namespace heddle;

static int write(FILE *Stream, const char *Text, int Bytes) {
  return writeStream(Stream, Text, size_t(Bytes)) == size_t(Bytes) ? Bytes : -1;
}

/// For texts that the stack has no room for.
static int formatOnHeap(FILE *Stream, const char *Format, va_list Arguments,
                        int Bytes) {
  auto *Text = (char *)allocateBlock(size_t(Bytes) + 1);
  if (!Text) {
    errno = ENOMEM;
    return -1;
  }
  vsnprintf(Text, size_t(Bytes) + 1, Format, Arguments);
  int Result = write(Stream, Text, Bytes);
  freeBlock(Text);
  return Result;
}

extern "C" {

int vfprintf(FILE *__restrict Stream, const char *__restrict Format,
             va_list Arguments) noexcept {
  char Text[512];
  va_list Again;
  va_copy(Again, Arguments);
  int Bytes = vsnprintf(Text, sizeof(Text), Format, Arguments);
  int Result = Bytes < 0 ? -1
               : size_t(Bytes) < sizeof(Text)
                   ? write(Stream, Text, Bytes)
                   : formatOnHeap(Stream, Format, Again, Bytes);
  va_end(Again);
  return Result;
}

int vprintf(const char *__restrict Format, va_list Arguments) noexcept {
  return vfprintf(stdout, Format, Arguments);
}

int fprintf(FILE *__restrict Stream, const char *__restrict Format,
            ...) noexcept {
  va_list Arguments;
  va_start(Arguments, Format);
  int Result = vfprintf(Stream, Format, Arguments);
  va_end(Arguments);
  return Result;
}

int printf(const char *__restrict Format, ...) noexcept {
  va_list Arguments;
  va_start(Arguments, Format);
  int Result = vfprintf(stdout, Format, Arguments);
  va_end(Arguments);
  return Result;
}

} // extern "C"
