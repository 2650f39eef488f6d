//===- SpillRecursion.h - live values of recursive functions in memory ----===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// GPU only, after all optimization (mem2reg would undo it), before
// GlobalizeStack.
//
// Expects: GlobalizeStack runs next.
// Guarantees: in a function that recurs by direct calls, a value needed after a
// call is stored to a stack slot before it and loaded behind it. With the slots
// on the thread's own stack, ptxas keeps nothing but the return address and the
// like in the lane's small local stack.
// Refuses: nothing.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_SPILLRECURSION_H
#define HEDDLE_PLUGIN_SPILLRECURSION_H

#include "llvm/IR/PassManager.h"

namespace heddle {

class SpillRecursionPass : public llvm::PassInfoMixin<SpillRecursionPass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_SPILLRECURSION_H
