//===- LowerIndirectBranches.cpp - Labels as values become numbers --------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// PTX branches to a label of a table (brx.idx), which is what a switch becomes, and
// knows no address of a label. LLVM's IndirectBrExpand does what is done here, but
// for targets that ask for it in their code generator, when it is too late for the
// functions to be inlined and the switch to be optimized.
//
//===----------------------------------------------------------------------===//

#include "LowerIndirectBranches.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

#define DEBUG_TYPE "heddle-lower-indirect-branches"

STATISTIC(NumLabels, "Number of labels numbered");
STATISTIC(NumBranches, "Number of indirect branches made switches");

using LabelNumbers = DenseMap<const BasicBlock *, uint64_t>;

/// Gives every label of \p F whose address is taken its number.
static LabelNumbers numberLabels(Function &F) {
  LabelNumbers Numbers;
  for (BasicBlock &Block : F) {
    BlockAddress *Address = BlockAddress::lookup(&Block);
    if (!Address)
      continue;
    uint64_t Number = Numbers.size() + 1;
    Numbers[&Block] = Number;
    auto *Word = IntegerType::get(F.getContext(), 64);
    Address->replaceAllUsesWith(ConstantExpr::getIntToPtr(
        ConstantInt::get(Word, Number), Address->getType()));
    Address->destroyConstant();
    ++NumLabels;
  }
  return Numbers;
}

static void lower(IndirectBrInst &Branch, const LabelNumbers &Numbers) {
  BasicBlock &From = *Branch.getParent();
  IRBuilder<> Builder(&Branch);
  IntegerType *Word = Builder.getInt64Ty();
  BasicBlock *Nowhere =
      BasicBlock::Create(From.getContext(), "", From.getParent());
  new UnreachableInst(From.getContext(), Nowhere);
  SwitchInst *Switch = Builder.CreateSwitch(
      Builder.CreatePtrToInt(Branch.getAddress(), Word), Nowhere,
      Branch.getNumDestinations());
  // A label may be listed twice, or not be one whose address is known to anybody.
  SmallPtrSet<BasicBlock *, 8> Reached;
  for (BasicBlock *To : Branch.successors()) {
    auto Number = Numbers.find(To);
    if (Number != Numbers.end() && Reached.insert(To).second)
      Switch->addCase(ConstantInt::get(Word, Number->second), To);
    else
      To->removePredecessor(&From, /*KeepOneInputPHIs=*/true);
  }
  Branch.eraseFromParent();
  ++NumBranches;
}

PreservedAnalyses heddle::LowerIndirectBranchesPass::run(
    Module &M, ModuleAnalysisManager &) {
  bool Changed = false;
  for (Function &F : M) {
    LabelNumbers Numbers = numberLabels(F);
    SmallVector<IndirectBrInst *, 4> Branches;
    for (BasicBlock &Block : F)
      if (auto *Branch = dyn_cast<IndirectBrInst>(Block.getTerminator()))
        Branches.push_back(Branch);
    for (IndirectBrInst *Branch : Branches)
      lower(*Branch, Numbers);
    Changed |= !Numbers.empty() || !Branches.empty();
  }
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}
