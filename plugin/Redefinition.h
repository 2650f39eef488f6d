//===- Redefinition.h - A value that has several definitions --------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_REDEFINITION_H
#define HEDDLE_PLUGIN_REDEFINITION_H

#include "llvm/ADT/ArrayRef.h"
#include <utility>

namespace llvm {
class BasicBlock;
class CallBase;
class Value;
} // namespace llvm

namespace heddle {

/// The block that starts right behind \p Call and has no other way in.
llvm::BasicBlock *splitBehind(llvm::CallBase &Call);

/// Makes each use of \p V, an instruction or argument, use what is defined last
/// on the way to it: \p V itself, or one of \p Others, each of which is defined
/// at the start of its block and has the same content in another register.
void redefine(
    llvm::Value &V,
    llvm::ArrayRef<std::pair<llvm::BasicBlock *, llvm::Value *>> Others);

} // namespace heddle

#endif // HEDDLE_PLUGIN_REDEFINITION_H
