//===- AnchorCallees.h - What only pointers lead to stays linked ----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// On the GPU's code of a program, last.
//
// nvlink 13.0 takes an indirect call to lead to the functions of the call's type
// whose address is taken. A function that is only ever called by another type,
// through a cast, it keeps, but drops what that function calls, and links those
// calls to address 0.
//
// Expects: no pass after it changes the type of a function.
// Guarantees: the kernel reaches, by its callgraph but never in a run, an indirect
// call of the type of each function whose address is taken, except in a vtable:
// virtual functions are called by their own type, and most never. Those without a
// parameter, which stand for a virtual function that is pure or deleted, are of a
// type for many.
// Refuses: nothing.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_ANCHORCALLEES_H
#define HEDDLE_PLUGIN_ANCHORCALLEES_H

#include "llvm/IR/PassManager.h"

namespace heddle {

class AnchorCalleesPass : public llvm::PassInfoMixin<AnchorCalleesPass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_ANCHORCALLEES_H
