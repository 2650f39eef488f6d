/*===- wctype.h - ISO C and POSIX <wctype.h> -------------------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_WCTYPE_H
#define HEDDLE_WCTYPE_H

#include "__llvm-libc-common.h"
#include "llvm-libc-types/locale_t.h"
#include "llvm-libc-types/wint_t.h"

#ifndef WEOF
#define WEOF ((wint_t)-1)
#endif

typedef unsigned long wctype_t;
typedef const int *wctrans_t;

__BEGIN_C_DECLS

int iswalnum(wint_t) __NOEXCEPT;
int iswalpha(wint_t) __NOEXCEPT;
int iswblank(wint_t) __NOEXCEPT;
int iswcntrl(wint_t) __NOEXCEPT;
int iswdigit(wint_t) __NOEXCEPT;
int iswgraph(wint_t) __NOEXCEPT;
int iswlower(wint_t) __NOEXCEPT;
int iswprint(wint_t) __NOEXCEPT;
int iswpunct(wint_t) __NOEXCEPT;
int iswspace(wint_t) __NOEXCEPT;
int iswupper(wint_t) __NOEXCEPT;
int iswxdigit(wint_t) __NOEXCEPT;
int iswctype(wint_t, wctype_t) __NOEXCEPT;
wctype_t wctype(const char *) __NOEXCEPT;
wint_t towlower(wint_t) __NOEXCEPT;
wint_t towupper(wint_t) __NOEXCEPT;
wint_t towctrans(wint_t, wctrans_t) __NOEXCEPT;
wctrans_t wctrans(const char *) __NOEXCEPT;

int iswalnum_l(wint_t, locale_t) __NOEXCEPT;
int iswalpha_l(wint_t, locale_t) __NOEXCEPT;
int iswblank_l(wint_t, locale_t) __NOEXCEPT;
int iswcntrl_l(wint_t, locale_t) __NOEXCEPT;
int iswdigit_l(wint_t, locale_t) __NOEXCEPT;
int iswgraph_l(wint_t, locale_t) __NOEXCEPT;
int iswlower_l(wint_t, locale_t) __NOEXCEPT;
int iswprint_l(wint_t, locale_t) __NOEXCEPT;
int iswpunct_l(wint_t, locale_t) __NOEXCEPT;
int iswspace_l(wint_t, locale_t) __NOEXCEPT;
int iswupper_l(wint_t, locale_t) __NOEXCEPT;
int iswxdigit_l(wint_t, locale_t) __NOEXCEPT;
int iswctype_l(wint_t, wctype_t, locale_t) __NOEXCEPT;
wctype_t wctype_l(const char *, locale_t) __NOEXCEPT;
wint_t towlower_l(wint_t, locale_t) __NOEXCEPT;
wint_t towupper_l(wint_t, locale_t) __NOEXCEPT;

__END_C_DECLS

#endif /* HEDDLE_WCTYPE_H */
