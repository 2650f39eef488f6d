//===- LegalizeSigns.h - The sign of a NaN is what was made of it ---------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// Late, on the GPU's code.
//
// fneg, fabs and copysign concern the sign bit alone, of a NaN too (IEEE 754-2019,
// 5.5.1). PTX's neg and abs may return any NaN (PTX ISA, "Floating Point
// Instructions: abs, neg"), and the backend makes copysign of them.
//
// Expects: nothing.
// Guarantees: each fneg, fabs or copysign that is left is seen by arithmetic and
// comparisons alone, where it is part of their instructions and the sign of a NaN
// makes no difference. The others are integer operations.
// Refuses: nothing.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_LEGALIZESIGNS_H
#define HEDDLE_PLUGIN_LEGALIZESIGNS_H

#include "llvm/IR/PassManager.h"

namespace heddle {

class LegalizeSignsPass : public llvm::PassInfoMixin<LegalizeSignsPass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_LEGALIZESIGNS_H
