//===- LowerCoroutineTransfers.h - Coroutines that resume each other ------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// On the whole program. Does nothing if no coroutine transfers control to another
// (await_suspend that returns a handle).
//
// Expects: coroutines are split, so that a transfer is a musttail call between
// functions void(ptr) of the fast calling convention; exception handling is
// lowered.
// Guarantees: no such call is left. The functions of coroutines return what is to
// be resumed next, or nulls, and whoever calls one resumes that, and so on: chains
// of transfers take no stack, with a code generator that makes calls of all.
// Refuses: nothing.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_LOWERCOROUTINETRANSFERS_H
#define HEDDLE_PLUGIN_LOWERCOROUTINETRANSFERS_H

#include "llvm/IR/PassManager.h"

namespace heddle {

class LowerCoroutineTransfersPass
    : public llvm::PassInfoMixin<LowerCoroutineTransfersPass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_LOWERCOROUTINETRANSFERS_H
