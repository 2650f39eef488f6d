//===- OptPlugin.cpp - The plugin, as opt loads it ------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Implementation.h"
#include "Passes.h"
#include "llvm/Passes/PassBuilder.h"

void heddleImplementation(llvm::PassPluginLibraryInfo &Info) {
  Info = {LLVM_PLUGIN_API_VERSION, "Heddle", HEDDLE_VERSION,
          heddle::registerPasses};
}
