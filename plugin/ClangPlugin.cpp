//===- ClangPlugin.cpp - The plugin, as clang loads it --------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend.h"
#include "Implementation.h"
#include "Passes.h"
#include "llvm/Passes/PassBuilder.h"

void heddleImplementation(llvm::PassPluginLibraryInfo &Info) {
  heddle::registerFrontend();
  Info = {LLVM_PLUGIN_API_VERSION, "Heddle", HEDDLE_VERSION,
          heddle::registerPasses};
}
