//===- complex.h - C's complex functions ----------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_SYSROOT_COMPLEX_H
#define HEDDLE_SYSROOT_COMPLEX_H

#include "__llvm-libc-common.h"
#include "llvm-libc-macros/complex-macros.h"

__BEGIN_C_DECLS

#define __HEDDLE_COMPLEX(result, name, parameters)                             \
  result(double) name parameters(double) __NOEXCEPT;                           \
  result(float) name##f parameters(float) __NOEXCEPT;                          \
  result(long double) name##l parameters(long double) __NOEXCEPT;
#define __HEDDLE_REAL(type) type
#define __HEDDLE_PAIR(type) _Complex type
#define __HEDDLE_ONE(type) (_Complex type)
#define __HEDDLE_TWO(type) (_Complex type, _Complex type)

__HEDDLE_COMPLEX(__HEDDLE_REAL, cabs, __HEDDLE_ONE)
__HEDDLE_COMPLEX(__HEDDLE_REAL, carg, __HEDDLE_ONE)
__HEDDLE_COMPLEX(__HEDDLE_REAL, cimag, __HEDDLE_ONE)
__HEDDLE_COMPLEX(__HEDDLE_REAL, creal, __HEDDLE_ONE)
__HEDDLE_COMPLEX(__HEDDLE_PAIR, conj, __HEDDLE_ONE)
__HEDDLE_COMPLEX(__HEDDLE_PAIR, cproj, __HEDDLE_ONE)
__HEDDLE_COMPLEX(__HEDDLE_PAIR, cexp, __HEDDLE_ONE)
__HEDDLE_COMPLEX(__HEDDLE_PAIR, clog, __HEDDLE_ONE)
__HEDDLE_COMPLEX(__HEDDLE_PAIR, cpow, __HEDDLE_TWO)
__HEDDLE_COMPLEX(__HEDDLE_PAIR, csqrt, __HEDDLE_ONE)
__HEDDLE_COMPLEX(__HEDDLE_PAIR, csin, __HEDDLE_ONE)
__HEDDLE_COMPLEX(__HEDDLE_PAIR, ccos, __HEDDLE_ONE)
__HEDDLE_COMPLEX(__HEDDLE_PAIR, ctan, __HEDDLE_ONE)
__HEDDLE_COMPLEX(__HEDDLE_PAIR, casin, __HEDDLE_ONE)
__HEDDLE_COMPLEX(__HEDDLE_PAIR, cacos, __HEDDLE_ONE)
__HEDDLE_COMPLEX(__HEDDLE_PAIR, catan, __HEDDLE_ONE)
__HEDDLE_COMPLEX(__HEDDLE_PAIR, csinh, __HEDDLE_ONE)
__HEDDLE_COMPLEX(__HEDDLE_PAIR, ccosh, __HEDDLE_ONE)
__HEDDLE_COMPLEX(__HEDDLE_PAIR, ctanh, __HEDDLE_ONE)
__HEDDLE_COMPLEX(__HEDDLE_PAIR, casinh, __HEDDLE_ONE)
__HEDDLE_COMPLEX(__HEDDLE_PAIR, cacosh, __HEDDLE_ONE)
__HEDDLE_COMPLEX(__HEDDLE_PAIR, catanh, __HEDDLE_ONE)

#undef __HEDDLE_COMPLEX
#undef __HEDDLE_REAL
#undef __HEDDLE_PAIR
#undef __HEDDLE_ONE
#undef __HEDDLE_TWO

__END_C_DECLS

#endif // HEDDLE_SYSROOT_COMPLEX_H
