//===- Redefinition.cpp - A value that has several definitions ------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Redefinition.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Utils/SSAUpdater.h"

using namespace llvm;

BasicBlock *heddle::splitBehind(CallBase &Call) {
  BasicBlock *Block = Call.getParent();
  Instruction *Next = Call.getNextNode();
  if (auto *Branch = dyn_cast<BranchInst>(Next);
      Branch && Branch->isUnconditional() &&
      Branch->getSuccessor(0)->getSinglePredecessor() == Block)
    return Branch->getSuccessor(0);
  return Block->splitBasicBlock(Next, Block->getName() + ".after");
}

void heddle::redefine(Value &V,
                      ArrayRef<std::pair<BasicBlock *, Value *>> Others) {
  BasicBlock *Home = isa<Argument>(V)
                         ? &cast<Argument>(V).getParent()->getEntryBlock()
                         : cast<Instruction>(V).getParent();
  SSAUpdater Updater;
  Updater.Initialize(V.getType(), V.getName());
  Updater.AddAvailableValue(Home, &V);
  DenseMap<BasicBlock *, Value *> AtStart;
  SmallPtrSet<Value *, 8> New;
  for (auto [Block, Other] : Others) {
    Updater.AddAvailableValue(Block, Other);
    AtStart[Block] = Other;
    New.insert(Other);
  }
  for (Use &U : make_early_inc_range(V.uses())) {
    auto *User = cast<Instruction>(U.getUser());
    if (New.contains(User))
      continue;
    if (!isa<PHINode>(User)) {
      if (User->getParent() == Home)
        continue;
      if (Value *Other = AtStart.lookup(User->getParent())) {
        U.set(Other);
        continue;
      }
    }
    Updater.RewriteUse(U);
  }
}
