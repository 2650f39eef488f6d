//===- long_double.c - Functions of long double ---------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// On the device long double has the representation of double.
//
//===----------------------------------------------------------------------===//

#include <math.h>

_Static_assert(sizeof(long double) == sizeof(double), "long double is double");

#define UNARY(name) long double name##l(long double x) { return name((double)x); }
UNARY(acosh)
UNARY(acos)
UNARY(asinh)
UNARY(asin)
UNARY(atanh)
UNARY(atan)
UNARY(cbrt)
UNARY(cosh)
UNARY(cos)
UNARY(erfc)
UNARY(erf)
UNARY(exp2)
UNARY(exp)
UNARY(expm1)
UNARY(lgamma)
UNARY(log10)
UNARY(log1p)
UNARY(log2)
UNARY(log)
UNARY(sinh)
UNARY(sin)
UNARY(tanh)
UNARY(tan)
UNARY(tgamma)

long double fmal(long double x, long double y, long double z) {
  return fma((double)x, (double)y, (double)z);
}

long double hypotl(long double x, long double y) { return hypot((double)x, (double)y); }

long double powl(long double x, long double y) { return pow((double)x, (double)y); }

void sincosl(long double x, long double *sine, long double *cosine) {
  *sine = sin((double)x);
  *cosine = cos((double)x);
}
