//===- RecordPlaces.h - Threads know where they wait ----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// On the whole program, for the launcher's reports of deadlocks.
//
// Expects: debug information in what the user compiled with -g; the libraries
// have none.
// Guarantees: before each call by which the user's code may come to wait, a
// pointer to the text "file:line (function)" is stored in the warp's context.
// The line is the user's: of code that was inlined from the C++ library, it is
// the one that it was inlined at. Calls of functions that cannot reach
// __heddle_begin_wait are left alone, and so are those of the user's own, which
// store where they are themselves. Without debug information nothing changes.
// Refuses: nothing.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_RECORDPLACES_H
#define HEDDLE_PLUGIN_RECORDPLACES_H

#include "llvm/IR/PassManager.h"

namespace heddle {

class RecordPlacesPass : public llvm::PassInfoMixin<RecordPlacesPass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_RECORDPLACES_H
