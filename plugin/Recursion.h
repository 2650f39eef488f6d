//===- Recursion.h - Which functions can recur ----------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_RECURSION_H
#define HEDDLE_PLUGIN_RECURSION_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace llvm {
class CallBase;
class Function;
class Module;
} // namespace llvm

namespace heddle {

/// The cycles of a whole program's call graph.
class Recursion {
  /// The strongly connected component of direct calls that a function is in.
  llvm::DenseMap<const llvm::Function *, unsigned> Component;
  llvm::SmallPtrSet<const llvm::Function *, 16> Direct;
  llvm::SmallPtrSet<const llvm::Function *, 16> Indirect;

public:
  explicit Recursion(const llvm::Module &M);

  /// Whether \p F is on a cycle of direct calls.
  bool recursDirectly(const llvm::Function &F) const {
    return Direct.contains(&F);
  }

  /// Whether \p F makes an indirect call that may lead back to it. Any function
  /// whose address is taken may be what an indirect call calls.
  bool recursIndirectly(const llvm::Function &F) const {
    return Indirect.contains(&F);
  }

  /// Whether every cycle through \p F's calls is cut if such functions are.
  bool mustBeGuarded(const llvm::Function &F) const {
    return recursDirectly(F) || recursIndirectly(F);
  }

  /// Whether \p Call is an edge of a cycle of direct calls.
  bool isRecursiveCall(const llvm::CallBase &Call) const;
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_RECURSION_H
