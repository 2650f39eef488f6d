//===- LowerThreadLocals.h - thread_local variables in a block a thread ---===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// On the program of one device, after it is optimized: until then the variables
// are globals that the optimizer knows to be each thread's own.
//
// Expects: a function's activation stays on one thread, as it does once
// coroutines are split.
// Guarantees: no thread_local variable is left but those marked NativeAttribute.
// Each has its place in a block, which a thread gets from
// __heddle_thread_locals_create when it first uses one of them, and whose address
// is in the warp's context. A function looks the block up once, where all its uses
// are dominated and, if every turn of a loop needs it, before the loop.
// Refuses: a thread_local variable that is not defined; one whose address is in
// the initializer of another global; a use in a function that runs where there is
// no thread.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_LOWERTHREADLOCALS_H
#define HEDDLE_PLUGIN_LOWERTHREADLOCALS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/IR/PassManager.h"

namespace heddle {

class LowerThreadLocalsPass
    : public llvm::PassInfoMixin<LowerThreadLocalsPass> {
public:
  /// Marks a variable of runtime/arch that the device itself keeps for each warp.
  static constexpr llvm::StringLiteral NativeAttribute{
      "heddle-native-thread-local"};

  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_LOWERTHREADLOCALS_H
