//===- ProgramImage.h - The object that tells the launcher its program ----===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TOOLS_HEDDLE_LD_PROGRAMIMAGE_H
#define HEDDLE_TOOLS_HEDDLE_LD_PROGRAMIMAGE_H

#include "GpuBinary.h"
#include "toolchain/Occupancy.h"
#include "llvm/IR/Module.h"

namespace heddle {

/// A module for the host that defines __heddle_program_image (abi::ProgramImage).
/// \p Gpu is null for a program of the CPU device alone; \p HasCpuKernel says
/// whether __heddle_kernel is in another object of the link.
std::unique_ptr<llvm::Module>
createProgramImage(llvm::LLVMContext &Context, const llvm::DataLayout &Layout,
                   const llvm::Triple &Triple, const GpuBinary *Gpu,
                   bool HasCpuKernel, const Occupancy &Warps);

} // namespace heddle

#endif // HEDDLE_TOOLS_HEDDLE_LD_PROGRAMIMAGE_H
