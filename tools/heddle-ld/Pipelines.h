//===- Pipelines.h - The passes of a whole program, for each device -------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TOOLS_HEDDLE_LD_PIPELINES_H
#define HEDDLE_TOOLS_HEDDLE_LD_PIPELINES_H

#include "LinkOptions.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"
#include <string>

namespace heddle {

/// The symbols of the device runtime that the passes below refer to: they must
/// be linked although no program names them.
llvm::ArrayRef<llvm::StringRef> runtimeRoots();

/// How much of the program a module is.
struct CompilationUnit {
  enum { WholeProgram, Program, LibraryPart } Kind = WholeProgram;
  /// What separately compiled code refers to, or defines as well: it stays
  /// visible, and so do its names.
  llvm::SmallVector<std::string, 0> Exports;

  bool isSeparate() const { return Kind != WholeProgram; }
};

/// What both devices share: afterwards __heddle_kernel and the unit's exports are
/// the only things that are not internal, but for what a sanitizer's runtime calls,
/// and everything they do not reach is gone. Not optimized. A LibraryPart gets no kernel and no dispatch, and keeps
/// its list of constructors.
void runCommonPasses(llvm::Module &M, const CompilationUnit &Unit,
                     const Occupancy &Warps, const Sanitizers &Sanitize = {});

/// \p Gpu is "sm_90". Null, reported, when LLVM does not know it.
std::unique_ptr<llvm::TargetMachine>
createGpuTarget(llvm::StringRef Gpu, const LinkOptions &Options);
std::unique_ptr<llvm::TargetMachine>
createCpuTarget(const LinkOptions &Options);

/// Make \p M, after the common passes, ready for the device's code generator.
/// \p ArchitectureFile is the bitcode of runtime/arch.
void runGpuPasses(llvm::Module &M, llvm::TargetMachine &Target,
                  llvm::StringRef ArchitectureFile, const LinkOptions &Options,
                  const CompilationUnit &Unit = {});
void runCpuPasses(llvm::Module &M, llvm::TargetMachine &Target,
                  llvm::StringRef ArchitectureFile, const LinkOptions &Options);

/// Gives the symbols of a module that is compiled separately, after all passes,
/// the form in which PTX can name them from elsewhere.
void prepareForPtxLink(llvm::Module &M);

/// Generates PTX or an object file into \p Code.
void generateCode(llvm::Module &M, llvm::TargetMachine &Target,
                  llvm::CodeGenFileType Type,
                  llvm::SmallVectorImpl<char> &Code);

} // namespace heddle

#endif // HEDDLE_TOOLS_HEDDLE_LD_PIPELINES_H
