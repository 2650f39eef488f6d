//===- LowerExceptions.h - exceptions become ordinary control flow --------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// After optimization, on both devices, before GlobalizeStack.
//
// Expects: the unwinder raises an exception by calling
//   __heddle_raise(exception, __heddle_select_handler, __heddle_exception_escaped)
// which names the two so that they are there when anything can throw. The first
// returns what a landing pad's selector is to be (0: no clause of the pad takes
// the exception), having asked the personality routine with the pad's
// language-specific data area; the second ends the program for an exception that
// nothing may let out.
// Guarantees: no invoke, landingpad, resume or personality is left, nor
// __heddle_raise. An exception under way is in the context's pendingException;
// after each call that may let one out (ExceptionFlow) the word is tested, and
// the function goes to the landing pad or returns, with any value. A call that
// lets none out, or directly before a return, gets no test. What a function
// marked nounwind would let out ends the program there.
// Refuses: funclet pads (catchswitch, cleanuppad), which no Itanium target has.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_LOWEREXCEPTIONS_H
#define HEDDLE_PLUGIN_LOWEREXCEPTIONS_H

#include "llvm/IR/PassManager.h"

namespace heddle {

struct LowerExceptionsOptions {
  /// No function that is only declared throws.
  bool WholeProgram = true;
};

class LowerExceptionsPass : public llvm::PassInfoMixin<LowerExceptionsPass> {
  LowerExceptionsOptions Options;

public:
  LowerExceptionsPass() = default;
  explicit LowerExceptionsPass(LowerExceptionsOptions Options)
      : Options(Options) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_LOWEREXCEPTIONS_H
