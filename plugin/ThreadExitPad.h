//===- ThreadExitPad.h - Where pthread_exit arrives -----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_THREADEXITPAD_H
#define HEDDLE_PLUGIN_THREADEXITPAD_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/IRBuilder.h"

namespace heddle {

/// Calls, in one generated function, of the functions that threads begin with.
///
/// pthread_exit throws an exception that leaves them. In a program that has
/// pthread_exit they are invoked, and the landing pad returns what the runtime's
/// handler makes of the exception; all others call them.
class ThreadExitPad {
  llvm::Function &Caller;
  /// Null if the program does not have pthread_exit.
  llvm::Function *Handler;
  llvm::BasicBlock *Pad = nullptr;

public:
  /// \p HandlerName, which takes the exception and returns what \p Caller does, or
  /// never, is defined if pthread_exit is.
  ThreadExitPad(llvm::Function &Caller, llvm::StringRef HandlerName);

  /// Leaves \p Builder behind the call.
  llvm::CallBase *createCall(llvm::IRBuilder<> &Builder,
                             llvm::FunctionType *Type, llvm::Value *Callee,
                             llvm::ArrayRef<llvm::Value *> Arguments);

private:
  llvm::BasicBlock *pad();
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_THREADEXITPAD_H
