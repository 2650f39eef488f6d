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

namespace heddle {

/// The symbols of the device runtime that the passes below refer to: they must
/// be linked although no program names them.
llvm::ArrayRef<llvm::StringRef> runtimeRoots();

/// What both devices share: afterwards __heddle_kernel is the only thing that is
/// not internal, but for what a sanitizer's runtime calls, and everything it does
/// not reach is gone. Not optimized.
void runCommonPasses(llvm::Module &M, const Sanitizers &Sanitize);

/// \p Gpu is "sm_90". Null, reported, when LLVM does not know it.
std::unique_ptr<llvm::TargetMachine>
createGpuTarget(llvm::StringRef Gpu, const LinkOptions &Options);
std::unique_ptr<llvm::TargetMachine>
createCpuTarget(const LinkOptions &Options);

/// Make \p M, after the common passes, ready for the device's code generator.
/// \p ArchitectureFile is the bitcode of runtime/arch.
void runGpuPasses(llvm::Module &M, llvm::TargetMachine &Target,
                  llvm::StringRef ArchitectureFile, const LinkOptions &Options);
void runCpuPasses(llvm::Module &M, llvm::TargetMachine &Target,
                  llvm::StringRef ArchitectureFile, const LinkOptions &Options);

/// Generates PTX or an object file into \p Code.
void generateCode(llvm::Module &M, llvm::TargetMachine &Target,
                  llvm::CodeGenFileType Type,
                  llvm::SmallVectorImpl<char> &Code);

} // namespace heddle

#endif // HEDDLE_TOOLS_HEDDLE_LD_PIPELINES_H
