//===- complex_parts.h - A complex number of its parts --------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_SYSROOT_MATH_COMPLEX_PARTS_H
#define HEDDLE_SYSROOT_MATH_COMPLEX_PARTS_H

#include <complex.h>
#include <math.h>
#include <stdbool.h>

static inline _Complex double pair(double x, double y) {
  return __builtin_complex(x, y);
}

/// i times the conjugate.
static inline _Complex double swapped(_Complex double z) {
  return pair(cimag(z), creal(z));
}

/// atan2(y, x) that has the sign of y also where it underflows, which LLVM libc's has
/// not.
static inline double angle(double y, double x) { return copysign(atan2(y, x), y); }

/// exp(x) overflows beyond this, exp(x) / 2 and less does not yet.
static const double ExpOverflow = 709.78;

/// exp(x) * (cos(y), sin(y)) for large x, which need not overflow where exp(x) does.
_Complex double __heddle_scaled_cis(double x, double y);

#endif // HEDDLE_SYSROOT_MATH_COMPLEX_PARTS_H
