//===- BitcodeLink.h - Merges bitcode files into the whole program --------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TOOLS_HEDDLE_LD_BITCODELINK_H
#define HEDDLE_TOOLS_HEDDLE_LD_BITCODELINK_H

#include "LibraryPart.h"
#include "Resolution.h"
#include "Sanitizers.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/Module.h"

namespace heddle {

/// The files whose code is there already.
using CompiledFiles = llvm::DenseMap<const BitcodeFile *, const LibraryPart *>;

/// Links the files that \p Resolved chose, in their order. The functions keep no
/// target-cpu or target-features: they are the final TargetMachine's to choose.
/// Returns null when that failed, which has been reported.
/// In the place of a file in \p Compiled, only its constructors are declared and
/// listed.
std::unique_ptr<llvm::Module> linkProgram(llvm::LLVMContext &Context,
                                          const Resolution &Resolved,
                                          const CompiledFiles &Compiled,
                                          const Sanitizers &Sanitize = {});

/// \p File alone, with the attributes that linkProgram() would give it. Null when
/// it cannot be read, which has been reported.
std::unique_ptr<llvm::Module> linkMember(llvm::LLVMContext &Context,
                                         const BitcodeFile &File);

/// Keeps \p F out of its callers if it has more than \p MostInstructions, unless it
/// says that it is always inlined.
void keepOutOfLine(llvm::Function &F, unsigned MostInstructions);

/// Turns the definition of \p Name into a declaration.
void dropDefinition(llvm::Module &M, llvm::StringRef Name);

/// Adds the bitcode file \p Path to \p M.
bool linkArchitecture(llvm::Module &M, llvm::StringRef Path);

/// Makes everything internal but the symbols in \p Keep, and what the sanitizers'
/// runtimes call, and drops what is not reachable from them.
void keepReachable(llvm::Module &M, llvm::ArrayRef<llvm::StringRef> Keep,
                   const Sanitizers &Sanitize = {});

/// The undefined symbols of \p M that neither the passes nor runtime/arch nor the
/// sanitizers' runtimes nor code marked with SeparateAttribute will define.
std::vector<const llvm::GlobalValue *>
findUndefined(const llvm::Module &M, const Sanitizers &Sanitize = {});

/// Reports the undefined symbols of \p M, with their users.
void reportUndefined(const llvm::Module &M, const Resolution &Resolved,
                     const Sanitizers &Sanitize = {});

} // namespace heddle

#endif // HEDDLE_TOOLS_HEDDLE_LD_BITCODELINK_H
