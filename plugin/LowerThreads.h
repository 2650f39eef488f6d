//===- LowerThreads.h - pthread calls to scheduler calls ------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// Per file, once the optimizer is done with it (and at -O0 too).
//
// Expects: nothing.
// Guarantees: every direct call of pthread_create, pthread_join and
// pthread_detach calls __heddle_thread_create, _join and _detach with the same
// arguments, and every constant entry function stands once in the appending
// global heddle.thread_entries. A function that only forwards one of its own
// parameters as the entry (libc++'s __libcpp_thread_create at -O0) is inlined
// first, so that the entry is constant where C++ made it so.
// Refuses: a pthread function declared with another prototype. A pthread
// function whose address is taken stays: the runtime defines it.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_LOWERTHREADS_H
#define HEDDLE_PLUGIN_LOWERTHREADS_H

#include "llvm/IR/PassManager.h"

namespace heddle {

class LowerThreadsPass : public llvm::PassInfoMixin<LowerThreadsPass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_LOWERTHREADS_H
