//===- AlignArrays.h - Arrays are aligned as on the host ------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// On the whole program, or a part of it, first.
//
// A local or global array of 16 bytes or more is aligned to 16 on x86-64 (System V
// ABI, AMD64 supplement, 3.1.2). Programs construct objects in arrays of characters
// without asking for their alignment, which works there; a GPU faults.
//
// Expects: nothing.
// Guarantees: the arrays that the program defines are aligned so.
// Refuses: nothing.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_ALIGNARRAYS_H
#define HEDDLE_PLUGIN_ALIGNARRAYS_H

#include "llvm/IR/PassManager.h"

namespace heddle {

class AlignArraysPass : public llvm::PassInfoMixin<AlignArraysPass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_ALIGNARRAYS_H
