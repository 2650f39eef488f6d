//===- LowerByVal.cpp - class arguments stay where the caller built them --===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The copy that byval promises to the callee is made by the caller, or was made
// by clang already. Both sides of an indirect call are rewritten alike, since
// every function and every call of the program goes through here.
//
//===----------------------------------------------------------------------===//

#include "LowerByVal.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

using namespace llvm;

#define DEBUG_TYPE "heddle-lower-byval"

STATISTIC(NumParameters, "Number of byval parameters made pointers");
STATISTIC(NumCopies, "Number of arguments copied by their callers");

/// A copy of argument \p Number of \p Call on the caller's stack.
static Value *copyArgument(CallBase &Call, unsigned Number) {
  Function &Caller = *Call.getFunction();
  const DataLayout &DL = Caller.getDataLayout();
  Value *Original = Call.getArgOperand(Number);
  Type *T = Call.getParamByValType(Number);
  Align Alignment = Call.getParamAlign(Number).value_or(DL.getABITypeAlign(T));
  IRBuilder<> AtEntry(&*Caller.getEntryBlock().getFirstInsertionPt());
  AllocaInst *Slot = AtEntry.CreateAlloca(T, nullptr, "byval.copy");
  Slot->setAlignment(Alignment);
  IRBuilder<> Builder(&Call);
  Builder.CreateMemCpy(Slot, Alignment, Original, Alignment,
                       DL.getTypeAllocSize(T));
  return Builder.CreatePointerBitCastOrAddrSpaceCast(Slot, Original->getType());
}

static bool lowerCall(CallBase &Call, bool Copy) {
  bool Changed = false;
  unsigned Fixed = Call.getFunctionType()->getNumParams();
  for (unsigned I = 0; I != Fixed; ++I) {
    if (!Call.isByValArgument(I))
      continue;
    if (Copy) {
      Call.setArgOperand(I, copyArgument(Call, I));
      ++NumCopies;
    }
    Call.removeParamAttr(I, Attribute::ByVal);
    Changed = true;
  }
  // The callee may now use the caller's stack.
  if (auto *Direct = dyn_cast<CallInst>(&Call);
      Changed && Direct && Direct->isTailCall() && !Direct->isMustTailCall())
    Direct->setTailCall(false);
  return Changed;
}

PreservedAnalyses heddle::LowerByValPass::run(Module &M,
                                              ModuleAnalysisManager &) {
  bool Changed = false;
  for (Function &F : M) {
    SmallVector<CallBase *, 16> Calls;
    for (Instruction &I : instructions(F))
      if (auto *Call = dyn_cast<CallBase>(&I);
          Call && Call->hasByValArgument())
        Calls.push_back(Call);
    for (CallBase *Call : Calls)
      Changed |= lowerCall(*Call, Options.CopyAtCalls);
    for (Argument &A : F.args())
      if (A.hasByValAttr()) {
        A.removeAttr(Attribute::ByVal);
        ++NumParameters;
        Changed = true;
      }
  }
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}
