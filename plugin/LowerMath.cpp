//===- LowerMath.cpp - Mathematics becomes calls of the C library ---------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LowerMath.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

#define DEBUG_TYPE "heddle-lower-math"

STATISTIC(NumLowered, "Number of operations turned into library calls");

/// The C library's function on double for what \p I does; empty if the backend
/// does it itself.
static StringRef functionFor(const Instruction &I) {
  if (I.getOpcode() == Instruction::FRem)
    return "fmod";
  auto *Call = dyn_cast<IntrinsicInst>(&I);
  if (!Call)
    return "";
  switch (Call->getIntrinsicID()) {
  case Intrinsic::acos: return "acos";
  case Intrinsic::asin: return "asin";
  case Intrinsic::atan: return "atan";
  case Intrinsic::atan2: return "atan2";
  case Intrinsic::cos: return "cos";
  case Intrinsic::cosh: return "cosh";
  case Intrinsic::exp: return "exp";
  case Intrinsic::exp10: return "exp10";
  case Intrinsic::exp2: return "exp2";
  case Intrinsic::frexp: return "frexp";
  case Intrinsic::ldexp: return "ldexp";
  case Intrinsic::llrint: return "llrint";
  case Intrinsic::llround: return "llround";
  case Intrinsic::log: return "log";
  case Intrinsic::log10: return "log10";
  case Intrinsic::log2: return "log2";
  case Intrinsic::lrint: return "lrint";
  case Intrinsic::lround: return "lround";
  case Intrinsic::modf: return "modf";
  case Intrinsic::pow: return "pow";
  case Intrinsic::powi: return "pow";
  case Intrinsic::sin: return "sin";
  case Intrinsic::sincos: return "sin";
  case Intrinsic::sinh: return "sinh";
  case Intrinsic::tan: return "tan";
  case Intrinsic::tanh: return "tanh";
  default: return "";
  }
}

namespace {

/// Replaces one operation, element by element.
class Lowering {
  Instruction &I;
  IRBuilder<> Builder;
  Module &M;
  /// The type of an element, and the one that it is computed in.
  Type *Element, *Computed;

public:
  explicit Lowering(Instruction &I)
      : I(I), Builder(&I), M(*I.getModule()),
        Element(I.getOperand(0)->getType()->getScalarType()),
        Computed(Element->isDoubleTy() ? Element : Builder.getFloatTy()) {}

  void run(StringRef Function);

private:
  Value *call(StringRef Function, Type *Result, ArrayRef<Value *> Operands);
  /// For a function that returns its second result through a pointer.
  Value *callWithOutput(StringRef Function, Value *X, Type *Output);
  Value *lowerElement(StringRef Function, Type *Result,
                      ArrayRef<Value *> Operands);
  Value *extend(Value *X) {
    return X->getType()->isFloatingPointTy() ? Builder.CreateFPExt(X, Computed)
                                             : X;
  }
  Value *pair(Type *Result, Value *First, Value *Second) {
    Value *Pair = PoisonValue::get(Result);
    Pair = Builder.CreateInsertValue(Pair, First, 0);
    return Builder.CreateInsertValue(Pair, Second, 1);
  }
};

} // namespace

Value *Lowering::call(StringRef Function, Type *Result,
                      ArrayRef<Value *> Operands) {
  SmallVector<Type *, 2> Types;
  for (Value *Operand : Operands)
    Types.push_back(Operand->getType());
  std::string Name = (Function + (Computed->isDoubleTy() ? "" : "f")).str();
  return Builder.CreateCall(
      M.getOrInsertFunction(Name, FunctionType::get(Result, Types, false)),
      Operands);
}

Value *Lowering::callWithOutput(StringRef Function, Value *X, Type *Output) {
  BasicBlock &Entry = I.getFunction()->getEntryBlock();
  IRBuilder<> AtEntry(&Entry, Entry.getFirstInsertionPt());
  Value *Slot = AtEntry.CreateAlloca(Output);
  Value *First = call(Function, Computed, {X, Slot});
  Type *Second = cast<StructType>(I.getType())->getElementType(1);
  Value *Written = Builder.CreateLoad(Output, Slot);
  Second = Second->getScalarType();
  if (Second->isFloatingPointTy())
    Written = Builder.CreateFPTrunc(Written, Second);
  Type *Result = StructType::get(Element, Second);
  return pair(Result, Builder.CreateFPTrunc(First, Element), Written);
}

Value *Lowering::lowerElement(StringRef Function, Type *Result,
                              ArrayRef<Value *> Operands) {
  Value *X = extend(Operands[0]);
  auto *Call = dyn_cast<IntrinsicInst>(&I);
  switch (Call ? Call->getIntrinsicID() : Intrinsic::not_intrinsic) {
  case Intrinsic::modf:
    return callWithOutput(Function, X, Computed);
  case Intrinsic::frexp:
    return callWithOutput(Function, X, Builder.getInt32Ty());
  case Intrinsic::sincos: {
    Value *Sin = Builder.CreateFPTrunc(call("sin", Computed, X), Element);
    Value *Cos = Builder.CreateFPTrunc(call("cos", Computed, X), Element);
    return pair(StructType::get(Element, Element), Sin, Cos);
  }
  case Intrinsic::powi:
    return Builder.CreateFPTrunc(
        call(Function, Computed,
             {X, Builder.CreateSIToFP(Operands[1], Computed)}),
        Element);
  case Intrinsic::lrint:
  case Intrinsic::lround:
  case Intrinsic::llrint:
  case Intrinsic::llround:
    // long and long long alike.
    return Builder.CreateTrunc(call(Function, Builder.getInt64Ty(), X), Result);
  default:
    break;
  }
  SmallVector<Value *, 2> Extended{X};
  if (Operands.size() > 1)
    Extended.push_back(extend(Operands[1]));
  return Builder.CreateFPTrunc(call(Function, Computed, Extended), Element);
}

void Lowering::run(StringRef Function) {
  SmallVector<Value *, 2> Operands;
  if (auto *Call = dyn_cast<CallBase>(&I))
    Operands.append(Call->arg_begin(), Call->arg_end());
  else
    Operands.append(I.op_begin(), I.op_end());

  auto *Vector = dyn_cast<FixedVectorType>(Operands[0]->getType());
  Value *Result;
  if (!Vector) {
    Result = lowerElement(Function, I.getType(), Operands);
  } else {
    auto *Struct = dyn_cast<StructType>(I.getType());
    Result = PoisonValue::get(I.getType());
    for (unsigned Lane = 0; Lane != Vector->getNumElements(); ++Lane) {
      SmallVector<Value *, 2> Scalars;
      for (Value *Operand : Operands)
        Scalars.push_back(Operand->getType()->isVectorTy()
                              ? Builder.CreateExtractElement(Operand, Lane)
                              : Operand);
      Value *One = lowerElement(Function, I.getType()->getScalarType(), Scalars);
      if (!Struct) {
        Result = Builder.CreateInsertElement(Result, One, Lane);
        continue;
      }
      for (unsigned Part : {0u, 1u})
        Result = Builder.CreateInsertValue(
            Result,
            Builder.CreateInsertElement(
                Builder.CreateExtractValue(Result, Part),
                Builder.CreateExtractValue(One, Part), Lane),
            Part);
    }
  }
  I.replaceAllUsesWith(Result);
  I.eraseFromParent();
  ++NumLowered;
}

PreservedAnalyses heddle::LowerMathPass::run(Module &M,
                                             ModuleAnalysisManager &) {
  SmallVector<std::pair<Instruction *, StringRef>, 8> Found;
  for (Function &F : M)
    for (Instruction &I : instructions(F))
      if (StringRef Function = functionFor(I); !Function.empty())
        Found.push_back({&I, Function});
  for (auto [I, Function] : Found)
    Lowering(*I).run(Function);
  return Found.empty() ? PreservedAnalyses::all() : PreservedAnalyses::none();
}
