//===- Implementation.h - Between the loader and what it loads ------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_IMPLEMENTATION_H
#define HEDDLE_PLUGIN_IMPLEMENTATION_H

// The loader must not refer to a single symbol of LLVM, not even the one by
// which headers and library check that they agree on assertions.
#define LLVM_DISABLE_ABI_BREAKING_CHECKS_ENFORCING 1
#include "llvm/Plugins/PassPlugin.h"

#define HEDDLE_EXPORT __attribute__((visibility("default")))

/// Registers what there is to register and says how passes are parsed.
extern "C" HEDDLE_EXPORT void
heddleImplementation(llvm::PassPluginLibraryInfo &Info);

#endif // HEDDLE_PLUGIN_IMPLEMENTATION_H
