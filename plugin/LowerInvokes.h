//===- LowerInvokes.h - a throw ends the program --------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// On the whole program.
//
// Expects: the runtime's _Unwind_RaiseException finds no handler, so that
// __cxa_throw goes to std::terminate, after its usual message, at the throw.
// Guarantees: no invoke, landingpad, resume or personality is left. Because a
// throw ends the program where it stands, no handler and no cleanup that a throw
// would have run is reachable: dropping them changes nothing that can happen. It
// is not a silent dropping of exceptions.
// Refuses: funclet pads (catchswitch, cleanuppad), which no Itanium target has.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_LOWERINVOKES_H
#define HEDDLE_PLUGIN_LOWERINVOKES_H

#include "llvm/IR/PassManager.h"

namespace heddle {

class LowerInvokesPass : public llvm::PassInfoMixin<LowerInvokesPass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_LOWERINVOKES_H
