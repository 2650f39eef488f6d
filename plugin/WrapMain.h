//===- WrapMain.h - main becomes the body of the one kernel ---------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// On the whole program. Does nothing to a module that has a kernel already.
//
// Expects: main is defined.
// Guarantees: __heddle_user_main(argc, argv, envp) calls main, which is internal
// and no longer named main; __heddle_run_constructors and
// __heddle_run_destructors call what llvm.global_ctors and llvm.global_dtors
// listed, in order of priority and, within one, of listing (destructors in
// reverse); both lists are gone; the kernel __heddle_kernel calls
// __heddle_warp_main and is bounded to the options' warps per block and blocks
// an SM. What __heddle_warp_main calls directly is not inlined into it.
// What leaves main by pthread_exit, where the program has that, goes to
// __heddle_main_exit.
// Refuses: a program without main, and a main of another shape than C++ allows.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_WRAPMAIN_H
#define HEDDLE_PLUGIN_WRAPMAIN_H

#include "llvm/IR/PassManager.h"

namespace heddle {

/// How the kernel is to be launched.
struct WrapMainOptions {
  /// In [1, abi::MaxWarpsPerBlock]. 16 leaves 128 registers a thread.
  unsigned WarpsPerBlock = 16;
  /// As many are to fit on an SM at once.
  unsigned BlocksPerMultiprocessor = 1;
  /// Lanes of a warp.
  unsigned WarpSize = 32;
};

class WrapMainPass : public llvm::PassInfoMixin<WrapMainPass> {
  WrapMainOptions Options;

public:
  WrapMainPass() = default;
  explicit WrapMainPass(WrapMainOptions Options) : Options(Options) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_WRAPMAIN_H
