//===- LandingPadTable.h - What a personality routine reads ---------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_LANDINGPADTABLE_H
#define HEDDLE_PLUGIN_LANDINGPADTABLE_H

#include "llvm/ADT/SetVector.h"

namespace llvm {
class Constant;
class Function;
class GlobalVariable;
class LandingPadInst;
} // namespace llvm

namespace heddle {

/// The language-specific data areas of one function's landing pads (Itanium C++
/// ABI, Exception Handling, section 7). Each pad has an area of its own with one
/// call site, from 0 to 2, so that the routine needs no instruction pointer. All
/// have the same table of types, so that a type's number is the function's.
class LandingPadTable {
  llvm::Function &F;
  /// The n-th has the number n + 1. Null, the type of catch (...), is one too.
  llvm::SmallSetVector<llvm::Constant *, 8> Types;

public:
  explicit LandingPadTable(llvm::Function &F);

  /// What a landing pad's selector is if a clause for \p Type takes the
  /// exception.
  unsigned typeId(llvm::Constant &Type) const;

  llvm::GlobalVariable *areaFor(const llvm::LandingPadInst &Pad) const;
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_LANDINGPADTABLE_H
