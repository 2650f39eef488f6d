//===- MemoryEffects.cpp - Functions that have come to write memory -------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MemoryEffects.h"
#include "Recursion.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

void heddle::dropMemoryAttributes(Module &M, ArrayRef<Function *> Writing) {
  SmallSetVector<Function *, 16> Worklist(Writing.begin(), Writing.end());
  for (Function &F : M)
    if (F.hasFnAttribute(SeparateAttribute))
      Worklist.insert(&F); // may have a frame where it is defined
  for (Function &F : M)
    for (Instruction &I : instructions(F))
      if (auto *Call = dyn_cast<CallBase>(&I);
          Call && Call->isIndirectCall()) {
        Call->removeFnAttr(Attribute::Memory);
        Worklist.insert(&F);
      }
  for (size_t Next = 0; Next != Worklist.size(); ++Next) {
    Function *F = Worklist[Next];
    F->removeFnAttr(Attribute::Memory);
    F->removeFnAttr(Attribute::Speculatable);
    for (User *U : F->users())
      if (auto *Call = dyn_cast<CallBase>(U);
          Call && Call->getCalledOperand() == F) {
        Call->removeFnAttr(Attribute::Memory);
        Worklist.insert(Call->getFunction());
      }
  }
}
