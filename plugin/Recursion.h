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
#include "llvm/ADT/StringRef.h"

namespace llvm {
class CallBase;
class Function;
class GlobalObject;
class Module;
} // namespace llvm

namespace heddle {

/// On the declaration of a function that is defined in separately compiled code:
/// the functions of this module that it may come to call directly, separated by
/// commas. What it may call through pointers is not listed.
inline constexpr llvm::StringLiteral SeparateAttribute("heddle-separate");

/// The module flag that says that a module is not the whole program: what is not
/// internal may be called from elsewhere, and indirect calls may go elsewhere.
inline constexpr llvm::StringLiteral SeparateFlag("heddle.separate");

/// Whether \p G is a declaration of what is defined in such code.
bool isDefinedSeparately(const llvm::GlobalObject &G);

/// Says of the declaration \p G that it is, and what it calls of this module.
void setDefinedSeparately(llvm::GlobalObject &G, llvm::StringRef Callees);

/// The cycles of a program's call graph, as far as they go through this module.
/// A cycle through separately compiled code either has a direct call of a
/// function in this module, which SeparateAttribute lists, or an indirect call,
/// whose caller is guarded where it was compiled.
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

  /// Whether \p Call may lead to a function that must be guarded. One that leaves
  /// the module may.
  bool leadsToGuarded(const llvm::CallBase &Call) const;
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_RECURSION_H
