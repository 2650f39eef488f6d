//===- Launch.h - What parts of the runtime do before main ----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Called on main's warp, before the program's constructors.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_LAUNCH_H
#define HEDDLE_RUNTIME_DEVICE_LAUNCH_H

#include "Abi.h"

namespace heddle {

/// Sets environ (Environment.cpp).
void initializeEnvironment(const abi::LaunchParams &Params);

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_LAUNCH_H
