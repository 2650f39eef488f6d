//===- OutlineVariadicInvokes.h - variadic functions are called -----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// On the whole program, before LLVM's ExpandVariadics, which handles no invoke.
//
// Expects: nothing.
// Guarantees: no invoke of a variadic function type is left. Each has become an
// invoke of an internal function with the parameters of that one call, which is
// to be inlined and which calls the variadic function.
// Refuses: nothing.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_OUTLINEVARIADICINVOKES_H
#define HEDDLE_PLUGIN_OUTLINEVARIADICINVOKES_H

#include "llvm/IR/PassManager.h"

namespace heddle {

class OutlineVariadicInvokesPass
    : public llvm::PassInfoMixin<OutlineVariadicInvokesPass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_OUTLINEVARIADICINVOKES_H
