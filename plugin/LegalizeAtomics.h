//===- LegalizeAtomics.h - exact C++ orderings at device scope ------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// GPU only, after optimization.
//
// Expects: only words shared with the host are accessed at system scope, and
// only through __heddle_arch_host*, which use inline PTX.
// No atomic's object is in lane-private or shared memory (GlobalizeStack).
// Guarantees: every atomic load, store, cmpxchg, atomicrmw and fence of system
// scope has syncscope("device"); every generic address of one is cast to global
// memory; the PTX of each is at least as strong as its
// C++ ordering requires, following the mapping proved by Lustig, Sahasrabuddhe
// and Giroux (ASPLOS 2019); no atomicrmw stronger than monotonic is left for the
// backend, which would drop its ordering; a signal fence is a compiler barrier.
// llvm.clear_cache, which synchronizes with code that nobody can write here, is
// gone.
// Refuses, naming function and line: an atomic wider than 64 bits.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_LEGALIZEATOMICS_H
#define HEDDLE_PLUGIN_LEGALIZEATOMICS_H

#include "llvm/IR/PassManager.h"

namespace heddle {

class LegalizeAtomicsPass : public llvm::PassInfoMixin<LegalizeAtomicsPass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_LEGALIZEATOMICS_H
