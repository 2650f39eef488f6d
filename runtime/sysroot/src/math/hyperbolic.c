//===- hyperbolic.c - Hyperbolic functions of double ----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From expm1, exp, log and log1p, whose errors stay below one unit in the last
// place; the results are within two.
//
//===----------------------------------------------------------------------===//

#include <math.h>

// exp(x) overflows beyond this, exp(x) / 2 and less does not yet.
static const double expOverflow = 709.78;

static double halfExp(double x) {
  if (x < expOverflow)
    return 0.5 * exp(x);
  double root = exp(0.5 * x);
  return 0.5 * root * root;
}

double sinh(double x) {
  double magnitude = fabs(x), result;
  if (magnitude < 22) {
    if (magnitude < 0x1p-28)
      return x;
    double t = expm1(magnitude);
    result = magnitude < 1 ? 0.5 * (2 * t - t * t / (t + 1)) : 0.5 * (t + t / (t + 1));
  } else {
    result = halfExp(magnitude);
  }
  return copysign(result, x);
}

double cosh(double x) {
  double magnitude = fabs(x);
  if (magnitude < 0.34657359027997264) { // log(2) / 2
    double t = expm1(magnitude), e = 1 + t;
    return 1 + t * t / (e + e);
  }
  if (magnitude < 22) {
    double e = exp(magnitude);
    return 0.5 * e + 0.5 / e;
  }
  return halfExp(magnitude);
}

double tanh(double x) {
  double magnitude = fabs(x), result;
  if (magnitude < 0x1p-28)
    return x;
  if (magnitude < 1) {
    double t = expm1(-2 * magnitude);
    result = -t / (t + 2);
  } else if (magnitude < 22) {
    result = 1 - 2 / (expm1(2 * magnitude) + 2);
  } else {
    result = isnan(x) ? x : 1;
  }
  return copysign(result, x);
}

double asinh(double x) {
  double magnitude = fabs(x), result;
  if (magnitude < 0x1p-28 || !isfinite(x))
    return x;
  if (magnitude > 0x1p28) {
    result = log(magnitude) + 0.69314718055994531;
  } else if (magnitude > 2) {
    result = log(2 * magnitude + 1 / (sqrt(x * x + 1) + magnitude));
  } else {
    double square = x * x;
    result = log1p(magnitude + square / (1 + sqrt(1 + square)));
  }
  return copysign(result, x);
}

double acosh(double x) {
  if (x > 0x1p28)
    return log(x) + 0.69314718055994531;
  if (x > 2)
    return log(2 * x - 1 / (x + sqrt(x * x - 1)));
  double t = x - 1; // negative: log1p answers with NaN and EDOM
  return t < 0 ? log(t) : log1p(t + sqrt(2 * t + t * t));
}

double atanh(double x) {
  double magnitude = fabs(x), result;
  if (magnitude < 0x1p-28)
    return x;
  if (magnitude < 0.5) {
    double twice = magnitude + magnitude;
    result = 0.5 * log1p(twice + twice * magnitude / (1 - magnitude));
  } else {
    result = 0.5 * log1p(2 * magnitude / (1 - magnitude));
  }
  return copysign(result, x);
}
