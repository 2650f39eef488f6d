//===- LowerRemainder.h - frem becomes a call of fmod ---------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// Per file, last.
//
// Expects: frem on scalars and fixed vectors, which is what clang makes of fmod
// when errno does not matter (-fno-math-errno, -ffast-math) and InstCombine of
// calls whose operands are known to be harmless.
// Guarantees: no frem is left, which the NVPTX backend cannot select. fmod and
// fmodf stand in its place, so that the file refers to the C library's. They
// give the same value, exactly (C23 F.10.7.1).
// Refuses: nothing.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_LOWERREMAINDER_H
#define HEDDLE_PLUGIN_LOWERREMAINDER_H

#include "llvm/IR/PassManager.h"

namespace heddle {

class LowerRemainderPass : public llvm::PassInfoMixin<LowerRemainderPass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_LOWERREMAINDER_H
