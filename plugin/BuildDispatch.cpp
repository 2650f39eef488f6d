//===- BuildDispatch.cpp - Thread entries become a direct dispatch --------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A call through a pointer costs a warp some 60 ns more than a direct one, and
// hides its callee's registers and stack from ptxas. The whole program knows
// its thread entries, so each is numbered, and the number, made odd, stands
// where the entry's address stood: functions are aligned, so no address is odd.
//
//===----------------------------------------------------------------------===//

#include "BuildDispatch.h"
#include "Diagnostics.h"
#include "Symbols.h"
#include "ThreadEntries.h"
#include "ThreadExitPad.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace heddle;

#define DEBUG_TYPE "heddle-build-dispatch"

STATISTIC(NumEntries, "Number of thread entries dispatched directly");

/// The operand of __heddle_thread_create that is the entry.
static constexpr unsigned EntryOperand = 2;

/// The value that stands for the entry numbered \p Index.
static uint64_t entryId(uint64_t Index) { return 2 * Index + 1; }

/// C programs cast functions of other types to an entry's; a caller that passes
/// a pointer and reads a pointer is right for these.
static bool canBeEntry(const Function &F) {
  if (F.isVarArg() || F.arg_size() > 1)
    return false;
  Type *Result = F.getReturnType();
  return (F.arg_empty() || F.getArg(0)->getType()->isPointerTy()) &&
         (Result->isPointerTy() || Result->isVoidTy() ||
          (Result->isIntegerTy() && Result->getIntegerBitWidth() <= 64));
}

static void returnCallOf(IRBuilder<> &Builder, ThreadExitPad &Exit,
                         Function &Entry, Value *Argument) {
  Type *Pointer = Builder.getPtrTy();
  CallBase *Call = Exit.createCall(
      Builder, Entry.getFunctionType(), &Entry,
      Entry.arg_empty() ? ArrayRef<Value *>() : Argument);
  Call->setCallingConv(Entry.getCallingConv());
  Value *Result = Call;
  if (Call->getType()->isVoidTy())
    Result = Constant::getNullValue(Pointer);
  else if (Call->getType()->isIntegerTy())
    Result = Builder.CreateIntToPtr(
        Builder.CreateZExt(Call, Builder.getInt64Ty()), Pointer);
  Builder.CreateRet(Result);
}

static void buildBody(Function &Dispatch, const ThreadEntryList &Entries) {
  LLVMContext &Context = Dispatch.getContext();
  Value *Entry = Dispatch.getArg(0), *Argument = Dispatch.getArg(1);
  Entry->setName("entry");
  Argument->setName("argument");
  IRBuilder<> Builder(BasicBlock::Create(Context, "", &Dispatch));
  BasicBlock *Indirect = BasicBlock::Create(Context, "indirect", &Dispatch);
  ThreadExitPad Exit(Dispatch, symbol::ThreadExit);
  SwitchInst *Switch =
      Builder.CreateSwitch(Builder.CreatePtrToInt(Entry, Builder.getInt64Ty()),
                           Indirect, Entries.size());
  for (auto [Index, Function] : enumerate(Entries)) {
    BasicBlock *Case = BasicBlock::Create(Context, Function->getName(),
                                          &Dispatch, Indirect);
    Switch->addCase(Builder.getInt64(entryId(Index)), Case);
    Builder.SetInsertPoint(Case);
    returnCallOf(Builder, Exit, *Function, Argument);
  }
  Builder.SetInsertPoint(Indirect);
  Type *Pointer = Builder.getPtrTy();
  Builder.CreateRet(Exit.createCall(
      Builder, FunctionType::get(Pointer, {Pointer}, false), Entry, Argument));
}

PreservedAnalyses BuildDispatchPass::run(Module &M, ModuleAnalysisManager &) {
  Type *Pointer = PointerType::get(M.getContext(), 0);
  FunctionType *Type = FunctionType::get(Pointer, {Pointer, Pointer}, false);
  auto *Dispatch = dyn_cast<Function>(
      M.getOrInsertFunction(symbol::Dispatch, Type).getCallee());
  if (!Dispatch || Dispatch->getFunctionType() != Type) {
    refuse(M, diag::WrongPrototype, symbol::Dispatch);
    return PreservedAnalyses::all();
  }
  if (!Dispatch->isDeclaration()) {
    // A second run would number anew what the calls already carry.
    return PreservedAnalyses::all();
  }

  ThreadEntryList Listed = readThreadEntries(M);
  SmallVector<CallBase *, 8> Creations;
  if (Function *Create = M.getFunction(symbol::ThreadCreate))
    for (User *U : Create->users())
      if (auto *Call = dyn_cast<CallBase>(U);
          Call && Call->getCalledOperand() == Create &&
          Call->arg_size() > EntryOperand) {
        Creations.push_back(Call);
        // Whole-program optimization may have made more entries constant.
        if (auto *F = dyn_cast<Function>(
                Call->getArgOperand(EntryOperand)->stripPointerCasts()))
          Listed.insert(F);
      }

  ThreadEntryList Entries;
  for (Function *F : Listed) {
    if (canBeEntry(*F))
      Entries.insert(F);
    else
      refuse(*F, diag::WrongEntryType, F->getName());
  }
  DenseMap<Value *, Constant *> Ids;
  for (auto [Index, F] : enumerate(Entries))
    Ids[F] = ConstantExpr::getIntToPtr(
        ConstantInt::get(Type::getInt64Ty(M.getContext()), entryId(Index)),
        Pointer);
  for (CallBase *Call : Creations)
    if (Constant *Id = Ids.lookup(
            Call->getArgOperand(EntryOperand)->stripPointerCasts()))
      Call->setArgOperand(EntryOperand, Id);

  buildBody(*Dispatch, Entries);
  Dispatch->setLinkage(GlobalValue::ExternalLinkage);
  Dispatch->setVisibility(GlobalValue::HiddenVisibility);
  // Its callers end the thread, which has to wait neither for this to return nor for
  // what it saved.
  Dispatch->addFnAttr(Attribute::AlwaysInline);
  writeThreadEntries(M, {});
  NumEntries += Entries.size();
  return PreservedAnalyses::none();
}
