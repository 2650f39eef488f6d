//===- SegmentLocalStack.h - recursion as deep as the thread's stack ------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// Late, on the GPU, after GlobalizeStack.
//
// Expects: what ptxas does with a frame of the lane's local stack: it addresses
// it from the stack pointer on entry, and a callee leaves that and the registers
// of its caller as they were (PTX ISA, stacksave, stackrestore, alloca). No
// variable in local memory is lent to a callee that may recur; GlobalizeStack has
// moved those.
// Guarantees: a function that can recur compares the local stack with the
// context's localStackFloor when it is called. Below it, the function F goes on
// in F.segment, which has __heddle_local_stack_save copy the local stack to the
// thread's stack, calls F again with the local stack all but empty, and has
// __heddle_local_stack_reload copy it back. The thread's stack alone limits the
// depth, and its overflow is what gets reported.
// Refuses: nothing. Functions that run where there is no stack are let alone.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_SEGMENTLOCALSTACK_H
#define HEDDLE_PLUGIN_SEGMENTLOCALSTACK_H

#include "llvm/IR/PassManager.h"

namespace heddle {

class SegmentLocalStackPass
    : public llvm::PassInfoMixin<SegmentLocalStackPass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_SEGMENTLOCALSTACK_H
