//===- ExceptionFlow.h - Which functions may let an exception out ---------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_EXCEPTIONFLOW_H
#define HEDDLE_PLUGIN_EXCEPTIONFLOW_H

#include "llvm/ADT/DenseSet.h"

namespace llvm {
class CallBase;
class Function;
class FunctionType;
class Module;
} // namespace llvm

namespace heddle {

/// Where exceptions can come from and how far up they can go, inferred over the
/// whole program.
///
/// They start at a call of symbol::Raise, and, unless the module is the whole
/// program, in any function that is only declared and not marked nounwind. A call
/// through a pointer may reach every function whose address is taken and that has
/// the parameters of the call. A function marked nounwind lets none out, whatever
/// it calls.
class ExceptionFlow {
  llvm::DenseSet<const llvm::Function *> Unwinding;
  /// Parameters of the functions that an indirect call may find throwing.
  llvm::DenseSet<const llvm::FunctionType *> UnwindingIndirectly;
  /// Code that nobody has seen may throw, and may be called through any pointer,
  /// but where a call is said to throw nothing.
  bool Open = false;

public:
  ExceptionFlow(const llvm::Module &M, bool WholeProgram);

  /// Whether \p F may return to its caller with an exception under way.
  bool mayUnwind(const llvm::Function &F) const {
    return Unwinding.contains(&F);
  }

  /// Says that \p Heir has the body that \p F had.
  void addHeir(const llvm::Function &F, const llvm::Function &Heir) {
    if (mayUnwind(F))
      Unwinding.insert(&Heir);
  }

  /// Whether an exception may come out of \p Call, which need not be allowed
  /// to: code compiled with -fno-exceptions says of every call that it throws
  /// nothing.
  bool mayUnwind(const llvm::CallBase &Call) const;
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_EXCEPTIONFLOW_H
