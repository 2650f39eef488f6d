//===- SeparateCompilation.h - A library's member compiled by itself ------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// What a whole-program pass may conclude from seeing every caller does not hold
// here. Each member is compiled as if anything that is not internal might be
// called from elsewhere, every indirect call might come back, and every
// undefined function might throw, keep what it is given, and recur. What it is
// linked with is told as much: Recursion.h says how.
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TOOLS_HEDDLE_LD_SEPARATECOMPILATION_H
#define HEDDLE_TOOLS_HEDDLE_LD_SEPARATECOMPILATION_H

#include "LibraryPart.h"
#include "toolchain/Occupancy.h"
#include "llvm/IR/Module.h"

namespace heddle {

struct SeparateCompilation {
  std::string Gpu;              ///< "sm_90"
  Occupancy Warps;              ///< of the programs that it is for
  std::string Ptxas;            ///< the program
  std::string ArchitectureFile; ///< bitcode of runtime/arch
  std::string Folder;           ///< for temporary files

  /// Compiles \p File. \p Id tells its constructors from those of others. A part
  /// with a refusal when it must be linked as bitcode; an error when a tool
  /// failed.
  llvm::Expected<LibraryPart> run(const BitcodeFile &File,
                                  llvm::StringRef Id) const;
};

/// Makes functions of the aliases in \p M that \p IsShared names, which separately
/// compiled code may refer to. False, and nothing has been changed for that one,
/// where an alias cannot be one: of a variable, or of a variadic function.
bool defineAliases(llvm::Module &M,
                   llvm::function_ref<bool(llvm::StringRef)> IsShared);

} // namespace heddle

#endif // HEDDLE_TOOLS_HEDDLE_LD_SEPARATECOMPILATION_H
