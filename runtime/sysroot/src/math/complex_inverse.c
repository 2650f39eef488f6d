//===- complex_inverse.c - Inverse hyperbolic and trigonometric functions -===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// W. Kahan, "Branch cuts for complex elementary functions", 1987. No difference of
// nearly equal numbers is taken, but for 1 - x, which is exact then.
//
//===----------------------------------------------------------------------===//

#include "complex_parts.h"

static bool isFinite(_Complex double z) {
  return isfinite(creal(z)) && isfinite(cimag(z));
}

static _Complex double casinhOfSpecial(double x, double y) {
  if (isinf(y))
    return isnan(x) ? pair(y, x)
                    : pair(copysign(INFINITY, x),
                           copysign(isinf(x) ? M_PI_4 : M_PI_2, y));
  if (isinf(x))
    return pair(x, isnan(y) ? y : copysign(0, y));
  return pair(NAN, y == 0 ? y : NAN);
}

/// Whether 1 + z and 1 - z are z and -z, and their roots' products may overflow.
static bool isHuge(double x, double y) {
  return fabs(x) > 0x1p500 || fabs(y) > 0x1p500;
}

_Complex double casin(_Complex double z) {
  double x = creal(z), y = cimag(z);
  if (!isFinite(z))
    return swapped(casinhOfSpecial(y, x));
  if (isHuge(x, y))
    return pair(angle(x, fabs(y)), copysign(creal(clog(z)) + M_LN2, y));
  _Complex double below = csqrt(pair(1 - x, -y)), above = csqrt(pair(1 + x, y));
  double product = creal(below) * creal(above) - cimag(below) * cimag(above);
  double difference = creal(below) * cimag(above) - cimag(below) * creal(above);
  return pair(angle(x, product), asinh(difference));
}

_Complex double casinh(_Complex double z) { return swapped(casin(swapped(z))); }

static _Complex double cacosOfSpecial(double x, double y) {
  if (isinf(x)) {
    if (isnan(y))
      return pair(y, INFINITY);
    double angle = isinf(y) ? M_PI_4 : 0;
    return pair(x > 0 ? angle : M_PI - angle, -copysign(INFINITY, y));
  }
  if (isinf(y))
    return pair(isnan(x) ? x : M_PI_2, -y);
  return pair(x == 0 ? M_PI_2 : NAN, NAN);
}

_Complex double cacos(_Complex double z) {
  double x = creal(z), y = cimag(z);
  if (!isFinite(z))
    return cacosOfSpecial(x, y);
  if (isHuge(x, y))
    return pair(atan2(fabs(y), x), copysign(creal(clog(z)) + M_LN2, -y));
  _Complex double below = csqrt(pair(1 - x, -y)), above = csqrt(pair(1 + x, y));
  double difference = creal(above) * cimag(below) - cimag(above) * creal(below);
  return pair(2 * atan2(creal(below), creal(above)), asinh(difference));
}

/// i times the arc cosine or its negative, whichever has no negative real part.
_Complex double cacosh(_Complex double z) {
  _Complex double w = cacos(z);
  return pair(fabs(cimag(w)),
              isnan(cimag(z)) ? creal(w) : copysign(creal(w), cimag(z)));
}

static _Complex double catanhOfSpecial(double x, double y) {
  if (isinf(y) || (isinf(x) && !isnan(y)))
    return pair(copysign(0, x), copysign(M_PI_2, y));
  if (isinf(x) || x == 0)
    return pair(copysign(0, x), NAN);
  return pair(NAN, NAN);
}

/// The real part of 1 / (x + i y), without overflow.
static double realPartOfReciprocal(double x, double y) {
  if (fabs(x) >= fabs(y))
    return 1 / (x + y * (y / x));
  return x / y / (y + x * (x / y));
}

_Complex double catanh(_Complex double z) {
  if (!isFinite(z))
    return catanhOfSpecial(creal(z), cimag(z));
  double sign = copysign(1, creal(z)), x = fabs(creal(z)), y = cimag(z);
  if (isHuge(x, y))
    return pair(sign * realPartOfReciprocal(x, y), copysign(M_PI_2, y));
  if (x == 1 && y == 0)
    return pair(sign * INFINITY, y);
  if (x == 1)
    return pair(sign * log(sqrt(hypot(2, y)) / sqrt(fabs(y))),
                0.5 * copysign(M_PI_2 + atan(0.5 * fabs(y)), y));
  double squared = (1 - x) * (1 - x) + y * y;
  return pair(sign * 0.25 * log1p(4 * x / squared),
              0.5 * angle(2 * y, (1 - x) * (1 + x) - y * y));
}

_Complex double catan(_Complex double z) { return swapped(catanh(swapped(z))); }
