//===- Symbols.h - The ABI's symbol names, for the passes -----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_SYMBOLS_H
#define HEDDLE_PLUGIN_SYMBOLS_H

#include "llvm/ADT/StringRef.h"

namespace heddle::symbol {

#define HEDDLE_SYMBOL(Id, Name, Signature)                                     \
  inline constexpr llvm::StringLiteral Id(Name);
#include "../runtime/abi/Symbols.def"

/// What runtime/arch defines.
inline constexpr llvm::StringLiteral ArchPrefix("__heddle_arch_");

} // namespace heddle::symbol

#endif // HEDDLE_PLUGIN_SYMBOLS_H
