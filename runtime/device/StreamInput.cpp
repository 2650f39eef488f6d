//===- StreamInput.cpp - Reading from streams -----------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Stream.h"

#include <errno.h>
#include <string.h>

using namespace heddle;

extern "C" {

size_t fread(void *__restrict Data, size_t Size, size_t Count,
             FILE *__restrict Stream) noexcept {
  size_t Bytes;
  if (__builtin_mul_overflow(Size, Count, &Bytes)) {
    Stream->fail(EINVAL);
    return 0;
  }
  if (Bytes == 0)
    return 0;
  StreamGuard Guard(Stream);
  return Stream->read(Data, Bytes) / Size;
}

int fgetc(FILE *Stream) noexcept {
  StreamGuard Guard(Stream);
  return Stream->get();
}

int getc(FILE *Stream) noexcept { return fgetc(Stream); }
int getchar(void) noexcept { return fgetc(stdin); }

int ungetc(int Character, FILE *Stream) noexcept {
  StreamGuard Guard(Stream);
  return Stream->unget(Character) ? (unsigned char)Character : EOF;
}

char *fgets(char *__restrict Line, int Size, FILE *__restrict Stream) noexcept {
  if (Size <= 0)
    return nullptr;
  StreamGuard Guard(Stream);
  uint32_t Room = uint32_t(Size) - 1, Length = 0;
  bool HadError = Stream->has(FILE::Error);
  while (Length < Room) {
    uint32_t Part = Room - Length;
    if (uint32_t Unread = Stream->unread()) {
      if (Part > Unread)
        Part = Unread;
      const unsigned char *From = Stream->buffer + Stream->position;
      if (const void *Newline = memchr(From, '\n', Part))
        Part = uint32_t((const unsigned char *)Newline - From) + 1;
      memcpy(Line + Length, From, Part);
      Stream->position += Part;
    } else {
      Part = Stream->readLineInto(Line + Length,
                                  Part < MaxPayload ? Part : MaxPayload);
      if (Part == 0)
        break;
    }
    Length += Part;
    if (Line[Length - 1] == '\n')
      break;
  }
  if ((Length == 0 && Room != 0) || (Stream->has(FILE::Error) && !HadError))
    return nullptr;
  Line[Length] = '\0';
  return Line;
}

} // extern "C"
