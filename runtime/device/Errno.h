//===- Errno.h - How functions fail that set errno ------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_ERRNO_H
#define HEDDLE_RUNTIME_DEVICE_ERRNO_H

#include <errno.h>

namespace heddle {

/// What a function returns that fails with this error.
inline int fail(int Error) {
  errno = Error;
  return -1;
}

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_ERRNO_H
