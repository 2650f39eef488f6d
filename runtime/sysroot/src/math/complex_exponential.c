//===- complex_exponential.c - Exponential functions of complex numbers ---===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Values for infinities and NaNs, here and in the other files of complex functions, are
// those of C11, annex G.6.
//
//===----------------------------------------------------------------------===//

#include "complex_parts.h"

double cabs(_Complex double z) { return hypot(creal(z), cimag(z)); }
double carg(_Complex double z) { return angle(cimag(z), creal(z)); }

_Complex double cproj(_Complex double z) {
  return isinf(creal(z)) || isinf(cimag(z)) ? pair(INFINITY, copysign(0, cimag(z)))
                                            : z;
}

_Complex double __heddle_scaled_cis(double x, double y) {
  // In four factors, since exp(x) may overflow where its product with a small sine
  // does not.
  double factor = exp(0.25 * x), c = cos(y), s = sin(y);
  for (int i = 0; i < 4; ++i) {
    c *= factor;
    s *= factor;
  }
  return pair(c, s);
}

_Complex double cexp(_Complex double z) {
  double x = creal(z), y = cimag(z);
  if (y == 0)
    return pair(exp(x), y);
  if (!isfinite(y) && isinf(x))
    return x < 0 ? pair(0, copysign(0, y)) : pair(x, NAN);
  if (isfinite(x) && x > ExpOverflow)
    return __heddle_scaled_cis(x, y);
  double magnitude = exp(x);
  return pair(magnitude * cos(y), magnitude * sin(y));
}

/// log(hypot(x, y)) for x >= y >= 0.
static double logOfHypot(double x, double y) {
  if (isinf(x) || isnan(x) || isnan(y))
    return log(hypot(x, y));
  if (x > 0x1p1000)
    return log(hypot(x * 0x1p-100, y * 0x1p-100)) + 100 * M_LN2;
  if (x < 0x1p-900)
    return log(hypot(x * 0x1p200, y * 0x1p200)) - 200 * M_LN2;
  double distance = hypot(x, y);
  if (distance < 0.5 || distance > 2)
    return log(distance);
  // x * x + y * y - 1 with the errors of the squares and of the sums, which is all
  // that is left where that is nearly 0.
  double xx = x * x, yy = y * y;
  double large = xx - 1, sum = large + yy, part = sum - large;
  double error = (xx - (large + 1)) + (large - (sum - part)) + (yy - part);
  return 0.5 * log1p(sum + (error + fma(x, x, -xx) + fma(y, y, -yy)));
}

_Complex double clog(_Complex double z) {
  double x = fabs(creal(z)), y = fabs(cimag(z));
  bool swap = x < y || isinf(y);
  return pair(swap ? logOfHypot(y, x) : logOfHypot(x, y), carg(z));
}

_Complex double cpow(_Complex double base, _Complex double exponent) {
  return cexp(exponent * clog(base));
}

_Complex double csqrt(_Complex double z) {
  double x = creal(z), y = cimag(z), scale = 1;
  if (x == 0 && y == 0)
    return pair(0, y);
  if (isinf(y))
    return pair(INFINITY, y);
  if (isinf(x))
    return x > 0 ? pair(x, copysign(y - y, y)) : pair(fabs(y - y), copysign(x, y));
  if (isnan(x) || isnan(y))
    return pair(NAN, NAN);
  if (fmax(fabs(x), fabs(y)) > 0x1p1021) {
    x *= 0x1p-4;
    y *= 0x1p-4;
    scale = 0x1p2;
  } else if (fmax(fabs(x), fabs(y)) < 0x1p-960) {
    x *= 0x1p100;
    y *= 0x1p100;
    scale = 0x1p-50;
  }
  double large = sqrt(0.5 * (fabs(x) + hypot(x, y))), small = y / (2 * large);
  return x >= 0 ? pair(scale * large, scale * small)
                : pair(scale * fabs(small), scale * copysign(large, y));
}
