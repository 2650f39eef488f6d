//===- LegalizeGlobals.h - no global that the backend cannot emit ---------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// On the whole program, before WrapMain.
//
// Expects: everything is linked.
// Guarantees: no alias or ifunc; no cycle among initializers (type_info of
// __class_type_info is one in every program with RTTI, and llc aborts on it): the
// fields that close a cycle are zero and are stored by a constructor that runs
// before all others; no comdat; llvm.used, llvm.compiler.used and
// llvm.global.annotations are gone; an undefined extern_weak symbol is null; every defined symbol's name is one
// that PTX accepts or the backend repairs.
// Refuses, by name: an ifunc; an alias of something that is not one function or
// variable.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_LEGALIZEGLOBALS_H
#define HEDDLE_PLUGIN_LEGALIZEGLOBALS_H

#include "llvm/IR/PassManager.h"

namespace heddle {

class LegalizeGlobalsPass : public llvm::PassInfoMixin<LegalizeGlobalsPass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_LEGALIZEGLOBALS_H
