//===- ExceptionFlow.cpp - Which functions may let an exception out -------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExceptionFlow.h"
#include "Symbols.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace heddle;

/// What calls through pointers are told apart by. Not by what they return: that
/// may be ignored, and then differs without harm.
static const FunctionType *parametersOf(const FunctionType *T) {
  return FunctionType::get(Type::getVoidTy(T->getContext()), T->params(),
                           T->isVarArg());
}

static const Function *definitelyCalled(const CallBase &Call) {
  return dyn_cast<Function>(Call.getCalledOperand()->stripPointerCastsAndAliases());
}

ExceptionFlow::ExceptionFlow(const Module &M, bool WholeProgram) {
  DenseMap<const Function *, SmallVector<const Function *, 4>> Callers;
  DenseMap<const FunctionType *, SmallVector<const Function *, 4>> IndirectCallers;
  SmallVector<const Function *, 32> Worklist;
  auto Add = [&](const Function &F) {
    if (Unwinding.insert(&F).second)
      Worklist.push_back(&F);
  };

  for (const Function &F : M) {
    if (F.isIntrinsic() || F.doesNotThrow())
      continue;
    if (F.isDeclaration()) {
      bool IsRaise = F.getName() == symbol::Raise;
      if (IsRaise || !WholeProgram)
        Add(F);
      Open |= !IsRaise && !WholeProgram;
      continue;
    }
    bool HasResume = any_of(
        instructions(F), [](const Instruction &I) { return isa<ResumeInst>(I); });
    for (const Instruction &I : instructions(F)) {
      auto *Call = dyn_cast<CallBase>(&I);
      if (!Call || Call->isInlineAsm())
        continue;
      // What an invoke lets out stays, unless a pad passes it on.
      if (isa<InvokeInst>(Call) && !HasResume)
        continue;
      if (const Function *Callee = definitelyCalled(*Call))
        Callers[Callee].push_back(&F);
      else
        IndirectCallers[parametersOf(Call->getFunctionType())].push_back(&F);
    }
  }
  if (Open)
    for (auto &Entry : IndirectCallers)
      for (const Function *F : Entry.second)
        Add(*F);

  while (!Worklist.empty()) {
    const Function *F = Worklist.pop_back_val();
    for (const Function *Caller : Callers.lookup(F))
      Add(*Caller);
    if (!F->hasAddressTaken(nullptr, /*IgnoreCallbackUses=*/false,
                            /*IgnoreAssumeLikeCalls=*/true,
                            /*IgnoreLLVMUsed=*/false))
      continue;
    const FunctionType *Parameters = parametersOf(F->getFunctionType());
    if (UnwindingIndirectly.insert(Parameters).second)
      for (const Function *Caller : IndirectCallers.lookup(Parameters))
        Add(*Caller);
  }
}

bool ExceptionFlow::mayUnwind(const CallBase &Call) const {
  if (Call.isInlineAsm())
    return false;
  if (const Function *Callee = definitelyCalled(Call))
    return Unwinding.contains(Callee);
  return (Open && !Call.doesNotThrow()) ||
         UnwindingIndirectly.contains(parametersOf(Call.getFunctionType()));
}
