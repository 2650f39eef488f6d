//===- gamma.c - lgamma and tgamma ----------------------------------------===//
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
// tgamma is Lanczos's formula with the 13 terms that Boost published for double.
//
//===----------------------------------------------------------------------===//

#include <errno.h>
#include <math.h>

// Highest power first.
static double polynomial(const double *coefficients, int count, double x) {
  double sum = coefficients[0];
  for (int i = 1; i < count; ++i)
    sum = fma(sum, x, coefficients[i]);
  return sum;
}
#define POLYNOMIAL(table, x) polynomial(table, sizeof(table) / sizeof(table[0]), x)

static const double pi = 3.14159265358979311600e+00;

static double sinOfPiTimes(double x) {
  double fraction = x - 2 * floor(x / 2); // in [0, 2), exact
  int eighth = (int)(fraction * 4);
  switch ((eighth + 1) / 2) {
  case 0:
    return sin(pi * fraction);
  case 1:
    return cos(pi * (fraction - 0.5));
  case 2:
    return sin(pi * (1 - fraction));
  case 3:
    return -cos(pi * (fraction - 1.5));
  default:
    return sin(pi * (fraction - 2));
  }
}

// On (0, 2), around 1.46 and the zeros at 1 and 2.
static double logGammaBelowTwo(double x) {
  static const double a[] = {
      4.48640949618915160150e-05, 2.52144565451257326939e-05, 1.08011567247583939954e-04,
      2.20862790713908385557e-04, 5.10069792153511336608e-04, 1.19270763183362067845e-03,
      2.89051383673415629091e-03, 7.38555086081402883957e-03, 2.05808084325167332806e-02,
      6.73523010531292681824e-02, 3.22467033424113591611e-01, 7.72156649015328655494e-02};
  static const double t[] = {
      3.35529192635519073543e-04,  -3.12754168375120860518e-04, 3.15632070903625950361e-04,
      -5.38595305356740546715e-04, 8.81081882437654011382e-04,  -1.40346469989232843813e-03,
      2.25964780900612472250e-03,  -3.68452016781138256760e-03, 6.10053870246291332635e-03,
      -1.03142241298341437450e-02, 1.79706750811820387126e-02,  -3.27885410759859649565e-02,
      6.46249402391333854778e-02,  -1.47587722994593911752e-01, 4.83836122723810047042e-01};
  static const double u[] = {1.33810918536787660377e-02, 2.28963728064692451092e-01,
                             9.77717527963372745603e-01, 1.45492250137234768737e+00,
                             6.32827064025093366517e-01, -7.72156649015328655494e-02};
  static const double v[] = {3.21709242282423911810e-03, 1.04222645593369134254e-01,
                             7.69285150456672783825e-01, 2.12848976379893395361e+00,
                             2.45597793713041134822e+00, 1.0};
  static const double minimum = 1.46163214496836224576e+00;
  static const double atMinimum = -1.21486290535849611461e-01;
  static const double atMinimumTail = -3.63867699703950536541e-18;

  enum { NearTwo, NearMinimum, NearOne } form;
  double y, r = 0;
  if (x <= 0x1.cccccp-1) { // lgamma(x) = lgamma(x + 1) - log(x)
    r = -log(x);
    form = x >= 0x1.76944p-1 ? NearTwo : x >= 0x1.da661p-3 ? NearMinimum : NearOne;
    y = form == NearTwo ? 1 - x : form == NearMinimum ? x - (minimum - 1) : x;
  } else {
    form = x >= 0x1.bb4c3p+0 ? NearTwo : x >= 0x1.3b4c4p+0 ? NearMinimum : NearOne;
    y = form == NearTwo ? 2 - x : x - (form == NearMinimum ? minimum : 1);
  }
  switch (form) {
  case NearTwo:
    return fma(y, POLYNOMIAL(a, y) - 0.5, r);
  case NearMinimum:
    return r + (atMinimum + fma(y * y, POLYNOMIAL(t, y), -atMinimumTail));
  default:
    return r + fma(-0.5, y, y * POLYNOMIAL(u, y) / POLYNOMIAL(v, y));
  }
}

// On [2, 8): lgamma(n + y) = lgamma(2 + y) + log((2 + y) ... (n - 1 + y))
static double logGammaBelowEight(double x) {
  static const double s[] = {3.19475326584100867617e-05, 1.84028451407337715652e-03,
                             2.66422703033638609560e-02, 1.46350472652464452805e-01,
                             3.25778796408930981787e-01, 2.14982415960608852501e-01,
                             -7.72156649015328655494e-02};
  static const double q[] = {7.32668430744625636189e-06, 7.77942496381893596434e-04,
                             1.86459191715652901344e-02, 1.71933865632803078993e-01,
                             7.21935547567138069525e-01, 1.39200533467621045958e+00,
                             1.0};
  int whole = (int)x;
  double y = x - whole, product = 1;
  for (int i = 2; i < whole; ++i)
    product *= y + i;
  return fma(0.5, y, y * POLYNOMIAL(s, y) / POLYNOMIAL(q, y)) + log(product);
}

static double logGammaFromEight(double x) {
  static const double w[] = {-1.63092934096575273989e-03, 8.36339918996282139126e-04,
                             -5.95187557450339963135e-04, 7.93650558643019558500e-04,
                             -2.77777777728775536470e-03, 8.33333333333329678849e-02};
  static const double w0 = 4.18938533204672725052e-01;
  double z = 1 / x;
  return (x - 0.5) * (log(x) - 1) + fma(z, POLYNOMIAL(w, z * z), w0);
}

double lgamma_r(double x, int *sign) {
  double magnitude = fabs(x), r;
  *sign = signbit(x) ? -1 : 1;
  if (!isfinite(x)) {
    *sign = 1;
    return magnitude;
  }
  if (magnitude == 0)
    errno = ERANGE;
  if (magnitude < 0x1p-70)
    return -log(magnitude);
  r = magnitude < 2   ? logGammaBelowTwo(magnitude)
      : magnitude < 8 ? logGammaBelowEight(magnitude)
                      : logGammaFromEight(magnitude);
  *sign = 1;
  if (x > 0) {
    if (isinf(r))
      errno = ERANGE;
    return r;
  }
  // Gamma(x) Gamma(-x) = -pi / (x sin(pi x))
  double sine = sinOfPiTimes(x);
  if (sine == 0) { // a pole
    errno = ERANGE;
    return HUGE_VAL;
  }
  if (sine < 0)
    *sign = -1;
  return log(pi / fabs(sine * x)) - r;
}

int signgam;

double lgamma(double x) { return lgamma_r(x, &signgam); }
float lgammaf(float x) { return (float)lgamma(x); }

static const double lanczosOffset = 5.524680040776729583740234375; // g - 1/2

static double lanczosSum(double x) {
  enum { Terms = 13 };
  static const double numerator[Terms] = {
      2.5066282746310002701649081771338373386264310793408,
      210.82427775157934587250973392071336271166969580291,
      8071.6720023658162106380029022722506138218516325024,
      186056.26539522349504029498971604569928220784236328,
      2876370.6289353724412254090516208496135991145378768,
      31426415.585400194380614231628318205362874684987640,
      248874557.86205415651146038641322942321632125127801,
      1439720407.3117216736632230727949123939715485786372,
      6039542586.3520280050642916443072979210699388420708,
      17921034426.037209699919755754458931112671403265390,
      35711959237.355668049440185451547166705960488635843,
      42919803642.649098768957899047001988850926355848959,
      23531376880.410759688572007674451636754734846804940};
  static const double denominator[Terms] = {
      1,        66,       1925,      32670,     357423,    2637558, 13339535,
      45995730, 105258076, 150917976, 120543840, 39916800, 0};
  if (x < 8)
    return POLYNOMIAL(numerator, x) / POLYNOMIAL(denominator, x);
  double p = 0, q = 0; // in 1 / x, lest the powers overflow
  for (int i = Terms; i-- > 0;) {
    p = p / x + numerator[i];
    q = q / x + denominator[i];
  }
  return p / q;
}

double tgamma(double x) {
  if (isnan(x) || x == HUGE_VAL)
    return x;
  if (x == 0) {
    errno = ERANGE;
    return 1 / x;
  }
  double magnitude = fabs(x);
  if (x == floor(x)) {
    if (x < 0) {
      errno = EDOM;
      return NAN;
    }
    if (x <= 23) { // factorials that are exact in double
      double product = 1;
      for (int i = 2; i < (int)x; ++i)
        product *= i;
      return product;
    }
  }
  if (magnitude < 0x1p-54)
    return 1 / x;
  if (x > 171.7) {
    errno = ERANGE;
    return HUGE_VAL;
  }
  if (x < -184) { // below the least subnormal; the sign alternates
    errno = ERANGE;
    return floor(x) == 2 * floor(x / 2) ? 0.0 : -0.0;
  }
  double y = magnitude + lanczosOffset;
  double lost = magnitude > lanczosOffset ? y - magnitude - lanczosOffset
                                          : y - lanczosOffset - magnitude;
  double exponent = magnitude - 0.5, r = lanczosSum(magnitude) * exp(-y);
  if (x < 0) {
    r = -pi / (sinOfPiTimes(magnitude) * magnitude * r);
    lost = -lost;
    exponent = -exponent;
  }
  r += lost * (lanczosOffset + 0.5) * r / y;
  double root = pow(y, 0.5 * exponent); // the whole power may overflow
  return r * root * root;
}

float tgammaf(float x) { return (float)tgamma(x); }
