//===- LowerExceptions.cpp - Exceptions become ordinary control flow ------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A GPU has no unwinder: nothing can walk its frames. But each frame can be left
// the way it was entered. So a function that throws returns, and its caller
// looks whether it did.
//
// The stack is unwound at once, without searching first for a handler. So the
// destructors between the throw and the end of a thread run even if nothing
// catches the exception, which the standard leaves open ([except.terminate]).
//
//===----------------------------------------------------------------------===//

#include "LowerExceptions.h"
#include "Diagnostics.h"
#include "ExceptionFlow.h"
#include "LandingPadTable.h"
#include "MemoryEffects.h"
#include "Symbols.h"
#include "UnwindFlag.h"
#include "WarpContextAccess.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/AttributeMask.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/ValueHandle.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Local.h"

using namespace llvm;
using namespace heddle;

#define DEBUG_TYPE "heddle-lower-exceptions"

STATISTIC(NumTests, "Number of calls after which an exception is looked for");
STATISTIC(NumUntested, "Number of calls that cannot throw or are the last");
STATISTIC(NumPads, "Number of landing pads lowered");

namespace {

class FunctionLowering {
  Function &F;
  const ExceptionFlow &Flow;
  const UnwindFlags &Flags;
  WarpContextAccess &Context;
  LandingPadTable Table{F};
  /// Where a call goes whose exception leaves the function; made when needed.
  BasicBlock *Exit = nullptr;

public:
  FunctionLowering(Function &F, const ExceptionFlow &Flow,
                   const UnwindFlags &Flags, WarpContextAccess &Context)
      : F(F), Flow(Flow), Flags(Flags), Context(Context) {}

  bool run();

private:
  BasicBlock *exitBlock();
  void lowerInvoke(InvokeInst &Invoke);
  void lowerCall(CallInst &Call);
  void lowerPad(LandingPadInst &Pad);
  void lowerTypeIds();
  void lowerResume(ResumeInst &Resume);
  void replaceRaise(CallInst &Call, BasicBlock *Target);
  void branchIfPending(CallInst *Call, BasicBlock *Pending,
                       BasicBlock *Otherwise);
  bool returnsAtOnce(CallInst &Call, Instruction *Next);
};

} // namespace

static bool isRaise(const CallBase &Call) {
  const Function *Callee = Call.getCalledFunction();
  return Callee && Callee->getName() == symbol::Raise;
}

// What a function promises of its return does not hold when it throws.

static void dropReturnPromises(Function &F) {
  F.removeFnAttr(Attribute::NoReturn);
  F.removeRetAttrs(AttributeFuncs::getUBImplyingAttributes());
  for (Argument &A : F.args())
    A.removeAttr(Attribute::Returned);
}

static void dropReturnPromises(CallBase &Call) {
  Call.removeRetAttrs(AttributeFuncs::getUBImplyingAttributes());
  Call.removeFnAttr(Attribute::NoReturn);
  Call.removeFnAttr(Attribute::NoUnwind);
  Call.setMetadata(LLVMContext::MD_noundef, nullptr);
}

BasicBlock *FunctionLowering::exitBlock() {
  if (Exit)
    return Exit;
  Exit = BasicBlock::Create(F.getContext(), "unwind", &F);
  IRBuilder<> Builder(Exit);
  Builder.SetCurrentDebugLocation(WarpContextAccess::locationIn(F));
  if (F.doesNotThrow()) {
    Value *Exception = Context.loadPendingException(Builder);
    Context.storePendingException(Builder,
                                  ConstantPointerNull::get(Builder.getPtrTy()));
    CallInst *Call = Builder.CreateCall(
        F.getParent()->getOrInsertFunction(
            symbol::ExceptionEscaped, Builder.getVoidTy(), Builder.getPtrTy()),
        {Exception});
    Call->setDoesNotReturn();
    Call->setDoesNotThrow();
    Builder.CreateUnreachable();
  } else if (Flags.returnsFlag(F)) {
    Value *Flag = Builder.getInt32(1);
    if (Type *Both = F.getReturnType(); Both->isStructTy())
      Flag = Builder.CreateInsertValue(PoisonValue::get(Both), Flag, 1);
    Builder.CreateRet(Flag);
  } else if (F.getReturnType()->isVoidTy()) {
    Builder.CreateRetVoid();
  } else {
    Builder.CreateRet(PoisonValue::get(F.getReturnType()));
  }
  return Exit;
}

/// Ends the block of \p Call, which has no terminator, by asking whether it threw.
void FunctionLowering::branchIfPending(CallInst *Call, BasicBlock *Pending,
                                       BasicBlock *Otherwise) {
  IRBuilder<> Builder(Call->getParent());
  Builder.SetCurrentDebugLocation(Call->getDebugLoc()
                                      ? Call->getDebugLoc()
                                      : WarpContextAccess::locationIn(F));
  UnwindFlags::FlaggedCall Flagged = Flags.redirect(*Call);
  Value *IsPending =
      Flagged.Call
          ? Builder.CreateIsNotNull(Flagged.Flag)
          : Builder.CreateIsNotNull(Context.loadPendingException(Builder));
  Builder.CreateCondBr(IsPending, Pending, Otherwise,
                       MDBuilder(F.getContext()).createUnlikelyBranchWeights());
  ++NumTests;
}

/// A call of __heddle_raise and all that follows it in its block.
void FunctionLowering::replaceRaise(CallInst &Call, BasicBlock *Target) {
  IRBuilder<> Builder(&Call);
  Context.storePendingException(Builder, Call.getArgOperand(0));
  Builder.CreateBr(Target);
  // The successors that the block had and has no more.
  for (Instruction *I = &Call; I;) {
    Instruction *Next = I->getNextNode();
    if (I->isTerminator())
      for (BasicBlock *Successor : successors(I))
        Successor->removePredecessor(I->getParent(),
                                     /*KeepOneInputPHIs=*/true);
    if (!I->use_empty())
      I->replaceAllUsesWith(PoisonValue::get(I->getType()));
    I->eraseFromParent();
    I = Next;
  }
}

void FunctionLowering::lowerInvoke(InvokeInst &Invoke) {
  if (!Flow.mayUnwind(Invoke)) {
    changeToCall(&Invoke);
    ++NumUntested;
    return;
  }
  BasicBlock *Normal = Invoke.getNormalDest();
  BasicBlock *Pad = Invoke.getUnwindDest();
  CallInst *Call = createCallMatchingInvoke(&Invoke);
  Call->takeName(&Invoke);
  Call->insertBefore(Invoke.getIterator());
  Invoke.replaceAllUsesWith(Call);
  dropReturnPromises(*Call);
  // The block keeps both successors, so that their phis stay as they are.
  if (isRaise(*Call)) {
    Normal->removePredecessor(Invoke.getParent(), /*KeepOneInputPHIs=*/true);
    IRBuilder<> Builder(Call);
    Context.storePendingException(Builder, Call->getArgOperand(0));
    Builder.CreateBr(Pad);
    Invoke.eraseFromParent();
    Call->eraseFromParent();
    return;
  }
  Invoke.eraseFromParent();
  branchIfPending(Call, Pad, Normal);
}

/// The instruction behind \p Call that does something.
static Instruction *nextOf(CallInst &Call) {
  Instruction *Next = Call.getNextNode();
  while (Next->isDebugOrPseudoInst() || Next->isLifetimeStartOrEnd())
    Next = Next->getNextNode();
  return Next;
}

/// Lowers \p Call if what follows is a return that needs no test: the caller will
/// look.
bool FunctionLowering::returnsAtOnce(CallInst &Call, Instruction *Next) {
  auto *Return = dyn_cast<ReturnInst>(Next);
  if (!Return || F.doesNotThrow())
    return false;
  Value *Result = Return->getReturnValue();
  if (Result && Result != &Call && !isa<Constant>(Result))
    return false;
  if (!Flags.returnsFlag(F)) {
    Flags.redirect(Call);
    return true;
  }
  // Its result with the flag must be this function's.
  if (Result && Result != &Call)
    return false;
  if (!Result && !Call.getType()->isVoidTy())
    return false;
  UnwindFlags::FlaggedCall Flagged = Flags.redirect(Call);
  if (!Flagged.Call)
    return false;
  IRBuilder<> Builder(Return);
  Builder.CreateRet(Flagged.Call);
  Return->eraseFromParent();
  if (Flagged.Result) {
    cast<Instruction>(Flagged.Result)->eraseFromParent();
    cast<Instruction>(Flagged.Flag)->eraseFromParent();
  }
  return true;
}

void FunctionLowering::lowerCall(CallInst &Call) {
  if (isRaise(Call))
    return replaceRaise(Call, exitBlock());
  dropReturnPromises(Call);
  Instruction *Next = nextOf(Call);
  if (returnsAtOnce(Call, Next)) {
    ++NumUntested;
    return;
  }
  if (isa<UnreachableInst>(Next)) {
    // It does not return but by an exception.
    Flags.redirect(Call);
    IRBuilder<> Builder(Next);
    Builder.CreateBr(exitBlock());
    Next->eraseFromParent();
    return;
  }
  BasicBlock *Block = Call.getParent();
  BasicBlock *Continue =
      Block->splitBasicBlock(std::next(Call.getIterator()), Block->getName());
  Block->getTerminator()->eraseFromParent();
  branchIfPending(&Call, exitBlock(), Continue);
}

void FunctionLowering::lowerPad(LandingPadInst &Pad) {
  ++NumPads;
  IRBuilder<> Builder(&Pad);
  Builder.SetCurrentDebugLocation(Pad.getDebugLoc()
                                      ? Pad.getDebugLoc()
                                      : WarpContextAccess::locationIn(F));
  Value *Exception = Context.loadPendingException(Builder);
  Context.storePendingException(Builder,
                                ConstantPointerNull::get(Builder.getPtrTy()));
  Value *Selector = Builder.getInt32(0);
  if (Pad.getNumClauses()) {
    Type *Pointer = Builder.getPtrTy();
    CallInst *Call = Builder.CreateCall(
        F.getParent()->getOrInsertFunction(symbol::SelectHandler,
                                           Builder.getInt32Ty(), Pointer,
                                           Pointer, Pointer),
        {Exception, F.getPersonalityFn(), Table.areaFor(Pad)});
    Call->setDoesNotThrow();
    Selector = Call;
  }
  for (User *U : make_early_inc_range(Pad.users()))
    if (auto *Extract = dyn_cast<ExtractValueInst>(U);
        Extract && Extract->getNumIndices() == 1) {
      Extract->replaceAllUsesWith(Extract->getIndices()[0] == 0 ? Exception
                                                                : Selector);
      Extract->eraseFromParent();
    }
  if (!Pad.use_empty()) {
    Value *Both = PoisonValue::get(Pad.getType());
    Both = Builder.CreateInsertValue(Both, Exception, 0);
    Both = Builder.CreateInsertValue(Both, Selector, 1);
    Pad.replaceAllUsesWith(Both);
  }
  Pad.eraseFromParent();
}

void FunctionLowering::lowerResume(ResumeInst &Resume) {
  IRBuilder<> Builder(&Resume);
  Value *Both = Resume.getValue();
  Value *Exception = FindInsertedValue(Both, {0}, Resume.getIterator());
  if (!Exception)
    Exception = Builder.CreateExtractValue(Both, 0);
  Context.storePendingException(Builder, Exception);
  Builder.CreateBr(exitBlock());
  Resume.eraseFromParent();
}

void FunctionLowering::lowerTypeIds() {
  for (Instruction &I : make_early_inc_range(instructions(F)))
    if (auto *Call = dyn_cast<IntrinsicInst>(&I);
        Call && Call->getIntrinsicID() == Intrinsic::eh_typeid_for) {
      unsigned Id = Table.typeId(*cast<Constant>(Call->getArgOperand(0)));
      Call->replaceAllUsesWith(ConstantInt::get(Call->getType(), Id));
      Call->eraseFromParent();
    }
}

bool FunctionLowering::run() {
  SmallVector<InvokeInst *, 16> Invokes;
  SmallVector<WeakVH, 16> Calls;
  for (Instruction &I : instructions(F)) {
    if (I.isEHPad() && !isa<LandingPadInst>(I)) {
      refuse(I, diag::Funclet);
      return false;
    }
    if (auto *Invoke = dyn_cast<InvokeInst>(&I))
      Invokes.push_back(Invoke);
    else if (auto *Call = dyn_cast<CallInst>(&I); Call && Flow.mayUnwind(*Call))
      Calls.push_back(Call);
  }
  if (Invokes.empty() && Calls.empty() && !F.hasPersonalityFn())
    return false;
  lowerTypeIds();
  for (InvokeInst *Invoke : Invokes)
    lowerInvoke(*Invoke);
  // Pads that nothing leads to any more, and what they alone led to.
  removeUnreachableBlocks(F);

  SmallVector<LandingPadInst *, 8> Pads;
  SmallVector<ResumeInst *, 4> Resumes;
  for (Instruction &I : instructions(F))
    if (auto *Pad = dyn_cast<LandingPadInst>(&I))
      Pads.push_back(Pad);
    else if (auto *Resume = dyn_cast<ResumeInst>(&I))
      Resumes.push_back(Resume);
  for (ResumeInst *Resume : Resumes)
    lowerResume(*Resume);
  for (const WeakVH &Call : Calls)
    if (Call)
      lowerCall(cast<CallInst>(*Call));
  for (LandingPadInst *Pad : Pads)
    lowerPad(*Pad);
  F.setPersonalityFn(nullptr);
  if (Flags.returnsFlag(F))
    UnwindFlags::completeReturns(F);
  return true;
}

/// Gives personality routines, which clang declares as variadic, the type that they
/// are called with. nvlink goes by the types of declarations when it looks for what
/// pointers may lead to, and drops what only a routine of another type needs.
static void declarePersonalities(Module &M) {
  // Itanium C++ ABI, Exception Handling, 1.6.4: _Unwind_Personality_Fn.
  Type *Int = Type::getInt32Ty(M.getContext());
  Type *Class = Type::getInt64Ty(M.getContext());
  Type *Pointer = PointerType::getUnqual(M.getContext());
  auto *T = FunctionType::get(Int, {Int, Int, Class, Pointer, Pointer},
                              /*isVarArg=*/false);
  SmallPtrSet<Function *, 2> Untyped;
  for (Function &F : M)
    if (F.hasPersonalityFn())
      if (auto *P = dyn_cast<Function>(F.getPersonalityFn()->stripPointerCasts());
          P && P->isDeclaration() && P->getFunctionType() != T)
        Untyped.insert(P);
  for (Function *P : Untyped) {
    Function *Typed = Function::Create(T, P->getLinkage(), "", &M);
    Typed->takeName(P);
    P->replaceAllUsesWith(Typed);
    P->eraseFromParent();
  }
}

PreservedAnalyses LowerExceptionsPass::run(Module &M, ModuleAnalysisManager &) {
  ExceptionFlow Flow(M, Options.WholeProgram);
  WarpContextAccess Context(M);
  declarePersonalities(M);
  for (Function &F : M)
    if (Flow.mayUnwind(F))
      dropReturnPromises(F);
  UnwindFlags Flags(M, Flow);
  SmallVector<Function *, 32> Changed;
  for (Function &F : M)
    if (!F.isDeclaration() &&
        FunctionLowering(F, Flow, Flags, Context).run())
      Changed.push_back(&F);
  if (Changed.empty())
    return PreservedAnalyses::all();
  Flags.eraseOld();
  if (Function *Raise = M.getFunction(symbol::Raise))
    Raise->eraseFromParent();
  dropMemoryAttributes(M, Changed);
  Context.inlineAccesses();
  return PreservedAnalyses::none();
}
