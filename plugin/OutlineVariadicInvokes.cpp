//===- OutlineVariadicInvokes.cpp - Variadic functions are called ---------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OutlineVariadicInvokes.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

#define DEBUG_TYPE "heddle-outline-variadic-invokes"

STATISTIC(NumOutlined, "Number of variadic invokes outlined");

/// The function that calls what \p Invoke invokes, with all it is given: its
/// first parameter is the callee.
static Function *outlinedCall(const InvokeInst &Invoke) {
  LLVMContext &Context = Invoke.getContext();
  SmallVector<Type *, 8> Parameters = {Invoke.getCalledOperand()->getType()};
  for (const Use &Argument : Invoke.args())
    Parameters.push_back(Argument->getType());
  auto *Outlined = Function::Create(
      FunctionType::get(Invoke.getType(), Parameters, false),
      GlobalValue::InternalLinkage, "heddle.variadic",
      const_cast<Module *>(Invoke.getModule()));
  Outlined->addFnAttr(Attribute::AlwaysInline);

  IRBuilder<> Builder(BasicBlock::Create(Context, "", Outlined));
  SmallVector<Value *, 8> Arguments;
  for (Argument &A : drop_begin(Outlined->args()))
    Arguments.push_back(&A);
  CallInst *Call = Builder.CreateCall(Invoke.getFunctionType(),
                                      Outlined->getArg(0), Arguments);
  Call->setAttributes(Invoke.getAttributes());
  Call->setCallingConv(Invoke.getCallingConv());
  if (Call->getType()->isVoidTy())
    Builder.CreateRetVoid();
  else
    Builder.CreateRet(Call);
  return Outlined;
}

static void outline(InvokeInst &Invoke) {
  Function *Outlined = outlinedCall(Invoke);
  SmallVector<Value *, 8> Arguments = {Invoke.getCalledOperand()};
  append_range(Arguments, Invoke.args());
  IRBuilder<> Builder(&Invoke);
  InvokeInst *New =
      Builder.CreateInvoke(Outlined, Invoke.getNormalDest(),
                           Invoke.getUnwindDest(), Arguments);
  New->takeName(&Invoke);
  Invoke.replaceAllUsesWith(New);
  Invoke.eraseFromParent();
  ++NumOutlined;
}

PreservedAnalyses
heddle::OutlineVariadicInvokesPass::run(Module &M, ModuleAnalysisManager &) {
  SmallVector<InvokeInst *, 16> Variadic;
  for (Function &F : M)
    for (Instruction &I : instructions(F))
      if (auto *Invoke = dyn_cast<InvokeInst>(&I);
          Invoke && Invoke->getFunctionType()->isVarArg())
        Variadic.push_back(Invoke);
  for (InvokeInst *Invoke : Variadic)
    outline(*Invoke);
  return Variadic.empty() ? PreservedAnalyses::all()
                          : PreservedAnalyses::none();
}
