//===- BuildDispatch.h - thread entries become a direct dispatch ----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// On the whole program.
//
// Expects: LowerThreads ran on every file; all of them are linked.
// Guarantees: each function in heddle.thread_entries has an id; a call of
// __heddle_thread_create with that function as its constant entry passes
// inttoptr(2 * id + 1), which no function's address is; __heddle_dispatch(entry,
// argument) calls the entries of odd values directly, so that ptxas sees the
// call graph, and everything else through the pointer. heddle.thread_entries is
// gone. Without a single entry __heddle_dispatch still exists. Where the program
// has pthread_exit, it returns the result of a thread that was ended by it.
// Refuses: an entry that is not a function of type ptr(ptr).
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_BUILDDISPATCH_H
#define HEDDLE_PLUGIN_BUILDDISPATCH_H

#include "llvm/IR/PassManager.h"

namespace heddle {

class BuildDispatchPass : public llvm::PassInfoMixin<BuildDispatchPass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_BUILDDISPATCH_H
