//===- FunctionTypes.h - Changing what a function takes and returns -------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_FUNCTIONTYPES_H
#define HEDDLE_PLUGIN_FUNCTIONTYPES_H

namespace llvm {
class Function;
class FunctionType;
} // namespace llvm

namespace heddle {

/// A function of type \p T, which has \p F's parameters, in \p F's place: with its
/// name, body, attributes and comdat. \p F is left as a declaration without a name
/// or metadata, and with its uses. The returns are the caller's to change.
llvm::Function *moveBody(llvm::Function &F, llvm::FunctionType *T);

} // namespace heddle

#endif // HEDDLE_PLUGIN_FUNCTIONTYPES_H
