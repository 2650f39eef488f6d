//===- ThreadExitPad.cpp - Where pthread_exit arrives ---------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ThreadExitPad.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace heddle;

/// A pad that only cleans up asks no personality routine, but has to have one. A
/// function is inlined into one with the same alone: C++'s, where there is C++,
/// else C's, or, where nobody else has any, one that is never called.
static Function *personality(Module &M) {
  for (StringRef Name : {"__gxx_personality_v0", "__gcc_personality_v0"})
    if (Function *Routine = M.getFunction(Name))
      return Routine;
  constexpr unsigned ContinueUnwind = 8; // Itanium C++ ABI, _Unwind_Reason_Code
  Type *Int = Type::getInt32Ty(M.getContext());
  auto *Routine =
      Function::Create(FunctionType::get(Int, /*isVarArg=*/false),
                       GlobalValue::InternalLinkage, "heddle.personality", M);
  IRBuilder<> Builder(BasicBlock::Create(M.getContext(), "", Routine));
  Builder.CreateRet(Builder.getInt32(ContinueUnwind));
  return Routine;
}

ThreadExitPad::ThreadExitPad(Function &Caller, StringRef HandlerName)
    : Caller(Caller), Handler(Caller.getParent()->getFunction(HandlerName)) {
  if (Handler && Handler->isDeclaration())
    Handler = nullptr;
}

BasicBlock *ThreadExitPad::pad() {
  if (Pad)
    return Pad;
  Caller.setPersonalityFn(personality(*Caller.getParent()));
  Pad = BasicBlock::Create(Caller.getContext(), "exited", &Caller);
  IRBuilder<> Builder(Pad);
  LandingPadInst *Landing = Builder.CreateLandingPad(
      StructType::get(Builder.getPtrTy(), Builder.getInt32Ty()), 0);
  Landing->setCleanup(true);
  CallInst *Call =
      Builder.CreateCall(Handler, {Builder.CreateExtractValue(Landing, 0)});
  Call->setDoesNotThrow();
  if (Call->getType() == Caller.getReturnType())
    Builder.CreateRet(Call);
  else
    Builder.CreateUnreachable();
  return Pad;
}

CallBase *ThreadExitPad::createCall(IRBuilder<> &Builder, FunctionType *Type,
                                    Value *Callee,
                                    ArrayRef<Value *> Arguments) {
  if (!Handler)
    return Builder.CreateCall(Type, Callee, Arguments);
  BasicBlock *Returned = BasicBlock::Create(Caller.getContext(), "returned",
                                            &Caller);
  Returned->moveAfter(Builder.GetInsertBlock());
  CallBase *Call =
      Builder.CreateInvoke(Type, Callee, Returned, pad(), Arguments);
  Builder.SetInsertPoint(Returned);
  return Call;
}
