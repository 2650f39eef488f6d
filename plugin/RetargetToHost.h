//===- RetargetToHost.h - nvptx64 IR becomes x86-64 IR --------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// On the whole program, for the CPU device, before it is optimized.
//
// Expects: varargs are expanded (ExpandVariadics) and nvptx's arch functions are
// not linked yet.
// Guarantees: triple and data layout are x86-64 Linux's; no target attribute of
// nvptx, no kernel calling convention, no NVVM intrinsic. Queries of lane, SM,
// block and timer are calls of __heddle_arch_*, left to be linked with arch/cpu.
// Refuses, naming function and line: inline PTX but nanosleep, an NVVM intrinsic
// that stands for something a CPU thread does not have, an address space other
// than 0, and a type whose layout differs. The module is then unchanged.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_RETARGETTOHOST_H
#define HEDDLE_PLUGIN_RETARGETTOHOST_H

#include "llvm/IR/PassManager.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace heddle {

class RetargetToHostPass : public llvm::PassInfoMixin<RetargetToHostPass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

/// Makes everything internal but __heddle_kernel, __heddle_program_image and
/// what \p Keep names, and gives every internal function a name that no C
/// library has, so that code generation's own calls (memcpy, sin)
/// can only mean the host's: a device memcpy whose loop the optimizer turned
/// into llvm.memcpy would otherwise call itself for ever. Call it when all
/// device bitcode is linked and arch/cpu, whose C calls mean the host's, is not.
void internalizeForHost(llvm::Module &M,
                        llvm::ArrayRef<llvm::StringRef> Keep = {});

} // namespace heddle

#endif // HEDDLE_PLUGIN_RETARGETTOHOST_H
