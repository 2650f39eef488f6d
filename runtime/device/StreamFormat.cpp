//===- StreamFormat.cpp - printf ------------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The text is made before the stream is touched, so that one printf is one
// write and formatting keeps nobody waiting. What most programs print is made here: the C
// library's printf, which can do all, hands each piece from function to function through
// memory, and takes several times as long.
//
//===----------------------------------------------------------------------===//

#include "Malloc.h"
#include "Stream.h"
#include "TextLine.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

using namespace heddle;

/// The C library's own vsnprintf.
extern "C" int __heddle_vsnprintf_any(char *__restrict, size_t,
                                      const char *__restrict, va_list) noexcept;

static int write(FILE *Stream, const char *Text, int Bytes) {
  return writeStream(Stream, Text, size_t(Bytes)) == size_t(Bytes) ? Bytes : -1;
}

namespace {

/// What stands between % and the conversion, as far as it is known here.
struct Specification {
  uint32_t width = 0;
  bool left = false, zeros = false, isLong = false;
};

/// A number's characters, in words of eight.
struct Digits {
  static constexpr uint32_t GroupDigits = 8;
  uint64_t group[3]; ///< the last eight digits first
  uint32_t count = 0;
};

/// The last digit comes first and is shifted up by those before it.
template <uint32_t Base>
uint64_t makeGroup(uint32_t Value, uint32_t &Count, char Ten) {
  uint64_t Text = 0;
  Count = 0;
  do {
    uint32_t Digit = Value % Base;
    Text = Text << 8 | (Digit < 10 ? '0' + Digit : uint32_t(Ten) + Digit - 10);
    Value /= Base;
    ++Count;
  } while (Value);
  return Text;
}

template <uint32_t Base>
Digits makeDigits(uint64_t Value, uint64_t GroupSize, char Ten) {
  Digits D;
#pragma unroll
  for (uint32_t I = 0; I < 3; ++I) {
    bool Last = I == 2 || Value < GroupSize;
    uint32_t Part = uint32_t(Last ? Value : Value % GroupSize), Count;
    uint64_t Text = makeGroup<Base>(Part, Count, Ten);
    if (Last) {
      D.group[I] = Text;
      D.count += Count;
      break;
    }
    uint32_t Missing = 8 * (Digits::GroupDigits - Count);
    if (Missing)
      Text = Text << Missing | 0x3030303030303030 >> (64 - Missing);
    D.group[I] = Text;
    D.count += Digits::GroupDigits;
    Value /= GroupSize;
  }
  return D;
}

void appendNumber(TextLine &Line, const Specification &S, bool Negative,
                  const Digits &D) {
  uint32_t Length = D.count + Negative;
  uint32_t Fill = S.width > Length ? S.width - Length : 0;
  if (!S.left && !S.zeros)
    Line.appendMany(' ', Fill);
  if (Negative)
    Line.append('-');
  if (!S.left && S.zeros)
    Line.appendMany('0', Fill);
  uint32_t First = (D.count - 1) / Digits::GroupDigits;
#pragma unroll
  for (uint32_t I = 3; I-- > 0;)
    if (I <= First)
      Line.append(D.group[I], I == First ? D.count - I * Digits::GroupDigits
                                         : Digits::GroupDigits);
  if (S.left)
    Line.appendMany(' ', Fill);
}

void appendDecimal(TextLine &Line, const Specification &S, bool Negative,
                   uint64_t Value) {
  appendNumber(Line, S, Negative, makeDigits<10>(Value, 100000000, 0));
}

/// False for what only the C library can do.
bool appendConversion(TextLine &Line, const Specification &S,
                      unsigned char Conversion, va_list &Arguments) {
  switch (Conversion) {
  case 'd':
  case 'i': {
    int64_t Value = S.isLong ? va_arg(Arguments, long) : va_arg(Arguments, int);
    appendDecimal(Line, S, Value < 0, Value < 0 ? -uint64_t(Value) : uint64_t(Value));
    return true;
  }
  case 'u':
    appendDecimal(Line, S, false,
                  S.isLong ? va_arg(Arguments, unsigned long)
                           : va_arg(Arguments, unsigned));
    return true;
  case 'x':
  case 'X': {
    uint64_t Value = S.isLong ? va_arg(Arguments, unsigned long)
                              : va_arg(Arguments, unsigned);
    appendNumber(Line, S, false,
                 makeDigits<16>(Value, uint64_t(1) << 32, Conversion == 'x' ? 'a' : 'A'));
    return true;
  }
  case 'c':
    if (S.width || S.isLong)
      return false;
    Line.append((unsigned char)va_arg(Arguments, int));
    return true;
  case 's': {
    if (S.isLong || S.zeros)
      return false;
    const char *Text = va_arg(Arguments, const char *);
    if (!Text)
      return false;
    uint32_t Length = 0;
    if (S.width)
      for (TextReader R(Text); R.character() && Length < S.width; R.advance())
        ++Length;
    uint32_t Fill = S.width - (Length < S.width ? Length : S.width);
    if (!S.left)
      Line.appendMany(' ', Fill);
    Line.append(Text);
    if (S.left)
      Line.appendMany(' ', Fill);
    return true;
  }
  default:
    return false;
  }
}

/// False if the format has something else or the line is too long.
bool formatQuickly(TextLine &Line, const char *Format, va_list &Arguments) {
  for (TextReader R(Format); unsigned char C = R.character(); R.advance()) {
    if (C != '%') {
      Line.append(C);
      continue;
    }
    R.advance();
    C = R.character();
    if (C == '%') {
      Line.append(C);
      continue;
    }
    Specification S;
    for (; C == '-' || C == '0'; R.advance(), C = R.character())
      (C == '-' ? S.left : S.zeros) = true;
    for (; C >= '0' && C <= '9' && S.width < TextLine::Capacity; R.advance(), C = R.character())
      S.width = S.width * 10 + C - '0';
    for (; C == 'l' || C == 'z'; R.advance(), C = R.character())
      S.isLong = true;
    if (!appendConversion(Line, S, C, Arguments) || Line.overflowed())
      return false;
  }
  return !Line.overflowed();
}

} // namespace

/// For texts that the stack has no room for.
static int formatOnHeap(FILE *Stream, const char *Format, va_list Arguments,
                        int Bytes) {
  auto *Text = (char *)allocateBlock(size_t(Bytes) + 1);
  if (!Text) {
    errno = ENOMEM;
    return -1;
  }
  __heddle_vsnprintf_any(Text, size_t(Bytes) + 1, Format, Arguments);
  int Result = write(Stream, Text, Bytes);
  freeBlock(Text);
  return Result;
}

/// Whatever the format has.
[[gnu::noinline]] static int formatByLibrary(FILE *Stream, const char *Format,
                                             va_list Arguments) {
  char Text[512];
  va_list Again;
  va_copy(Again, Arguments);
  int Bytes = __heddle_vsnprintf_any(Text, sizeof(Text), Format, Arguments);
  int Result = Bytes < 0 ? -1
               : size_t(Bytes) < sizeof(Text)
                   ? write(Stream, Text, Bytes)
                   : formatOnHeap(Stream, Format, Again, Bytes);
  va_end(Again);
  return Result;
}

extern "C" {

int vfprintf(FILE *__restrict Stream, const char *__restrict Format,
             va_list Arguments) noexcept {
  va_list Again;
  va_copy(Again, Arguments);
  TextLine::Buffer Buffer;
  TextLine Line(Buffer);
  int Result = formatQuickly(Line, Format, Again)
                   ? write(Stream, Line.text(), int(Line.length()))
                   : formatByLibrary(Stream, Format, Arguments);
  va_end(Again);
  return Result;
}

int vsnprintf(char *__restrict To, size_t Room, const char *__restrict Format,
              va_list Arguments) noexcept {
  va_list Again;
  va_copy(Again, Arguments);
  TextLine::Buffer Buffer;
  TextLine Line(Buffer);
  bool IsMade = formatQuickly(Line, Format, Again);
  va_end(Again);
  if (!IsMade)
    return __heddle_vsnprintf_any(To, Room, Format, Arguments);
  if (Room) {
    size_t Kept = Line.length() < Room ? Line.length() : Room - 1;
    memcpy(To, Line.text(), Kept);
    To[Kept] = 0;
  }
  return int(Line.length());
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
