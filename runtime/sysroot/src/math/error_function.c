//===- error_function.c - erf and erfc ------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The approximations are those of FDLIBM, after libclc's versions:
//
// ====================================================
// Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
//
// Developed at SunPro, a Sun Microsystems, Inc. business.
// Permission to use, copy, modify, and distribute this
// software is freely granted, provided that this notice
// is preserved.
// ====================================================
//
//===----------------------------------------------------------------------===//

#include <math.h>
#include <stdint.h>
#include <string.h>

// Highest power first.
static double polynomial(const double *coefficients, int count, double x) {
  double sum = coefficients[0];
  for (int i = 1; i < count; ++i)
    sum = fma(sum, x, coefficients[i]);
  return sum;
}
#define POLYNOMIAL(table, x) polynomial(table, sizeof(table) / sizeof(table[0]), x)

static double withoutLowWord(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  bits &= 0xffffffff00000000;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// erf(x) = x + x * R(x * x) on [0, 0.84375]
static double nearZero(double square) {
  static const double p[] = {
      -2.37630166566501626084e-05, -5.77027029648944159157e-03,
      -2.84817495755985104766e-02, -3.25042107247001499370e-01,
      1.28379167095512558561e-01};
  static const double q[] = {-3.96022827877536812320e-06, 1.32494738004321644526e-04,
                             5.08130628187576562776e-03,  6.50222499887672944485e-02,
                             3.97917223959155352819e-01,  1.0};
  return POLYNOMIAL(p, square) / POLYNOMIAL(q, square);
}

// erf(1 + s) - nearOneBase on 1 + s in [0.84375, 1.25]
static const double nearOneBase = 8.45062911510467529297e-01;
static double nearOne(double s) {
  static const double p[] = {
      -2.16637559486879084300e-03, 3.54783043256182359371e-02,
      -1.10894694282396677476e-01, 3.18346619901161753674e-01,
      -3.72207876035701323847e-01, 4.14856118683748331666e-01,
      -2.36211856075265944077e-03};
  static const double q[] = {1.19844998467991074170e-02, 1.36370839120290507362e-02,
                             1.26171219808761642112e-01, 7.18286544141962662868e-02,
                             5.40397917702171048937e-01, 1.06420880400844228286e-01,
                             1.0};
  return POLYNOMIAL(p, s) / POLYNOMIAL(q, s);
}

// erfc(x) for x in [1.25, 28): exp(-x * x - 0.5625 + R(1 / x^2)) / x
static double tail(double x) {
  static const double p1[] = {
      -9.81432934416914548592e+00, -8.12874355063065934246e+01,
      -1.84605092906711035994e+02, -1.62396669462573470355e+02,
      -6.23753324503260060396e+01, -1.05586262253232909814e+01,
      -6.93858572707181764372e-01, -9.86494403484714822705e-03};
  static const double q1[] = {
      -6.04244152148580987438e-02, 6.57024977031928170135e+00,
      1.08635005541779435134e+02,  4.29008140027567833386e+02,
      6.45387271733267880336e+02,  4.34565877475229228821e+02,
      1.37657754143519042600e+02,  1.96512716674392571292e+01,
      1.0};
  static const double p2[] = {
      -4.83519191608651397019e+02, -1.02509513161107724954e+03,
      -6.37566443368389627722e+02, -1.60636384855821916062e+02,
      -1.77579549177547519889e+01, -7.99283237680523006574e-01,
      -9.86494292470009928597e-03};
  static const double q2[] = {
      -2.24409524465858183362e+01, 4.74528541206955367215e+02,
      2.55305040643316442583e+03,  3.19985821950859553908e+03,
      1.53672958608443695994e+03,  3.25792512996573918826e+02,
      3.03380607434824582924e+01,  1.0};
  double t = 1 / (x * x);
  double r = x < 1 / 0.35 ? POLYNOMIAL(p1, t) / POLYNOMIAL(q1, t)
                          : POLYNOMIAL(p2, t) / POLYNOMIAL(q2, t);
  // x * x is needed to more than its 53 bits.
  double z = withoutLowWord(x);
  return exp(-z * z - 0.5625) * exp((z - x) * (z + x) + r) / x;
}

double erf(double x) {
  double magnitude = fabs(x), result;
  if (isnan(x))
    return x;
  if (magnitude < 0x1p-28)
    return fma(x, 1.28379167095512586316e-01, x);
  if (magnitude < 0.84375)
    return fma(x, nearZero(x * x), x);
  if (magnitude < 1.25)
    result = nearOneBase + nearOne(magnitude - 1);
  else
    result = magnitude < 6 ? 1 - tail(magnitude) : 1;
  return copysign(result, x);
}

double erfc(double x) {
  double magnitude = fabs(x);
  if (isnan(x))
    return x;
  if (magnitude < 0x1p-56)
    return 1 - x;
  if (magnitude < 0.84375) {
    double r = nearZero(x * x);
    return x < 0.25 ? 1 - fma(x, r, x) : 0.5 - fma(x, r, x - 0.5);
  }
  if (magnitude < 1.25) {
    double r = nearOne(magnitude - 1);
    return x > 0 ? 1 - nearOneBase - r : 1 + (nearOneBase + r);
  }
  if (x > 0)
    return x < 28 ? tail(x) : 0;
  return x > -6 ? 2 - tail(magnitude) : 2;
}

float erfcf(float x) { return (float)erfc(x); }
