//===- wide_stdio.c - Wide characters on byte streams ---------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A wide character goes through a stream as its UTF-8 bytes. A stream has no
// orientation: both kinds of calls may be mixed.
//
//===----------------------------------------------------------------------===//

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

enum { LongestSequence = 4 };

wint_t fgetwc(FILE *stream) {
  mbstate_t state = {0};
  for (;;) {
    int byte = fgetc(stream);
    if (byte == EOF) {
      if (!mbsinit(&state))
        errno = EILSEQ;
      return WEOF;
    }
    char c = (char)byte;
    wchar_t wide;
    size_t used = mbrtowc(&wide, &c, 1, &state);
    if (used == (size_t)-1)
      return WEOF;
    if (used != (size_t)-2)
      return (wint_t)wide;
  }
}

wint_t getwc(FILE *stream) { return fgetwc(stream); }
wint_t getwchar(void) { return fgetwc(stdin); }

wchar_t *fgetws(wchar_t *restrict text, int size, FILE *restrict stream) {
  int length = 0;
  while (length + 1 < size) {
    wint_t c = fgetwc(stream);
    if (c == WEOF)
      break;
    text[length++] = (wchar_t)c;
    if (c == L'\n')
      break;
  }
  if (length == 0)
    return NULL;
  text[length] = 0;
  return text;
}

wint_t fputwc(wchar_t c, FILE *stream) {
  char bytes[LongestSequence];
  mbstate_t state = {0};
  size_t length = wcrtomb(bytes, c, &state);
  if (length == (size_t)-1 || fwrite(bytes, 1, length, stream) != length)
    return WEOF;
  return (wint_t)c;
}

wint_t putwc(wchar_t c, FILE *stream) { return fputwc(c, stream); }
wint_t putwchar(wchar_t c) { return fputwc(c, stdout); }

int fputws(const wchar_t *restrict text, FILE *restrict stream) {
  size_t size = wcslen(text) * LongestSequence + 1;
  char *bytes = malloc(size);
  if (!bytes)
    return -1;
  int result = wcstombs(bytes, text, size) == (size_t)-1 ? -1 : fputs(bytes, stream);
  free(bytes);
  return result < 0 ? -1 : 0;
}

wint_t ungetwc(wint_t c, FILE *stream) {
  char bytes[LongestSequence];
  mbstate_t state = {0};
  size_t length = c == WEOF ? (size_t)-1 : wcrtomb(bytes, (wchar_t)c, &state);
  if (length == (size_t)-1)
    return WEOF;
  while (length > 0)
    if (ungetc((unsigned char)bytes[--length], stream) == EOF)
      return WEOF;
  return c;
}

int fwide(FILE *stream, int mode) {
  (void)stream;
  return mode;
}
