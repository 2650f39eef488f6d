//===- wctype.c - Classes and case of wide characters ---------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// As in the C locale: beyond ASCII no character has a class or a case.
//
//===----------------------------------------------------------------------===//

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <wctype.h>

// iswalpha is LLVM libc's.
#define CLASSES(X)                                                             \
  X(alnum) X(blank) X(cntrl) X(digit) X(graph) X(lower) X(print) X(punct)      \
  X(space) X(upper) X(xdigit)

#define DEFINE_CLASS(name)                                                     \
  int isw##name(wint_t c) { return c < 128 && is##name((int)c); }              \
  int isw##name##_l(wint_t c, locale_t locale) {                               \
    (void)locale;                                                              \
    return isw##name(c);                                                       \
  }
CLASSES(DEFINE_CLASS)

int iswalpha_l(wint_t c, locale_t locale) {
  (void)locale;
  return iswalpha(c);
}

static const struct {
  const char *name;
  int (*test)(wint_t);
} classes[] = {{"alpha", iswalpha},
#define CLASS_ENTRY(name) {#name, isw##name},
               CLASSES(CLASS_ENTRY)};

// A wctype_t is an index into classes, plus one.
wctype_t wctype(const char *name) {
  for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); ++i)
    if (!strcmp(name, classes[i].name))
      return i + 1;
  return 0;
}

wctype_t wctype_l(const char *name, locale_t locale) {
  (void)locale;
  return wctype(name);
}

int iswctype(wint_t c, wctype_t class) {
  return class - 1 < sizeof(classes) / sizeof(classes[0]) &&
         classes[class - 1].test(c);
}

int iswctype_l(wint_t c, wctype_t class, locale_t locale) {
  (void)locale;
  return iswctype(c, class);
}

wint_t towlower(wint_t c) { return c < 128 ? (wint_t)tolower((int)c) : c; }
wint_t towupper(wint_t c) { return c < 128 ? (wint_t)toupper((int)c) : c; }

wint_t towlower_l(wint_t c, locale_t locale) {
  (void)locale;
  return towlower(c);
}

wint_t towupper_l(wint_t c, locale_t locale) {
  (void)locale;
  return towupper(c);
}

static const int toLower = 0, toUpper = 1;

wctrans_t wctrans(const char *name) {
  return !strcmp(name, "tolower")   ? &toLower
         : !strcmp(name, "toupper") ? &toUpper
                                    : NULL;
}

wint_t towctrans(wint_t c, wctrans_t mapping) {
  return mapping == &toLower ? towlower(c) : mapping == &toUpper ? towupper(c) : c;
}
