//===- CheckDivisions.h - A division by zero ends the program -------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// Late, on the GPU's code.
//
// An integer division by zero, and one whose quotient is too large, is a fault on
// the processors that C++ programs know; a GPU goes on with any number.
//
// Expects: optimized code, so that what cannot be zero is known.
// Guarantees: before each division or remainder of integers whose divisor may be
// zero, or whose quotient may overflow, is a branch to a call of
// __heddle_divide_error with the place as its argument: "function", or
// "function at file:line" if there is debug information.
// Refuses: nothing.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_CHECKDIVISIONS_H
#define HEDDLE_PLUGIN_CHECKDIVISIONS_H

#include "llvm/IR/PassManager.h"

namespace heddle {

class CheckDivisionsPass : public llvm::PassInfoMixin<CheckDivisionsPass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_CHECKDIVISIONS_H
