/*===- math.h - ISO C <math.h> ---------------------------------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_MATH_H
#define HEDDLE_MATH_H

#include <llvm-libc/math.h>

/* What LLVM libc does not have yet; long double is double on the device. */

__BEGIN_C_DECLS

extern int signgam;

double acosh(double) __NOEXCEPT;
double asinh(double) __NOEXCEPT;
double atanh(double) __NOEXCEPT;
double cosh(double) __NOEXCEPT;
double erf(double) __NOEXCEPT;
double erfc(double) __NOEXCEPT;
double sinh(double) __NOEXCEPT;
double tanh(double) __NOEXCEPT;
double tgamma(double) __NOEXCEPT;
float erfcf(float) __NOEXCEPT;
float lgammaf(float) __NOEXCEPT;
float tgammaf(float) __NOEXCEPT;
long double acoshl(long double) __NOEXCEPT;
long double acosl(long double) __NOEXCEPT;
long double asinhl(long double) __NOEXCEPT;
long double asinl(long double) __NOEXCEPT;
long double atanhl(long double) __NOEXCEPT;
long double atanl(long double) __NOEXCEPT;
long double cbrtl(long double) __NOEXCEPT;
long double coshl(long double) __NOEXCEPT;
long double cosl(long double) __NOEXCEPT;
long double erfcl(long double) __NOEXCEPT;
long double erfl(long double) __NOEXCEPT;
long double exp2l(long double) __NOEXCEPT;
long double expl(long double) __NOEXCEPT;
long double expm1l(long double) __NOEXCEPT;
long double lgammal(long double) __NOEXCEPT;
long double log10l(long double) __NOEXCEPT;
long double log1pl(long double) __NOEXCEPT;
long double log2l(long double) __NOEXCEPT;
long double logl(long double) __NOEXCEPT;
long double sinhl(long double) __NOEXCEPT;
long double sinl(long double) __NOEXCEPT;
long double tanhl(long double) __NOEXCEPT;
long double tanl(long double) __NOEXCEPT;
long double tgammal(long double) __NOEXCEPT;
long double fmal(long double, long double, long double) __NOEXCEPT;
long double hypotl(long double, long double) __NOEXCEPT;
long double powl(long double, long double) __NOEXCEPT;
void sincosl(long double, long double *, long double *) __NOEXCEPT;

__END_C_DECLS

#define MAXFLOAT __FLT_MAX__
#define HUGE_VALL __builtin_huge_vall()

#ifndef __cplusplus
#define isgreater(x, y) __builtin_isgreater(x, y)
#define isgreaterequal(x, y) __builtin_isgreaterequal(x, y)
#define isless(x, y) __builtin_isless(x, y)
#define islessequal(x, y) __builtin_islessequal(x, y)
#define islessgreater(x, y) __builtin_islessgreater(x, y)
#define isunordered(x, y) __builtin_isunordered(x, y)
#endif

#endif /* HEDDLE_MATH_H */
