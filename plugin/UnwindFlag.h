//===- UnwindFlag.h - Functions that say by their result that they threw --===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_UNWINDFLAG_H
#define HEDDLE_PLUGIN_UNWINDFLAG_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace llvm {
class CallInst;
class Function;
class Module;
class Value;
} // namespace llvm

namespace heddle {

class ExceptionFlow;

/// Gives the functions that only known calls reach, and that may throw, a result
/// with a flag: not zero if the caller must go on unwinding. To test a register
/// is cheaper than to load the context's word, which is set all the same.
///
/// A function whose address is taken keeps its type, as does one that other
/// modules may call and one that never returns but by throwing.
class UnwindFlags {
  /// From the function as calls still name it, without a body, to its heir.
  llvm::DenseMap<llvm::Function *, llvm::Function *> Heirs;
  llvm::DenseSet<const llvm::Function *> Flagged;

public:
  UnwindFlags(llvm::Module &M, ExceptionFlow &Flow);

  /// Whether \p F returns a flag.
  bool returnsFlag(const llvm::Function &F) const {
    return Flagged.contains(&F);
  }

  struct FlaggedCall {
    llvm::CallInst *Call = nullptr;
    /// The callee's own result; null if it has none.
    llvm::Value *Result = nullptr;
    llvm::Value *Flag = nullptr;
  };

  /// Replaces \p Call by one of its callee's heir. The Call of the answer is null,
  /// and nothing is done, if the callee has none.
  FlaggedCall redirect(llvm::CallInst &Call) const;

  /// Makes the returns of \p F, which returns a flag, say that it did not throw;
  /// all those that do not return it yet.
  static void completeReturns(llvm::Function &F);

  /// Removes the functions that no call names any more.
  void eraseOld();
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_UNWINDFLAG_H
