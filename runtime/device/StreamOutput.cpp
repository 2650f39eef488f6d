//===- StreamOutput.cpp - Writing to streams ------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Stream.h"
#include "TextLine.h"

#include <errno.h>
#include <string.h>

using namespace heddle;

extern "C" {

size_t fwrite(const void *__restrict Data, size_t Size, size_t Count,
              FILE *__restrict Stream) noexcept {
  size_t Bytes;
  if (__builtin_mul_overflow(Size, Count, &Bytes)) {
    Stream->fail(EINVAL);
    return 0;
  }
  size_t Written = writeStream(Stream, Data, Bytes);
  return Written == Bytes ? (Size ? Count : 0) : Written / Size;
}

int fputs(const char *__restrict Text, FILE *__restrict Stream) noexcept {
  size_t Bytes = strlen(Text);
  return writeStream(Stream, Text, Bytes) == Bytes ? 1 : EOF;
}

// The text and its newline must stay together.
int puts(const char *Text) noexcept {
  TextLine::Buffer Buffer;
  TextLine Line(Buffer);
  Line.append(Text);
  Line.append('\n');
  if (!Line.overflowed())
    return writeStream(stdout, Line.text(), Line.length()) == Line.length()
               ? 1
               : EOF;
  size_t Bytes = strlen(Text);
  StreamGuard Guard(stdout);
  return stdout->writeAll(Text, Bytes) == Bytes && stdout->writeAll("\n", 1)
             ? 1
             : EOF;
}

int fputc(int Character, FILE *Stream) noexcept {
  unsigned char Byte = (unsigned char)Character;
  return writeStream(Stream, &Byte, 1) == 1 ? Byte : EOF;
}

int putc(int Character, FILE *Stream) noexcept {
  return fputc(Character, Stream);
}

int putchar(int Character) noexcept { return fputc(Character, stdout); }

} // extern "C"
