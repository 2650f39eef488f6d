//===- Diagnostics.h - How the passes report what they refuse -------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A pass that refuses something reports an error through the module's
// LLVMContext and leaves the construct as it is; whoever runs the passes stops
// when its diagnostic handler has seen an error.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_DIAGNOSTICS_H
#define HEDDLE_PLUGIN_DIAGNOSTICS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FormatVariadic.h"

namespace llvm {
class Function;
class Instruction;
class Module;
} // namespace llvm

namespace heddle {

namespace diag {
#define HEDDLE_PASS_DIAG(Id, Text) inline constexpr char Id[] = Text;
#include "Diagnostics.def"
} // namespace diag

/// An error at \p I's line, naming its function.
void refuse(const llvm::Instruction &I, const std::string &Text);
/// An error at \p F's first line, naming \p F.
void refuse(const llvm::Function &F, const std::string &Text);
/// An error that belongs to no line.
void refuse(const llvm::Module &M, const std::string &Text);

/// \p Text of Diagnostics.def with its arguments put in, then refused at \p At.
template <typename Place, typename... Arguments>
void refuse(const Place &At, const char *Text, const Arguments &...Args) {
  refuse(At, llvm::formatv(false, Text, Args...).str());
}

} // namespace heddle

#endif // HEDDLE_PLUGIN_DIAGNOSTICS_H
