//===- BitcodeLink.h - Merges bitcode files into the whole program --------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TOOLS_HEDDLE_LD_BITCODELINK_H
#define HEDDLE_TOOLS_HEDDLE_LD_BITCODELINK_H

#include "Resolution.h"
#include "llvm/IR/Module.h"

namespace heddle {

/// Links the files that \p Resolved chose, in their order. The functions keep no
/// target-cpu or target-features: they are the final TargetMachine's to choose.
/// Returns null when that failed, which has been reported.
std::unique_ptr<llvm::Module> linkProgram(llvm::LLVMContext &Context,
                                          const Resolution &Resolved);

/// Adds the bitcode file \p Path to \p M.
bool linkArchitecture(llvm::Module &M, llvm::StringRef Path);

/// Makes everything internal but the symbols in \p Keep and drops what is not
/// reachable from them.
void keepReachable(llvm::Module &M, llvm::ArrayRef<llvm::StringRef> Keep);

/// Reports, with their users, the undefined symbols of \p M that neither the
/// passes nor runtime/arch will define.
void reportUndefined(const llvm::Module &M, const Resolution &Resolved);

} // namespace heddle

#endif // HEDDLE_TOOLS_HEDDLE_LD_BITCODELINK_H
