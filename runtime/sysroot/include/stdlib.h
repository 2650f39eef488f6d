/*===- stdlib.h - ISO C and POSIX <stdlib.h> -------------------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_STDLIB_H
#define HEDDLE_STDLIB_H

#include "__llvm-libc-common.h"
#include "llvm-libc-types/div_t.h"
#include "llvm-libc-types/ldiv_t.h"
#include "llvm-libc-types/lldiv_t.h"
#include "llvm-libc-types/locale_t.h"
#include <alloca.h>
#include <heddle/unsupported.h>

#define __need_size_t
#define __need_wchar_t
#define __need_NULL
#include <stddef.h>

#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1
#define RAND_MAX 2147483647
/* Multibyte characters are UTF-8 in every locale. */
#define MB_CUR_MAX ((size_t)4)

__BEGIN_C_DECLS

void *malloc(size_t) __NOEXCEPT;
void *calloc(size_t, size_t) __NOEXCEPT;
void *realloc(void *, size_t) __NOEXCEPT;
void *reallocarray(void *, size_t, size_t) __NOEXCEPT;
void *aligned_alloc(size_t, size_t) __NOEXCEPT;
int posix_memalign(void **, size_t, size_t) __NOEXCEPT;
void free(void *) __NOEXCEPT;
size_t memalignment(const void *) __NOEXCEPT;

_Noreturn void abort(void) __NOEXCEPT;
_Noreturn void exit(int) __NOEXCEPT;
_Noreturn void _Exit(int) __NOEXCEPT;
_Noreturn void quick_exit(int) __NOEXCEPT;
int atexit(void (*)(void)) __NOEXCEPT;
int at_quick_exit(void (*)(void)) __NOEXCEPT;

char *getenv(const char *) __NOEXCEPT;
char *secure_getenv(const char *) __NOEXCEPT;
int setenv(const char *, const char *, int) __NOEXCEPT;
int unsetenv(const char *) __NOEXCEPT;
int putenv(char *) __NOEXCEPT;
int clearenv(void) __NOEXCEPT;

double atof(const char *) __NOEXCEPT;
int atoi(const char *) __NOEXCEPT;
long atol(const char *) __NOEXCEPT;
long long atoll(const char *) __NOEXCEPT;
double strtod(const char *__restrict, char **__restrict) __NOEXCEPT;
float strtof(const char *__restrict, char **__restrict) __NOEXCEPT;
long double strtold(const char *__restrict, char **__restrict) __NOEXCEPT;
long strtol(const char *__restrict, char **__restrict, int) __NOEXCEPT;
long long strtoll(const char *__restrict, char **__restrict, int) __NOEXCEPT;
unsigned long strtoul(const char *__restrict, char **__restrict, int) __NOEXCEPT;
unsigned long long strtoull(const char *__restrict, char **__restrict, int) __NOEXCEPT;
double strtod_l(const char *__restrict, char **__restrict, locale_t) __NOEXCEPT;
float strtof_l(const char *__restrict, char **__restrict, locale_t) __NOEXCEPT;
long double strtold_l(const char *__restrict, char **__restrict, locale_t) __NOEXCEPT;
long strtol_l(const char *__restrict, char **__restrict, int, locale_t) __NOEXCEPT;
long long strtoll_l(const char *__restrict, char **__restrict, int, locale_t) __NOEXCEPT;
unsigned long strtoul_l(const char *__restrict, char **__restrict, int, locale_t) __NOEXCEPT;
unsigned long long strtoull_l(const char *__restrict, char **__restrict, int, locale_t) __NOEXCEPT;
int strfromd(char *__restrict, size_t, const char *__restrict, double) __NOEXCEPT;
int strfromf(char *__restrict, size_t, const char *__restrict, float) __NOEXCEPT;
int strfroml(char *__restrict, size_t, const char *__restrict, long double) __NOEXCEPT;
long a64l(const char *) __NOEXCEPT;
char *l64a(long) __NOEXCEPT;

int abs(int) __NOEXCEPT;
long labs(long) __NOEXCEPT;
long long llabs(long long) __NOEXCEPT;
div_t div(int, int) __NOEXCEPT;
ldiv_t ldiv(long, long) __NOEXCEPT;
lldiv_t lldiv(long long, long long) __NOEXCEPT;
int rand(void) __NOEXCEPT;
void srand(unsigned) __NOEXCEPT;
int rand_r(unsigned *) __NOEXCEPT;
long random(void) __NOEXCEPT;
void srandom(unsigned) __NOEXCEPT;
double drand48(void) __NOEXCEPT;
double erand48(unsigned short[3]) __NOEXCEPT;
long lrand48(void) __NOEXCEPT;
long nrand48(unsigned short[3]) __NOEXCEPT;
void srand48(long) __NOEXCEPT;

/* The comparison may throw. */
void *bsearch(const void *, const void *, size_t, size_t, int (*)(const void *, const void *));
void qsort(void *, size_t, size_t, int (*)(const void *, const void *));
void qsort_r(void *, size_t, size_t, int (*)(const void *, const void *, void *), void *);

int mblen(const char *, size_t) __NOEXCEPT;
int mbtowc(wchar_t *__restrict, const char *__restrict, size_t) __NOEXCEPT;
int wctomb(char *, wchar_t) __NOEXCEPT;
size_t mbstowcs(wchar_t *__restrict, const char *__restrict, size_t) __NOEXCEPT;
size_t wcstombs(char *__restrict, const wchar_t *__restrict, size_t) __NOEXCEPT;

/* The host runs the command. */
int system(const char *);
char *realpath(const char *__restrict, char *__restrict) __NOEXCEPT;
int mkstemp(char *) __NOEXCEPT;
int mkstemps(char *, int) __NOEXCEPT;
int mkostemp(char *, int) __NOEXCEPT;
char *mkdtemp(char *) __NOEXCEPT;

__END_C_DECLS

#endif /* HEDDLE_STDLIB_H */
