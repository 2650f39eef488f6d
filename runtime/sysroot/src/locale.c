//===- locale.c - The C locale --------------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// There is one locale, "C", whose multibyte characters are UTF-8. LLVM libc keeps
// the current locale in a global variable that every thread would write to around
// each call libc++ makes for a named locale; here the current locale is always
// the same, so nothing is stored.
//
//===----------------------------------------------------------------------===//

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stddef.h>
#include <string.h>

static struct __locale_t cLocale;

static int isKnown(const char *name) {
  return name[0] == '\0' || !strcmp(name, "C") || !strcmp(name, "POSIX");
}

locale_t newlocale(int mask, const char *name, locale_t base) {
  (void)mask, (void)base;
  if (name && isKnown(name))
    return &cLocale;
  errno = name ? ENOENT : EINVAL;
  return NULL;
}

locale_t duplocale(locale_t locale) { return locale; }

void freelocale(locale_t locale) { (void)locale; }

locale_t uselocale(locale_t locale) {
  (void)locale;
  return &cLocale;
}

char *setlocale(int category, const char *name) {
  static char current[] = "C";
  if (category < 0 || category > LC_ALL || (name && !isKnown(name)))
    return NULL;
  return current;
}

char *nl_langinfo(nl_item item) {
  static const char *const texts[] = {
      [CODESET] = "UTF-8",        [RADIXCHAR] = ".",
      [THOUSEP] = "",             [CRNCYSTR] = "-",
      [YESEXPR] = "^[yY]",        [NOEXPR] = "^[nN]",
      [D_T_FMT] = "%a %b %e %H:%M:%S %Y",
      [D_FMT] = "%m/%d/%y",       [T_FMT] = "%H:%M:%S",
      [T_FMT_AMPM] = "%I:%M:%S %p", [AM_STR] = "AM", [PM_STR] = "PM",
      [DAY_1] = "Sunday",         [DAY_2] = "Monday",   [DAY_3] = "Tuesday",
      [DAY_4] = "Wednesday",      [DAY_5] = "Thursday", [DAY_6] = "Friday",
      [DAY_7] = "Saturday",
      [ABDAY_1] = "Sun",  [ABDAY_2] = "Mon", [ABDAY_3] = "Tue", [ABDAY_4] = "Wed",
      [ABDAY_5] = "Thu",  [ABDAY_6] = "Fri", [ABDAY_7] = "Sat",
      [MON_1] = "January", [MON_2] = "February", [MON_3] = "March", [MON_4] = "April",
      [MON_5] = "May", [MON_6] = "June", [MON_7] = "July", [MON_8] = "August",
      [MON_9] = "September", [MON_10] = "October", [MON_11] = "November",
      [MON_12] = "December",
      [ABMON_1] = "Jan", [ABMON_2] = "Feb", [ABMON_3] = "Mar", [ABMON_4] = "Apr",
      [ABMON_5] = "May", [ABMON_6] = "Jun", [ABMON_7] = "Jul", [ABMON_8] = "Aug",
      [ABMON_9] = "Sep", [ABMON_10] = "Oct", [ABMON_11] = "Nov", [ABMON_12] = "Dec"};
  size_t count = sizeof(texts) / sizeof(texts[0]);
  const char *text = item >= 0 && (size_t)item < count ? texts[item] : NULL;
  return (char *)(text ? text : "");
}

char *nl_langinfo_l(nl_item item, locale_t locale) {
  (void)locale;
  return nl_langinfo(item);
}
