//===- LowerMath.h - mathematics becomes calls of the C library -----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// Per file, last.
//
// Expects: frem, and the intrinsics that clang makes of <math.h>'s functions when
// errno does not matter to them (-fno-math-errno, -ffast-math; modf always), on
// scalars and fixed vectors.
// Guarantees: none is left of those that the NVPTX backend cannot select; what
// it has instructions for (sqrt, fma, floor, ...) is left alone. A function of
// the C library stands in the place of each, so that the file refers to it. Types
// narrower than float are computed as float. llvm.powi becomes pow.
// Refuses: nothing.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_LOWERMATH_H
#define HEDDLE_PLUGIN_LOWERMATH_H

#include "llvm/IR/PassManager.h"

namespace heddle {

class LowerMathPass : public llvm::PassInfoMixin<LowerMathPass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_LOWERMATH_H
