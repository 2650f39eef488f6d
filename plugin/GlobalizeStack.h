//===- GlobalizeStack.h - shared stack objects in global memory -----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// After optimization, on both devices.
//
// Expects: __heddle_warp_context returns the running warp's WarpContext; its
// first field is the next free byte of the thread's stack, which grows upwards,
// its second the stack's end.
// Guarantees: an alloca or byval argument whose address another thread could
// see, or that an atomic may access, one that is lent to a callee which may recur
// (SegmentLocalStack), one of LargeBytes or more that holds an array, one of
// IndexedBytes or more indexed by a variable, and every alloca of dynamic size
// lives on that stack, not in lane-private memory. All static ones of a function
// share one frame; every return gives it back. An overflow calls
// __heddle_stack_overflow.
// The kernel, __heddle_warp_main, __heddle_warp_context, __heddle_stack_overflow
// and the two functions of SegmentLocalStack run where there is no stack to move
// to: they get no frame.
// Refuses: a variable in one of those functions that would have to move. What
// they call on behalf of a thread must therefore not be inlined into them.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_GLOBALIZESTACK_H
#define HEDDLE_PLUGIN_GLOBALIZESTACK_H

#include "llvm/IR/PassManager.h"

namespace heddle {

struct GlobalizeStackOptions {
  /// Objects of this many bytes or more that hold an array move although nobody
  /// else sees them: local memory is interleaved by lane, and 31 of 32 parts of
  /// a cache line are wasted.
  unsigned LargeBytes = 128;
  /// The same for objects that are indexed by a variable.
  unsigned IndexedBytes = 32;
};

class GlobalizeStackPass : public llvm::PassInfoMixin<GlobalizeStackPass> {
  GlobalizeStackOptions Options;

public:
  GlobalizeStackPass() = default;
  explicit GlobalizeStackPass(GlobalizeStackOptions Options)
      : Options(Options) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_GLOBALIZESTACK_H
