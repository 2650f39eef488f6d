//===- UnwindFlag.cpp - Functions that say by their result that they threw ===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnwindFlag.h"
#include "ExceptionFlow.h"
#include "FunctionTypes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;
using namespace heddle;

#define DEBUG_TYPE "heddle-lower-exceptions"

STATISTIC(NumFlagged, "Number of functions that return whether they threw");

/// For measuring what they win.
static cl::opt<bool> UseFlags(
    "heddle-unwind-flags", cl::init(true), cl::Hidden,
    cl::desc("Return a flag from functions that may throw, where possible"));

static bool isOnlyCalled(const Function &F) {
  return all_of(F.uses(), [&](const Use &U) {
    auto *Call = dyn_cast<CallBase>(U.getUser());
    return Call && Call->isCallee(&U) &&
           Call->getFunctionType() == F.getFunctionType() &&
           !Call->isMustTailCall();
  });
}

static bool returns(const Function &F) {
  return any_of(F, [](const BasicBlock &Block) {
    return isa<ReturnInst>(Block.getTerminator());
  });
}

static bool callsAsTail(const Function &F) {
  return any_of(F, [](const BasicBlock &Block) {
    return Block.getTerminatingMustTailCall();
  });
}

static bool canBeFlagged(const Function &F, const ExceptionFlow &Flow) {
  return !F.isDeclaration() && F.hasLocalLinkage() && Flow.mayUnwind(F) &&
         !F.isVarArg() && isOnlyCalled(F) && returns(F) && !callsAsTail(F);
}

static Type *flaggedType(Type *Result) {
  Type *Flag = Type::getInt32Ty(Result->getContext());
  return Result->isVoidTy() ? Flag
                            : StructType::get(Result->getContext(), {Result, Flag});
}

/// \p List for a function that returns a flag: what is said of the result holds no
/// more, nor is the address for it the only one.
static AttributeList withFlag(LLVMContext &Context, AttributeList List,
                              unsigned Parameters) {
  List = List.removeAttributesAtIndex(Context, AttributeList::ReturnIndex);
  for (unsigned I = 0; I != Parameters; ++I)
    for (Attribute::AttrKind Kind : {Attribute::StructRet, Attribute::Returned})
      List = List.removeParamAttribute(Context, I, Kind);
  return List;
}

/// A function with \p F's body and name that returns a flag too.
static Function *makeHeir(Function &F) {
  FunctionType *Type = FunctionType::get(flaggedType(F.getReturnType()),
                                         F.getFunctionType()->params(), false);
  Function *Heir = moveBody(F, Type);
  Heir->setAttributes(
      withFlag(F.getContext(), Heir->getAttributes(), Heir->arg_size()));
  F.setLinkage(GlobalValue::ExternalLinkage);
  return Heir;
}

UnwindFlags::UnwindFlags(Module &M, ExceptionFlow &Flow) {
  SmallVector<Function *, 32> Candidates;
  for (Function &F : M)
    if (UseFlags && canBeFlagged(F, Flow))
      Candidates.push_back(&F);
  for (Function *F : Candidates) {
    Function *Heir = makeHeir(*F);
    Heirs[F] = Heir;
    Flagged.insert(Heir);
    Flow.addHeir(*F, *Heir);
    ++NumFlagged;
  }
}

UnwindFlags::FlaggedCall UnwindFlags::redirect(CallInst &Call) const {
  Function *Heir = Heirs.lookup(Call.getCalledFunction());
  if (!Heir)
    return {};
  IRBuilder<> Builder(&Call);
  SmallVector<Value *, 8> Arguments(Call.args());
  SmallVector<OperandBundleDef, 1> Bundles;
  Call.getOperandBundlesAsDefs(Bundles);
  CallInst *New = Builder.CreateCall(Heir, Arguments, Bundles);
  New->setCallingConv(Call.getCallingConv());
  New->setAttributes(
      withFlag(Call.getContext(), Call.getAttributes(), Call.arg_size()));
  New->setTailCallKind(Call.getTailCallKind());
  New->copyMetadata(Call, {LLVMContext::MD_prof, LLVMContext::MD_dbg});
  FlaggedCall Flagged{New, nullptr, New};
  if (!Call.getType()->isVoidTy()) {
    Flagged.Result = Builder.CreateExtractValue(New, 0);
    Flagged.Flag = Builder.CreateExtractValue(New, 1);
    Flagged.Result->takeName(&Call);
    Call.replaceAllUsesWith(Flagged.Result);
  }
  Call.eraseFromParent();
  return Flagged;
}

void UnwindFlags::completeReturns(Function &F) {
  Type *Wanted = F.getReturnType();
  for (BasicBlock &Block : F) {
    auto *Return = dyn_cast<ReturnInst>(Block.getTerminator());
    if (!Return)
      continue;
    Value *Result = Return->getReturnValue();
    if (Result && Result->getType() == Wanted)
      continue;
    IRBuilder<> Builder(Return);
    Value *Flag = Builder.getInt32(0);
    if (Result) {
      Value *Both = PoisonValue::get(Wanted);
      Both = Builder.CreateInsertValue(Both, Result, 0);
      Flag = Builder.CreateInsertValue(Both, Flag, 1);
    }
    Builder.CreateRet(Flag);
    Return->eraseFromParent();
  }
}

void UnwindFlags::eraseOld() {
  for (auto [Old, Heir] : Heirs)
    Old->eraseFromParent();
  Heirs.clear();
}
