//===- StreamScan.cpp - scanf from streams --------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// C17 7.21.6.2: an input item is the longest sequence that is, or begins, a
// matching one, found by looking one character ahead, so that exactly the item
// is consumed. Where the GNU C library reads the standard its own way, so does
// this: "1e+" is a number, and the end of input is reported (EOF) until the
// first assignment instead of the first conversion.
//
//===----------------------------------------------------------------------===//

#include "Malloc.h"
#include "Stream.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

using namespace heddle;

namespace {

enum class Outcome { Matched, MatchingFailure, InputFailure };

/// What stands between % and the conversion's letter, and that letter.
struct Directive {
  bool suppressed; ///< no assignment
  unsigned width;
  /// hh: 'H', h: 'h', l: 'l', ll, j, z, t, q: 'q', L: 'L'; otherwise 0.
  char length;
  char conversion;
  const char *set; ///< of %[, after the bracket and the circumflex
  const char *setEnd;
  bool setInverted;
};

/// Reads a directive; returns where it ends.
const char *parse(const char *At, Directive &D) {
  D = {false, 0, 0, 0, nullptr, nullptr, false};
  if (*At == '*') {
    D.suppressed = true;
    ++At;
  }
  while (*At >= '0' && *At <= '9')
    D.width = D.width * 10 + unsigned(*At++ - '0');
  if (*At == 'h' || *At == 'l') {
    D.length = *At++;
    if (*At == D.length) {
      D.length = D.length == 'h' ? 'H' : 'q';
      ++At;
    }
  } else if (*At && strchr("jztqL", *At)) {
    D.length = *At == 'L' ? 'L' : 'q';
    ++At;
  }
  D.conversion = *At;
  if (!*At++)
    return At - 1;
  if (D.conversion == '[') {
    D.setInverted = *At == '^';
    At += D.setInverted;
    D.set = At;
    At += *At == ']'; // the first one is a member
    while (*At && *At != ']')
      ++At;
    D.setEnd = At;
    if (*At)
      ++At;
    else
      D.conversion = 0;
  }
  return At;
}

bool isInSet(const Directive &D, unsigned char C) {
  bool Found = false;
  for (const char *At = D.set; At < D.setEnd && !Found; ++At) {
    auto First = (unsigned char)*At;
    if (At + 2 < D.setEnd && At[1] == '-') {
      At += 2;
      Found = C >= First && C <= (unsigned char)*At;
    } else {
      Found = C == First;
    }
  }
  return Found != D.setInverted;
}

/// The characters of a number; most fit without the heap.
class NumberText {
  char few[128];
  char *text = few;
  size_t length = 0;
  size_t capacity = sizeof(few);

public:
  NumberText() = default;
  NumberText(const NumberText &) = delete;
  NumberText &operator=(const NumberText &) = delete;
  ~NumberText() {
    if (text != few)
      freeBlock(text);
  }
  bool append(char C) {
    if (length + 1 == capacity) {
      auto *Larger = (char *)allocateBlock(capacity * 2);
      if (!Larger)
        return false;
      memcpy(Larger, text, length);
      if (text != few)
        freeBlock(text);
      text = Larger;
      capacity *= 2;
    }
    text[length++] = C;
    text[length] = '\0';
    return true;
  }
  const char *get() const { return text; }
};

class Scanner {
  FILE *stream;
  long consumed = 0;
  unsigned left = 0; ///< characters that the field's width leaves
  struct {
    va_list list;
  } arguments;

  int peek() { return left ? stream->peek() : EOF; }
  char take() {
    ++consumed;
    --left;
    return char(stream->get());
  }
  bool takeAnyOf(const char *Either);
  void skipSpaces();

  Outcome scanInteger(const Directive &D);
  bool takeFloat(NumberText &Text);
  Outcome scanFloat(const Directive &D);
  Outcome scanText(const Directive &D);
  Outcome convert(const Directive &D);
  void storeInteger(const Directive &D, uint64_t Value);

public:
  Scanner(FILE *F, va_list List) : stream(F) { va_copy(arguments.list, List); }
  ~Scanner() { va_end(arguments.list); }
  int scan(const char *Format);
};

void Scanner::skipSpaces() {
  left = ~0u;
  for (int C; (C = peek()) != EOF && isspace(C);)
    take();
}

/// Takes the next character if it is one of two, of which the first is lower
/// case.
bool Scanner::takeAnyOf(const char *Either) {
  int C = peek();
  if (C != Either[0] && C != Either[1])
    return false;
  take();
  return true;
}

void Scanner::storeInteger(const Directive &D, uint64_t Value) {
  if (D.suppressed)
    return;
  void *To = va_arg(arguments.list, void *);
  switch (D.conversion == 'p' ? 'q' : D.length) {
  case 'H':
    *(uint8_t *)To = uint8_t(Value);
    break;
  case 'h':
    *(uint16_t *)To = uint16_t(Value);
    break;
  case 'l':
  case 'q':
  case 'L':
    *(uint64_t *)To = Value;
    break;
  default:
    *(uint32_t *)To = uint32_t(Value);
  }
}

/// -1 if C is no digit.
int digitOf(int C) {
  if (C >= '0' && C <= '9')
    return C - '0';
  C |= 'a' - 'A';
  return C >= 'a' && C <= 'z' ? C - 'a' + 10 : -1;
}

Outcome Scanner::scanInteger(const Directive &D) {
  bool Negative = peek() == '-';
  if (Negative || peek() == '+')
    take();

  bool Any = false;
  unsigned Base;
  switch (D.conversion) {
  case 'i':
    Base = 0;
    break;
  case 'o':
    Base = 8;
    break;
  case 'x':
  case 'X':
  case 'p':
    Base = 16;
    break;
  default:
    Base = 10;
  }
  if ((Base == 0 || Base == 16) && peek() == '0') {
    take();
    Any = !takeAnyOf("xX");
    Base = Any && Base == 0 ? 8 : 16;
  }
  if (Base == 0)
    Base = 10;

  uint64_t Value = 0;
  bool Overflow = false;
  for (int Digit; (Digit = digitOf(peek())) >= 0 && unsigned(Digit) < Base;) {
    take();
    Any = true;
    Overflow |= __builtin_mul_overflow(Value, uint64_t(Base), &Value);
    Overflow |= __builtin_add_overflow(Value, uint64_t(Digit), &Value);
  }
  if (!Any)
    return Outcome::MatchingFailure;

  // As strtol and strtoul have it.
  bool Signed = D.conversion == 'd' || D.conversion == 'i';
  uint64_t Limit = uint64_t(INT64_MAX) + Negative;
  if (Signed && (Overflow || Value > Limit))
    Value = Limit;
  else if (Overflow)
    Value = UINT64_MAX;
  if (Negative && !(Overflow && !Signed))
    Value = 0 - Value;
  storeInteger(D, Value);
  return Outcome::Matched;
}

/// Takes a floating-point number; whether there was one.
bool Scanner::takeFloat(NumberText &Text) {
  if (peek() == '-' || peek() == '+')
    if (!Text.append(take()))
      return false;

  auto TakeWord = [&](const char *Pairs) {
    for (; *Pairs; Pairs += 2) {
      if (!takeAnyOf(Pairs) || !Text.append(*Pairs))
        return false;
    }
    return true;
  };
  int First = peek();
  if (First == 'i' || First == 'I') {
    if (!TakeWord("iInNfF"))
      return false;
    return (peek() | 32) != 'i' || TakeWord("iInNiItTyY");
  }
  if (First == 'n' || First == 'N') {
    if (!TakeWord("nNaAnN"))
      return false;
    if (peek() != '(')
      return true;
    do
      if (!Text.append(take()))
        return false;
    while (isalnum(peek()) || peek() == '_');
    return peek() == ')' && Text.append(take());
  }

  bool Digits = false, Hex = false, Point = false;
  if (First == '0') {
    if (!Text.append(take()))
      return false;
    Hex = takeAnyOf("xX");
    Digits = !Hex;
    if (Hex && !Text.append('x'))
      return false;
  }
  for (int C; (C = peek()) != EOF;) {
    int Digit = digitOf(C);
    if (Digit >= 0 && Digit < (Hex ? 16 : 10))
      Digits = true;
    else if (C == '.' && !Point)
      Point = true;
    else
      break;
    if (!Text.append(take()))
      return false;
  }
  if (!Digits || !takeAnyOf(Hex ? "pP" : "eE"))
    return Digits;
  if (!Text.append(Hex ? 'p' : 'e'))
    return false;
  if (peek() == '-' || peek() == '+')
    if (!Text.append(take()))
      return false;
  while (isdigit(peek()))
    if (!Text.append(take()))
      return false;
  return true;
}

Outcome Scanner::scanFloat(const Directive &D) {
  NumberText Text;
  if (!takeFloat(Text))
    return Outcome::MatchingFailure;
  if (D.suppressed)
    return Outcome::Matched;
  void *To = va_arg(arguments.list, void *);
  if (D.length == 'l')
    *(double *)To = strtod(Text.get(), nullptr);
  else if (D.length)
    *(long double *)To = strtold(Text.get(), nullptr);
  else
    *(float *)To = strtof(Text.get(), nullptr);
  return Outcome::Matched;
}

/// %c, %s and %[, into characters or wide characters.
Outcome Scanner::scanText(const Directive &D) {
  bool Wide = D.length == 'l', IsCharacter = D.conversion == 'c';
  void *To = D.suppressed ? nullptr : va_arg(arguments.list, void *);
  char *Out = Wide ? nullptr : (char *)To;
  wchar_t *WideOut = Wide ? (wchar_t *)To : nullptr;
  mbstate_t State = {};
  if (IsCharacter && !D.width)
    left = 1;

  unsigned Taken = 0;
  for (int C; (C = peek()) != EOF; ++Taken) {
    if (D.conversion == 's' ? isspace(C)
                            : D.conversion == '[' && !isInSet(D, C))
      break;
    char Byte = take();
    // One wide character may be several bytes of %lc.
    if (Wide) {
      wchar_t Character;
      size_t Used = mbrtowc(&Character, &Byte, 1, &State);
      if (Used == size_t(-1))
        return Outcome::MatchingFailure;
      if (Used == size_t(-2)) {
        if (IsCharacter && !D.width)
          left = 1;
      } else if (WideOut) {
        *WideOut++ = Character;
      }
    } else if (Out) {
      *Out++ = Byte;
    }
  }
  if (!Taken)
    return Outcome::MatchingFailure;
  if (!IsCharacter && Out)
    *Out = '\0';
  if (!IsCharacter && WideOut)
    *WideOut = 0;
  return Outcome::Matched;
}

Outcome Scanner::convert(const Directive &D) {
  if (D.conversion != 'c' && D.conversion != '[')
    skipSpaces();
  left = ~0u;
  if (peek() == EOF)
    return Outcome::InputFailure;
  if (D.width)
    left = D.width;
  switch (D.conversion) {
  case '%':
    if (peek() != '%')
      return Outcome::MatchingFailure;
    take();
    return Outcome::Matched;
  case 'd':
  case 'i':
  case 'o':
  case 'u':
  case 'x':
  case 'X':
  case 'p':
    return scanInteger(D);
  case 'a':
  case 'A':
  case 'e':
  case 'E':
  case 'f':
  case 'F':
  case 'g':
  case 'G':
    return scanFloat(D);
  case 'c':
  case 's':
  case '[':
    return scanText(D);
  default:
    return Outcome::MatchingFailure;
  }
}

int Scanner::scan(const char *Format) {
  int Assigned = 0;
  while (*Format) {
    if (isspace((unsigned char)*Format)) {
      skipSpaces();
      ++Format;
      continue;
    }
    if (*Format != '%') {
      left = ~0u;
      int C = peek();
      if (C == EOF)
        return Assigned ? Assigned : EOF;
      if (C != (unsigned char)*Format++)
        return Assigned;
      take();
      continue;
    }
    Directive D;
    Format = parse(Format + 1, D);
    if (D.conversion == 'n') {
      storeInteger(D, uint64_t(consumed));
      continue;
    }
    switch (convert(D)) {
    case Outcome::InputFailure:
      return Assigned ? Assigned : EOF;
    case Outcome::MatchingFailure:
      return Assigned;
    case Outcome::Matched:
      Assigned += D.conversion != '%' && !D.suppressed;
    }
  }
  return Assigned;
}

} // namespace

extern "C" {

int vfscanf(FILE *__restrict Stream, const char *__restrict Format,
            va_list Arguments) noexcept {
  StreamGuard Guard(Stream);
  return Scanner(Stream, Arguments).scan(Format);
}

int vscanf(const char *__restrict Format, va_list Arguments) noexcept {
  return vfscanf(stdin, Format, Arguments);
}

int fscanf(FILE *__restrict Stream, const char *__restrict Format,
           ...) noexcept {
  va_list Arguments;
  va_start(Arguments, Format);
  int Result = vfscanf(Stream, Format, Arguments);
  va_end(Arguments);
  return Result;
}

int scanf(const char *__restrict Format, ...) noexcept {
  va_list Arguments;
  va_start(Arguments, Format);
  int Result = vfscanf(stdin, Format, Arguments);
  va_end(Arguments);
  return Result;
}

} // extern "C"
