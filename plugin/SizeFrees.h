//===- SizeFrees.h - free is told the size that malloc was -----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// On the whole program, or a part of it.
//
// Of a block of known size the heap need not look up its class in memory, as with
// C++'s sized delete. Only what malloc itself returned counts: a block that has been
// through realloc may be of another class than its size is.
//
// Expects: the runtime's free, not a program's own.
// Guarantees: free of what a call of malloc with a constant size returned, without
// anything in between, is a call of __heddle_free_sized.
// Refuses: nothing.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_SIZEFREES_H
#define HEDDLE_PLUGIN_SIZEFREES_H

#include "llvm/IR/PassManager.h"

namespace heddle {

class SizeFreesPass : public llvm::PassInfoMixin<SizeFreesPass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_SIZEFREES_H
