//===- LowerIndirectBranches.h - Labels as values become numbers ----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// On the whole program, first.
//
// Expects: everything is linked.
// Guarantees: no indirectbr and no blockaddress is left. The address of a label is
// its number in its function, from 1, as a pointer; goto *p is a switch over the
// labels that it may go to. The difference of two labels is that of their numbers.
// Refuses: nothing.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_LOWERINDIRECTBRANCHES_H
#define HEDDLE_PLUGIN_LOWERINDIRECTBRANCHES_H

#include "llvm/IR/PassManager.h"

namespace heddle {

class LowerIndirectBranchesPass
    : public llvm::PassInfoMixin<LowerIndirectBranchesPass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_LOWERINDIRECTBRANCHES_H
