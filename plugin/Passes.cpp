//===- Passes.cpp - Registration of all passes ----------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Passes.h"
#include "llvm/Passes/PassBuilder.h"

using namespace llvm;

static bool parseModulePass(StringRef Name, ModulePassManager &PM,
                            ArrayRef<PassBuilder::PipelineElement> Inner) {
  if (!Inner.empty())
    return false;
#define HEDDLE_MODULE_PASS(PassName, Class, What)                              \
  if (Name == PassName) {                                                      \
    PM.addPass(heddle::Class##Pass());                                         \
    return true;                                                               \
  }
#include "Passes.def"
  return false;
}

void heddle::registerPasses(PassBuilder &PB) {
  PB.registerPipelineParsingCallback(parseModulePass);
}

void heddle::registerFilePasses(PassBuilder &PB, LowerByValOptions ByVal) {
  PB.registerPipelineStartEPCallback(
      [ByVal](ModulePassManager &PM, OptimizationLevel) {
        PM.addPass(LowerByValPass(ByVal));
      });
  PB.registerOptimizerLastEPCallback(
      [](ModulePassManager &PM, OptimizationLevel, ThinOrFullLTOPhase) {
        PM.addPass(LowerThreadsPass());
        PM.addPass(LowerMathPass());
        PM.addPass(LowerWideAtomicsPass());
      });
}
