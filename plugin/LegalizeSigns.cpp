//===- LegalizeSigns.cpp - The sign of a NaN is what was made of it -------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LegalizeSigns.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace heddle;

#define DEBUG_TYPE "heddle-legalize-signs"

STATISTIC(NumLegalized, "Number of sign operations made integer operations");

static Intrinsic::ID intrinsicOf(const Value &V) {
  auto *Call = dyn_cast<IntrinsicInst>(&V);
  return Call ? Call->getIntrinsicID() : Intrinsic::not_intrinsic;
}

static bool isSignOperation(const Instruction &I) {
  Intrinsic::ID Id = intrinsicOf(I);
  return I.getOpcode() == Instruction::FNeg || Id == Intrinsic::fabs ||
         Id == Intrinsic::copysign;
}

/// Whether somebody can tell \p V from another NaN, if it is one.
static bool isSignOfNanSeen(const Instruction &V,
                            SmallPtrSetImpl<const Instruction *> &Visited) {
  if (!Visited.insert(&V).second)
    return false;
  for (const Use &U : V.uses()) {
    auto &User = cast<Instruction>(*U.getUser());
    switch (User.getOpcode()) {
    case Instruction::FAdd:
    case Instruction::FSub:
    case Instruction::FMul:
    case Instruction::FDiv:
    case Instruction::FCmp:
    case Instruction::FPToSI:
    case Instruction::FPToUI:
      continue;
    case Instruction::FNeg:
    case Instruction::PHI:
    case Instruction::Select:
      if (isSignOfNanSeen(User, Visited))
        return true;
      continue;
    case Instruction::Call:
      switch (intrinsicOf(User)) {
      case Intrinsic::fma:
      case Intrinsic::fmuladd:
      case Intrinsic::sqrt:
        continue;
      case Intrinsic::fabs:
        if (isSignOfNanSeen(User, Visited))
          return true;
        continue;
      default:
        return true;
      }
    default:
      return true;
    }
  }
  return false;
}

/// The code generator makes `neg` and `abs` of an exclusive or with the sign and of
/// an and with the rest; of the sum with the sign, whose carry is lost, it does not.
static Value *flipSign(IRBuilder<> &Builder, Value *Bits, Constant *Sign) {
  return Builder.CreateAdd(Bits, Sign);
}

static Value *clearSign(IRBuilder<> &Builder, Value *Bits, Constant *Sign) {
  return flipSign(Builder, Builder.CreateOr(Bits, Sign), Sign);
}

static void legalize(Instruction &I) {
  IRBuilder<> Builder(&I);
  Type *T = I.getType();
  Type *Bits = T->getWithNewType(Builder.getIntNTy(T->getScalarSizeInBits()));
  Constant *Sign =
      ConstantInt::get(Bits, APInt::getSignMask(Bits->getScalarSizeInBits()));
  Value *From = Builder.CreateBitCast(I.getOperand(0), Bits);
  Value *Result;
  if (I.getOpcode() == Instruction::FNeg) {
    Result = flipSign(Builder, From, Sign);
  } else {
    Result = clearSign(Builder, From, Sign);
    if (intrinsicOf(I) == Intrinsic::copysign) {
      Value *Of = Builder.CreateBitCast(I.getOperand(1), Bits);
      Result = Builder.CreateOr(Result, Builder.CreateAnd(Of, Sign));
    }
  }
  Result = Builder.CreateBitCast(Result, T);
  Result->takeName(&I);
  I.replaceAllUsesWith(Result);
  I.eraseFromParent();
}

PreservedAnalyses LegalizeSignsPass::run(Module &M, ModuleAnalysisManager &) {
  SmallVector<Instruction *, 16> Seen;
  for (Function &F : M)
    for (Instruction &I : instructions(F)) {
      SmallPtrSet<const Instruction *, 8> Visited;
      if (isSignOperation(I) && isSignOfNanSeen(I, Visited))
        Seen.push_back(&I);
    }
  for (Instruction *I : Seen)
    legalize(*I);
  NumLegalized += Seen.size();
  return Seen.empty() ? PreservedAnalyses::all() : PreservedAnalyses::none();
}
