//===- LowerRemainder.cpp - frem becomes a call of fmod -------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LowerRemainder.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

using namespace llvm;

#define DEBUG_TYPE "heddle-lower-remainder"

STATISTIC(NumRemainders, "Number of frem instructions turned into calls");

/// The remainder of two scalars. Narrower types than float divide as float.
static Value *callRemainder(IRBuilder<> &Builder, Value *X, Value *Y) {
  Module &M = *Builder.GetInsertBlock()->getModule();
  Type *T = X->getType();
  bool IsDouble = T->isDoubleTy();
  Type *Computed = IsDouble ? T : Builder.getFloatTy();
  FunctionCallee Function = M.getOrInsertFunction(IsDouble ? "fmod" : "fmodf",
                                                  Computed, Computed, Computed);
  Value *Result = Builder.CreateCall(
      Function,
      {Builder.CreateFPExt(X, Computed), Builder.CreateFPExt(Y, Computed)});
  return Builder.CreateFPTrunc(Result, T);
}

static void lower(BinaryOperator &I) {
  IRBuilder<> Builder(&I);
  Value *X = I.getOperand(0), *Y = I.getOperand(1), *Result;
  if (auto *Vector = dyn_cast<FixedVectorType>(I.getType())) {
    Result = PoisonValue::get(Vector);
    for (unsigned Lane = 0; Lane != Vector->getNumElements(); ++Lane)
      Result = Builder.CreateInsertElement(
          Result,
          callRemainder(Builder, Builder.CreateExtractElement(X, Lane),
                        Builder.CreateExtractElement(Y, Lane)),
          Lane);
  } else {
    Result = callRemainder(Builder, X, Y);
  }
  I.replaceAllUsesWith(Result);
  I.eraseFromParent();
  ++NumRemainders;
}

PreservedAnalyses heddle::LowerRemainderPass::run(Module &M,
                                                  ModuleAnalysisManager &) {
  SmallVector<BinaryOperator *, 8> Remainders;
  for (Function &F : M)
    for (Instruction &I : instructions(F))
      if (I.getOpcode() == Instruction::FRem)
        Remainders.push_back(cast<BinaryOperator>(&I));
  for (BinaryOperator *I : Remainders)
    lower(*I);
  return Remainders.empty() ? PreservedAnalyses::all()
                            : PreservedAnalyses::none();
}
