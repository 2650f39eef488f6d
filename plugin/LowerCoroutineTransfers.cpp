//===- LowerCoroutineTransfers.cpp - Coroutines that resume each other ----===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// PTX has no tail calls, and the NVPTX backend makes ordinary calls of musttail
// ones without a word. A loop that awaits a task in each turn would then nest ever
// deeper: the task's end resumes the loop, which starts the next task.
//
// Through a pointer, a function of this type and calling convention is called by
// nobody but those who resume or destroy a coroutine, so the type of all whose
// address is taken can be changed together with all such calls.
//
//===----------------------------------------------------------------------===//

#include "LowerCoroutineTransfers.h"
#include "FunctionTypes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

#define DEBUG_TYPE "heddle-lower-coroutine-transfers"

STATISTIC(NumTransfers, "Number of transfers between coroutines lowered");

namespace {

class TransferLowering {
  Module &M;
  LLVMContext &Context = M.getContext();
  PointerType *Pointer = PointerType::get(Context, 0);
  FunctionType *Before =
      FunctionType::get(Type::getVoidTy(Context), {Pointer}, false);
  /// What is to be called next, and with what.
  StructType *Next = StructType::get(Pointer, Pointer);
  FunctionType *After = FunctionType::get(Next, {Pointer}, false);

  /// Those of coroutines, as far as they may be transferred to.
  SmallSetVector<Function *, 16> Functions;
  SmallVector<CallBase *, 16> Calls;
  SmallVector<CallInst *, 16> Transfers;
  Function *Finish = nullptr;

public:
  explicit TransferLowering(Module &M) : M(M) {}
  bool run();

private:
  bool isOfCoroutine(const CallBase &Call) const;
  void collect();
  void createFinish();
  void lowerReturns(Function &F);
  CallInst *callAfter(IRBuilder<> &Builder, Value *Callee, Value *Argument);
  void lowerCall(CallInst &Call);
  void lowerInvoke(InvokeInst &Invoke);
  void changeType(Function &F);
};

} // namespace

bool TransferLowering::isOfCoroutine(const CallBase &Call) const {
  return Call.getFunctionType() == Before &&
         Call.getCallingConv() == CallingConv::Fast && !Call.isInlineAsm();
}

void TransferLowering::collect() {
  for (Function &F : M) {
    if (F.getFunctionType() == Before && !F.isDeclaration() &&
        F.getCallingConv() == CallingConv::Fast && F.hasAddressTaken())
      Functions.insert(&F);
    for (Instruction &I : instructions(F))
      if (auto *Call = dyn_cast<CallBase>(&I); Call && isOfCoroutine(*Call)) {
        if (Call->isMustTailCall())
          Transfers.push_back(cast<CallInst>(Call));
        else
          Calls.push_back(Call);
      }
  }
  for (CallInst *Transfer : Transfers) {
    Functions.insert(Transfer->getFunction());
    if (Function *Callee = Transfer->getCalledFunction();
        Callee && !Callee->isDeclaration())
      Functions.insert(Callee);
  }
  // Other functions, which optimizers have given this convention.
  erase_if(Calls, [&](CallBase *Call) {
    Function *Callee = Call->getCalledFunction();
    return Callee && !Functions.contains(Callee);
  });
}

CallInst *TransferLowering::callAfter(IRBuilder<> &Builder, Value *Callee,
                                      Value *Argument) {
  CallInst *Call = Builder.CreateCall(After, Callee, {Argument});
  Call->setCallingConv(CallingConv::Fast);
  return Call;
}

/// void finish(ptr function, ptr argument): calls what is next until nothing is.
void TransferLowering::createFinish() {
  Finish = Function::Create(
      FunctionType::get(Type::getVoidTy(Context), {Pointer, Pointer}, false),
      GlobalValue::InternalLinkage, "__heddle_finish_transfers", M);
  BasicBlock *Entry = BasicBlock::Create(Context, "", Finish);
  BasicBlock *Look = BasicBlock::Create(Context, "", Finish);
  BasicBlock *Resume = BasicBlock::Create(Context, "", Finish);
  BasicBlock *Done = BasicBlock::Create(Context, "", Finish);
  IRBuilder<> Builder(Entry);
  Builder.CreateBr(Look);
  Builder.SetInsertPoint(Look);
  PHINode *Callee = Builder.CreatePHI(Pointer, 2);
  PHINode *Argument = Builder.CreatePHI(Pointer, 2);
  Builder.CreateCondBr(Builder.CreateIsNull(Callee), Done, Resume);
  Builder.SetInsertPoint(Resume);
  CallInst *Result = callAfter(Builder, Callee, Argument);
  Callee->addIncoming(Finish->getArg(0), Entry);
  Argument->addIncoming(Finish->getArg(1), Entry);
  Callee->addIncoming(Builder.CreateExtractValue(Result, 0), Resume);
  Argument->addIncoming(Builder.CreateExtractValue(Result, 1), Resume);
  Builder.CreateBr(Look);
  Builder.SetInsertPoint(Done);
  Builder.CreateRetVoid();
}

/// Makes \p F's returns say what is next. Its type is changed later.
void TransferLowering::lowerReturns(Function &F) {
  for (BasicBlock &Block : F) {
    auto *Return = dyn_cast<ReturnInst>(Block.getTerminator());
    if (!Return)
      continue;
    IRBuilder<> Builder(Return);
    Value *Result = Constant::getNullValue(Next);
    if (CallInst *Transfer = Block.getTerminatingMustTailCall()) {
      Result = Builder.CreateInsertValue(PoisonValue::get(Next),
                                         Transfer->getCalledOperand(), 0);
      Result =
          Builder.CreateInsertValue(Result, Transfer->getArgOperand(0), 1);
      Transfer->eraseFromParent();
      ++NumTransfers;
    }
    Builder.CreateRet(Result);
    Return->eraseFromParent();
  }
}

void TransferLowering::lowerCall(CallInst &Call) {
  IRBuilder<> Builder(&Call);
  CallInst *Result =
      callAfter(Builder, Call.getCalledOperand(), Call.getArgOperand(0));
  Result->setAttributes(Call.getAttributes());
  Builder.CreateCall(Finish, {Builder.CreateExtractValue(Result, 0),
                              Builder.CreateExtractValue(Result, 1)});
  Call.eraseFromParent();
}

void TransferLowering::lowerInvoke(InvokeInst &Invoke) {
  IRBuilder<> Builder(&Invoke);
  Builder.CreateInvoke(Finish, Invoke.getNormalDest(), Invoke.getUnwindDest(),
                       {Invoke.getCalledOperand(), Invoke.getArgOperand(0)});
  Invoke.eraseFromParent();
}

void TransferLowering::changeType(Function &F) {
  F.replaceAllUsesWith(heddle::moveBody(F, After));
  F.eraseFromParent();
}

bool TransferLowering::run() {
  collect();
  if (Transfers.empty())
    return false;
  createFinish();
  for (CallBase *Call : Calls)
    if (auto *Invoke = dyn_cast<InvokeInst>(Call))
      lowerInvoke(*Invoke);
    else
      lowerCall(*cast<CallInst>(Call));
  for (Function *F : Functions) {
    lowerReturns(*F);
    changeType(*F);
  }
  return true;
}

PreservedAnalyses
heddle::LowerCoroutineTransfersPass::run(Module &M, ModuleAnalysisManager &) {
  return TransferLowering(M).run() ? PreservedAnalyses::none()
                                   : PreservedAnalyses::all();
}
