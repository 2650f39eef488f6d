//===- SpillRecursion.cpp - Live values of recursive functions in memory --===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//
// ptxas saves what a function holds across calls in the lane's local stack, of
// which a launch reserves the same for all lanes of the GPU: a depth of 10,000
// would cost gigabytes. A value that is live across a call back into the cycle
// is therefore stored to a stack slot before the call and loaded behind it. The
// slots are allocas; GlobalizeStack moves every alloca of such a function to the
// thread's own stack and finds its frame anew after each such call.
//
// Values are live across other calls too, in registers that the callee keeps;
// but to have such registers the function must save its caller's, in the frame
// that is to be small. So every call that may take a frame counts.
//
//===----------------------------------------------------------------------===//

#include "SpillRecursion.h"
#include "Recursion.h"
#include "Redefinition.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace heddle;

#define DEBUG_TYPE "heddle-spill-recursion"

STATISTIC(NumFunctions, "Number of recursive functions");
STATISTIC(NumSpilled, "Number of values kept in memory across calls");

namespace {

using ValueSet = SmallSetVector<Value *, 16>;

class FunctionSpilling {
  Function &F;
  /// Each call that counts, and the block behind it.
  SmallVector<std::pair<CallBase *, BasicBlock *>, 8> Calls;
  DenseMap<BasicBlock *, ValueSet> LiveIn;

public:
  explicit FunctionSpilling(Function &F) : F(F) {}

  bool run();

private:
  void computeLiveness();
  void spill(Value &V, ArrayRef<unsigned> CallNumbers,
             const DominatorTree &Dominators);
};

} // namespace

/// What GlobalizeStack recomputes is not worth a slot.
static bool isSpillable(const Value *V) {
  if (auto *Slot = dyn_cast<AllocaInst>(V))
    return !Slot->isStaticAlloca();
  return (isa<Instruction>(V) || isa<Argument>(V)) && V->getType()->isSized() &&
         !V->getType()->isTokenTy();
}

void FunctionSpilling::computeLiveness() {
  // What each block uses before it defines it, and what it defines.
  DenseMap<BasicBlock *, SmallPtrSet<Value *, 16>> Defined;
  for (BasicBlock &Block : F)
    for (Instruction &I : Block) {
      if (!isa<PHINode>(I))
        for (Value *Operand : I.operands())
          if (isSpillable(Operand) && !Defined[&Block].contains(Operand))
            LiveIn[&Block].insert(Operand);
      Defined[&Block].insert(&I);
    }
  SetVector<BasicBlock *> Worklist;
  for (BasicBlock &Block : F)
    Worklist.insert(&Block);
  while (!Worklist.empty()) {
    BasicBlock *Block = Worklist.pop_back_val();
    ValueSet Live = LiveIn.lookup(Block);
    size_t Before = Live.size();
    auto Add = [&](Value *V) {
      if (isSpillable(V) && !Defined[Block].contains(V))
        Live.insert(V);
    };
    for (BasicBlock *Successor : successors(Block)) {
      for_each(LiveIn.lookup(Successor), Add);
      for (PHINode &Phi : Successor->phis())
        Add(Phi.getIncomingValueForBlock(Block));
    }
    if (Live.size() == Before)
      continue;
    LiveIn[Block] = std::move(Live);
    Worklist.insert_range(predecessors(Block));
  }
}

/// Stores \p V before and loads it behind the calls numbered \p CallNumbers.
void FunctionSpilling::spill(Value &V, ArrayRef<unsigned> CallNumbers,
                             const DominatorTree &Dominators) {
  IRBuilder<> Builder(&*F.getEntryBlock().getFirstInsertionPt());
  AllocaInst *Slot = Builder.CreateAlloca(V.getType(), nullptr,
                                          V.getName() + ".spill");
  SmallVector<std::pair<BasicBlock *, Value *>, 8> Reloads;
  for (unsigned Number : CallNumbers) {
    auto [Call, Behind] = Calls[Number];
    // The value never changes, so one store on every way to a call is enough.
    bool Stored = any_of(CallNumbers, [&](unsigned Other) {
      return Other != Number &&
             Dominators.dominates(Calls[Other].second, Call->getParent());
    });
    if (!Stored) {
      Builder.SetInsertPoint(Call);
      Builder.CreateStore(&V, Slot);
    }
    Builder.SetInsertPoint(Behind, Behind->getFirstInsertionPt());
    Builder.SetCurrentDebugLocation(Call->getDebugLoc());
    Reloads.push_back(
        {Behind, Builder.CreateLoad(V.getType(), Slot, V.getName())});
  }
  redefine(V, Reloads);
  ++NumSpilled;
}

bool FunctionSpilling::run() {
  SmallVector<CallBase *, 8> Counting;
  for (Instruction &I : instructions(F))
    if (auto *Call = dyn_cast<CallInst>(&I);
        Call && !isa<IntrinsicInst>(Call) && !Call->isInlineAsm() &&
        !Call->isMustTailCall() && !Call->doesNotReturn())
      Counting.push_back(Call);
  if (Counting.empty())
    return false;
  for (CallBase *Call : Counting)
    Calls.push_back({Call, splitBehind(*Call)});
  computeLiveness();

  MapVector<Value *, SmallVector<unsigned, 4>> Across;
  for (auto [Number, Pair] : enumerate(Calls))
    for (Value *V : LiveIn[Pair.second])
      if (V != Pair.first)
        Across[V].push_back(Number);
  DominatorTree Dominators(F);
  for (auto &[V, CallNumbers] : Across)
    spill(*V, CallNumbers, Dominators);
  ++NumFunctions;
  return true;
}

PreservedAnalyses SpillRecursionPass::run(Module &M, ModuleAnalysisManager &) {
  Recursion Calls(M);
  bool Changed = false;
  for (Function &F : M)
    if (!F.isDeclaration() && Calls.recursDirectly(F))
      Changed |= FunctionSpilling(F).run();
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}
