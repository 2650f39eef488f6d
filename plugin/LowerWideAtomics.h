//===- LowerWideAtomics.h - Atomics without an instruction become calls ---===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// Per file, last.
//
// Expects: nothing.
// Guarantees: every atomic instruction left is of at most 64 bits and aligned to
// its size. The others are calls of __atomic_load, __atomic_store,
// __atomic_exchange and __atomic_compare_exchange. The backends would make such
// calls themselves, but only when the archives that define the functions have
// been searched.
// Refuses: nothing.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_LOWERWIDEATOMICS_H
#define HEDDLE_PLUGIN_LOWERWIDEATOMICS_H

#include "llvm/IR/PassManager.h"

namespace heddle {

class LowerWideAtomicsPass : public llvm::PassInfoMixin<LowerWideAtomicsPass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_LOWERWIDEATOMICS_H
