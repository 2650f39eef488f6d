//===- CheckDivisions.cpp - A division by zero ends the program -----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CheckDivisions.h"
#include "Symbols.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Analysis/SimplifyQuery.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;
using namespace heddle;

#define DEBUG_TYPE "heddle-check-divisions"

STATISTIC(NumChecks, "Number of divisions that are checked");

namespace {

class DivisionChecks {
  Module &M;
  StringMap<Constant *> Places;

  Constant *place(const Instruction &Division);
  Value *isFault(BinaryOperator &Division);

public:
  explicit DivisionChecks(Module &M) : M(M) {}
  void addTo(BinaryOperator &Division);
};

} // namespace

static bool isSigned(const BinaryOperator &Division) {
  return Division.getOpcode() == Instruction::SDiv ||
         Division.getOpcode() == Instruction::SRem;
}

/// The function that the programmer wrote the division in.
Constant *DivisionChecks::place(const Instruction &Division) {
  std::string Text = Division.getFunction()->getName().str();
  if (const DILocation *L = Division.getDebugLoc()) {
    const DISubprogram *Function = L->getScope()->getSubprogram();
    StringRef Linkage = Function->getLinkageName();
    Text = (Linkage.empty() ? Function->getName() : Linkage).str();
    if (L->getLine())
      Text += (" at " + L->getFilename() + ":" + Twine(L->getLine())).str();
  }
  Constant *&Known = Places[Text];
  if (Known)
    return Known;
  Constant *Bytes = ConstantDataArray::getString(M.getContext(), Text);
  auto *Variable =
      new GlobalVariable(M, Bytes->getType(), /*isConstant=*/true,
                         GlobalValue::PrivateLinkage, Bytes, "division");
  Variable->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  return Known = Variable;
}

/// Null if it cannot be one.
Value *DivisionChecks::isFault(BinaryOperator &Division) {
  Value *Dividend = Division.getOperand(0), *Divisor = Division.getOperand(1);
  SimplifyQuery Query(M.getDataLayout(), &Division);
  IRBuilder<> Builder(&Division);
  Type *T = Division.getType();
  Value *Fault = nullptr;
  auto Add = [&](Value *Condition) {
    Fault = Fault ? Builder.CreateOr(Fault, Condition) : Condition;
  };
  if (!isKnownNonZero(Divisor, Query))
    Add(Builder.CreateICmpEQ(Divisor, Constant::getNullValue(T)));
  // The least number by -1.
  KnownBits Below = computeKnownBits(Divisor, Query);
  bool IsOtherConstant = Below.isConstant() && !Below.getConstant().isAllOnes();
  if (isSigned(Division) && !Below.isNonNegative() && !IsOtherConstant &&
      ComputeNumSignBits(Dividend, Query.DL, nullptr, &Division) == 1) {
    Constant *Least = ConstantInt::get(
        T, APInt::getSignedMinValue(T->getScalarSizeInBits()));
    Add(Builder.CreateAnd(
        Builder.CreateICmpEQ(Divisor, Constant::getAllOnesValue(T)),
        Builder.CreateICmpEQ(Dividend, Least)));
  }
  if (Fault && T->isVectorTy())
    Fault = Builder.CreateOrReduce(Fault);
  return Fault;
}

void DivisionChecks::addTo(BinaryOperator &Division) {
  Value *Fault = isFault(Division);
  if (!Fault)
    return;
  ++NumChecks;
  LLVMContext &C = M.getContext();
  Instruction *End = SplitBlockAndInsertIfThen(
      Fault, Division.getIterator(), /*Unreachable=*/true,
      MDBuilder(C).createUnlikelyBranchWeights());
  End->setDebugLoc(Division.getDebugLoc());
  IRBuilder<> Builder(End);
  FunctionCallee Report = M.getOrInsertFunction(
      symbol::DivideError,
      FunctionType::get(Builder.getVoidTy(), Builder.getPtrTy(), false));
  CallInst *Call = Builder.CreateCall(Report, place(Division));
  Call->setDoesNotReturn();
  Call->setDoesNotThrow();
}

/// The runtime's divisors are its own, and what reports the fault must not
/// report one.
static bool isRuntime(const Function &F) {
  return F.getName().starts_with("_ZN6heddle") ||
         F.getName().starts_with("__heddle_arch_") ||
         F.getName() == symbol::DivideError;
}

PreservedAnalyses CheckDivisionsPass::run(Module &M, ModuleAnalysisManager &) {
  SmallVector<BinaryOperator *> Divisions;
  for (Function &F : M)
    if (!isRuntime(F))
      for (Instruction &I : instructions(F))
        if (auto *Division = dyn_cast<BinaryOperator>(&I);
            Division && Division->isIntDivRem())
          Divisions.push_back(Division);
  DivisionChecks Checks(M);
  for (BinaryOperator *Division : Divisions)
    Checks.addTo(*Division);
  return Divisions.empty() ? PreservedAnalyses::all()
                           : PreservedAnalyses::none();
}
