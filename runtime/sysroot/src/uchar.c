//===- uchar.c - UTF-16 and UTF-32 characters -----------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include <errno.h>
#include <uchar.h>
#include <wchar.h>

size_t mbrtoc32(char32_t *restrict to, const char *restrict from, size_t size,
                mbstate_t *restrict state) {
  static mbstate_t own;
  wchar_t wide = 0;
  size_t used = mbrtowc(&wide, from, size, state ? state : &own);
  if (to && from && used < (size_t)-2)
    *to = (char32_t)wide;
  return used;
}

size_t c32rtomb(char *restrict to, char32_t c, mbstate_t *restrict state) {
  static mbstate_t own;
  return wcrtomb(to, (wchar_t)c, state ? state : &own);
}

// Between the two halves of a pair, the state holds the other half under a mark
// that no multibyte sequence leaves there.
enum { PendingHalf = 0xc6 };

size_t mbrtoc16(char16_t *restrict to, const char *restrict from, size_t size,
                mbstate_t *restrict state) {
  static mbstate_t own;
  if (!state)
    state = &own;
  if (from && state->__field2 == PendingHalf) {
    if (to)
      *to = (char16_t)state->__field1;
    *state = (mbstate_t){0};
    return (size_t)-3;
  }
  wchar_t wide = 0;
  size_t used = mbrtowc(&wide, from, size, state);
  if (!from || used >= (size_t)-2)
    return used;
  if (wide < 0x10000) {
    if (to)
      *to = (char16_t)wide;
    return used;
  }
  unsigned offset = (unsigned)wide - 0x10000;
  if (to)
    *to = (char16_t)(0xd800 + (offset >> 10));
  state->__field1 = 0xdc00 + (offset & 0x3ff);
  state->__field2 = PendingHalf;
  return used;
}

size_t c16rtomb(char *restrict to, char16_t c, mbstate_t *restrict state) {
  static mbstate_t own;
  if (!state)
    state = &own;
  if (!to) {
    *state = (mbstate_t){0};
    return 1;
  }
  if (state->__field2 == PendingHalf) {
    unsigned high = state->__field1;
    *state = (mbstate_t){0};
    if (c >= 0xdc00 && c <= 0xdfff)
      return wcrtomb(to, (wchar_t)(0x10000 + ((high - 0xd800) << 10) + (c - 0xdc00)),
                     state);
  } else if (c >= 0xd800 && c <= 0xdbff) {
    state->__field1 = c;
    state->__field2 = PendingHalf;
    return 0;
  } else if (c < 0xdc00 || c > 0xdfff) {
    return wcrtomb(to, (wchar_t)c, state);
  }
  errno = EILSEQ;
  return (size_t)-1;
}
