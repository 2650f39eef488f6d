//===- complex_hyperbolic.c - Hyperbolic and trigonometric functions ------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "complex_parts.h"

_Complex double csinh(_Complex double z) {
  double x = creal(z), y = cimag(z);
  if (y == 0)
    return pair(sinh(x), y);
  if (!isfinite(y) && (x == 0 || isinf(x)))
    return pair(x, NAN);
  if (isfinite(x) && fabs(x) > ExpOverflow) {
    _Complex double half = 0.5 * __heddle_scaled_cis(fabs(x), y);
    return pair(copysign(1, x) * creal(half), cimag(half));
  }
  return pair(sinh(x) * cos(y), cosh(x) * sin(y));
}

_Complex double ccosh(_Complex double z) {
  double x = creal(z), y = cimag(z);
  if (y == 0)
    return pair(cosh(x), copysign(1, x) * y);
  if (!isfinite(y) && x == 0)
    return pair(NAN, 0);
  if (!isfinite(y) && isinf(x))
    return pair(INFINITY, NAN);
  if (isfinite(x) && fabs(x) > ExpOverflow) {
    _Complex double half = 0.5 * __heddle_scaled_cis(fabs(x), y);
    return pair(creal(half), copysign(1, x) * cimag(half));
  }
  return pair(cosh(x) * cos(y), sinh(x) * sin(y));
}

// W. Kahan, "Branch cuts for complex elementary functions", 1987.
_Complex double ctanh(_Complex double z) {
  double x = creal(z), y = cimag(z);
  if (isnan(x))
    return pair(x, y == 0 ? y : NAN);
  if (isinf(x))
    return pair(copysign(1, x), copysign(0, isfinite(y) ? sin(y) * cos(y) : y));
  if (!isfinite(y))
    return pair(x == 0 ? x : NAN, NAN);
  if (fabs(x) > 22) {
    double small = exp(-fabs(x));
    return pair(copysign(1, x), 4 * sin(y) * cos(y) * small * small);
  }
  double t = tan(y), secant2 = 1 + t * t, s = sinh(x);
  double divisor = 1 + secant2 * s * s;
  return pair(secant2 * sqrt(1 + s * s) * s / divisor, t / divisor);
}

// f(i z) is i times the function's trigonometric counterpart of z, or just that.

_Complex double csin(_Complex double z) { return swapped(csinh(swapped(z))); }
_Complex double ctan(_Complex double z) { return swapped(ctanh(swapped(z))); }
_Complex double ccos(_Complex double z) {
  return ccosh(pair(-cimag(z), creal(z)));
}
