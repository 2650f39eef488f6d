//===- StackObjects.h - Which stack objects may stay in local memory ------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_STACKOBJECTS_H
#define HEDDLE_PLUGIN_STACKOBJECTS_H

#include "llvm/ADT/DenseSet.h"

namespace llvm {
class AllocaInst;
class Argument;
class Module;
class Type;
class Value;
} // namespace llvm

namespace heddle {

class Recursion;

/// Decides, for a whole program, what must not lie in lane-private memory.
///
/// Another thread can see an object once its address is stored, returned or
/// handed to a callee that may keep it. An atomic needs shared memory even when
/// nobody else looks: PTX defines atom on global and shared memory only.
class StackObjects {
  /// Parameters that may be operands of an atomic, here or further down.
  llvm::DenseSet<const llvm::Argument *> Atomic;

public:
  explicit StackObjects(const llvm::Module &M);

  /// Whether the object at \p Object (an alloca or a byval argument) must be in
  /// memory that all threads see.
  bool mustBeShared(const llvm::Value &Object) const;

private:
  bool reachesAtomic(const llvm::Value &Pointer) const;
};

/// Whether the address of \p Object is passed to a function that may recur. The
/// local memory it would be in may hold other frames by then.
bool isLentToRecursion(const llvm::Value &Object, const Recursion &Calls);

/// Whether \p T is or contains an array.
bool containsArray(const llvm::Type *T);

/// Whether an address within \p Object is computed from a variable.
bool isIndexedDynamically(const llvm::Value &Object);

} // namespace heddle

#endif // HEDDLE_PLUGIN_STACKOBJECTS_H
