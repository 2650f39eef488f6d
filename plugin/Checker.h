//===- Checker.h - proves what the other passes guarantee -----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// Last, on the optimized whole program of either device.
//
// Expects: all passes ran.
// Guarantees: if it reports nothing, the module has no invoke, landingpad,
// resume, alias, ifunc or comdat, no alloca that another thread could see, no
// undefined symbol but those allowed, and, for the GPU, no thread_local, no
// ordered atomicrmw and no atomic of system scope.
// Refuses: the first offender of each kind, by function and debug location.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_CHECKER_H
#define HEDDLE_PLUGIN_CHECKER_H

#include "llvm/IR/PassManager.h"
#include "llvm/ADT/SmallVector.h"
#include <string>

namespace heddle {

struct CheckerOptions {
  /// Which device the module is for: only the GPU's backend loses orderings.
  bool ForHost = false;
  /// Whether threads see each other's stacks where the system puts them, so that
  /// no variable had to move.
  bool SharesStack = false;
  /// Undefined symbols that are right, besides __heddle_arch_* and intrinsics.
  llvm::SmallVector<std::string, 0> AllowedUndefined;
};

class CheckerPass : public llvm::PassInfoMixin<CheckerPass> {
  CheckerOptions Options;

public:
  CheckerPass() = default;
  explicit CheckerPass(CheckerOptions Options)
      : Options(std::move(Options)) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_CHECKER_H
