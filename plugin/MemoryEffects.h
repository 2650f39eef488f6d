//===- MemoryEffects.h - Functions that have come to write memory ---------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_MEMORYEFFECTS_H
#define HEDDLE_PLUGIN_MEMORYEFFECTS_H

#include "llvm/ADT/ArrayRef.h"

namespace llvm {
class Function;
class Module;
} // namespace llvm

namespace heddle {

/// \p Writing were given frames on the thread's stack: called before its caller's
/// frame is made, such a function would write into it. So no attribute of theirs,
/// of their callers or of a call of theirs may say that memory stays as it is.
void dropMemoryAttributes(llvm::Module &M,
                          llvm::ArrayRef<llvm::Function *> Writing);

} // namespace heddle

#endif // HEDDLE_PLUGIN_MEMORYEFFECTS_H
