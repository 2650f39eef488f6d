//===- complex_types.c - Complex functions of float and long double -------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// On the device long double has the representation of double.
//
//===----------------------------------------------------------------------===//

#include <complex.h>

_Static_assert(sizeof(long double) == sizeof(double), "long double is double");

#define REAL(name)                                                             \
  float name##f(_Complex float z) { return (float)name(z); }                   \
  long double name##l(_Complex long double z) { return name(z); }
#define COMPLEX(name)                                                          \
  _Complex float name##f(_Complex float z) { return (_Complex float)name(z); } \
  _Complex long double name##l(_Complex long double z) { return name(z); }

REAL(cabs)
REAL(carg)
COMPLEX(cexp)
COMPLEX(clog)
COMPLEX(csqrt)
COMPLEX(csin)
COMPLEX(ccos)
COMPLEX(ctan)
COMPLEX(casin)
COMPLEX(cacos)
COMPLEX(catan)
COMPLEX(csinh)
COMPLEX(ccosh)
COMPLEX(ctanh)
COMPLEX(casinh)
COMPLEX(cacosh)
COMPLEX(catanh)
COMPLEX(cproj)

_Complex float cpowf(_Complex float base, _Complex float exponent) {
  return (_Complex float)cpow(base, exponent);
}
_Complex long double cpowl(_Complex long double base,
                           _Complex long double exponent) {
  return cpow(base, exponent);
}
