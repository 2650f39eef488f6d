//===- Recursion.h - Which functions can recur ----------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_RECURSION_H
#define HEDDLE_PLUGIN_RECURSION_H

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace llvm {
class CallBase;
class Function;
class Module;
} // namespace llvm

namespace heddle {

/// The cycles of a whole program's call graph.
class Recursion {
  llvm::SmallPtrSet<const llvm::Function *, 16> Guarded;
  /// Those from which a guarded function may be reached.
  llvm::DenseSet<const llvm::Function *> Leading;

public:
  explicit Recursion(const llvm::Module &M);

  /// Whether every cycle through \p F's calls is cut if such functions are: those
  /// on a cycle of direct calls, and those that make an indirect call which may
  /// lead back to them. Any function whose address is taken may be what an
  /// indirect call calls.
  bool mustBeGuarded(const llvm::Function &F) const {
    return Guarded.contains(&F);
  }

  /// Whether \p Call may lead to a function that must be guarded.
  bool leadsToGuarded(const llvm::CallBase &Call) const;
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_RECURSION_H
