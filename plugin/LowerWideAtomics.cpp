//===- LowerWideAtomics.cpp - Atomics without an instruction become calls -===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The functions that take a size are called, not those for 16 bytes: they alone
// exist for every size, and both take the same lock for the same object.
//
//===----------------------------------------------------------------------===//

#include "LowerWideAtomics.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/AtomicOrdering.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/LowerAtomic.h"

using namespace llvm;

#define DEBUG_TYPE "heddle-lower-wide-atomics"

STATISTIC(NumCalls, "Number of atomics turned into calls");

namespace {

/// The widest object that all devices have atomic instructions for.
constexpr uint64_t WidestBytes = 8;

struct Access {
  Instruction *I;
  Value *Object;
  Type *ObjectType;
  Align Alignment;
};

class AtomicCall {
  Instruction &I;
  Value *Object;
  Type *T;
  IRBuilder<> Builder{&I};
  Module &M = *I.getModule();

  Value *temporary(const Twine &Name);
  Value *temporaryOf(Value *V, const Twine &Name);
  Value *order(AtomicOrdering Ordering) {
    return Builder.getInt32(unsigned(toCABI(Ordering)));
  }
  CallInst *call(StringRef Name, Type *Result, ArrayRef<Value *> Operands);
  /// Copies the value that was found to \p Expected.
  Value *compareExchange(Value *Expected, Value *Desired, AtomicOrdering Success,
                         AtomicOrdering Failure);
  Value *loop(AtomicRMWInst &RMW);

public:
  explicit AtomicCall(const Access &A)
      : I(*A.I), Object(A.Object), T(A.ObjectType) {}

  void lower();
};

} // namespace

/// Nothing for fences and for what is not atomic.
static std::optional<Access> atomicAccess(Instruction &I) {
  if (!I.isAtomic())
    return std::nullopt;
  if (auto *Load = dyn_cast<LoadInst>(&I))
    return Access{&I, Load->getPointerOperand(), Load->getType(),
                  Load->getAlign()};
  if (auto *Store = dyn_cast<StoreInst>(&I))
    return Access{&I, Store->getPointerOperand(),
                  Store->getValueOperand()->getType(), Store->getAlign()};
  if (auto *CmpXchg = dyn_cast<AtomicCmpXchgInst>(&I))
    return Access{&I, CmpXchg->getPointerOperand(),
                  CmpXchg->getCompareOperand()->getType(),
                  CmpXchg->getAlign()};
  if (auto *RMW = dyn_cast<AtomicRMWInst>(&I))
    return Access{&I, RMW->getPointerOperand(), RMW->getType(),
                  RMW->getAlign()};
  return std::nullopt;
}

static bool hasInstruction(const Access &A, const DataLayout &DL) {
  uint64_t Bytes = DL.getTypeStoreSize(A.ObjectType);
  return Bytes <= WidestBytes && A.Alignment.value() >= Bytes;
}

/// Memory for one value, aligned for whichever type the callee copies it as.
Value *AtomicCall::temporary(const Twine &Name) {
  BasicBlock &Entry = I.getFunction()->getEntryBlock();
  IRBuilder<> AtEntry(&Entry, Entry.begin());
  AllocaInst *Slot = AtEntry.CreateAlloca(T, nullptr, Name);
  Slot->setAlignment(std::max(Slot->getAlign(), Align(16)));
  return AtEntry.CreateAddrSpaceCast(Slot, AtEntry.getPtrTy());
}

Value *AtomicCall::temporaryOf(Value *V, const Twine &Name) {
  Value *Slot = temporary(Name);
  Builder.CreateStore(V, Slot);
  return Slot;
}

CallInst *AtomicCall::call(StringRef Name, Type *Result,
                           ArrayRef<Value *> Operands) {
  SmallVector<Value *, 6> Arguments = {
      Builder.getInt64(M.getDataLayout().getTypeStoreSize(T)),
      Builder.CreateAddrSpaceCast(Object, Builder.getPtrTy())};
  append_range(Arguments, Operands);
  SmallVector<Type *, 6> Types;
  for (Value *Argument : Arguments)
    Types.push_back(Argument->getType());
  CallInst *Call = Builder.CreateCall(
      M.getOrInsertFunction(Name, FunctionType::get(Result, Types, false)),
      Arguments);
  Call->setDoesNotThrow();
  ++NumCalls;
  return Call;
}

Value *AtomicCall::compareExchange(Value *Expected, Value *Desired,
                                   AtomicOrdering Success,
                                   AtomicOrdering Failure) {
  CallInst *Call =
      call("__atomic_compare_exchange", Builder.getInt1Ty(),
           {Expected, Desired, order(Success), order(Failure)});
  Call->addRetAttr(Attribute::ZExt);
  return Call;
}

/// Returns the value before \p RMW.
Value *AtomicCall::loop(AtomicRMWInst &RMW) {
  Value *Found = temporary("found");
  Value *Next = temporary("next");
  call("__atomic_load", Builder.getVoidTy(),
       {Found, order(AtomicOrdering::Monotonic)});
  BasicBlock *Before = RMW.getParent();
  BasicBlock *After = SplitBlock(Before, &RMW);
  BasicBlock *Retry = BasicBlock::Create(M.getContext(), "atomicrmw.retry",
                                         RMW.getFunction(), After);
  Before->getTerminator()->setSuccessor(0, Retry);
  Builder.SetInsertPoint(Retry);
  Value *Old = Builder.CreateLoad(T, Found);
  Builder.CreateStore(buildAtomicRMWValue(RMW.getOperation(), Builder, Old,
                                          RMW.getValOperand()),
                      Next);
  Value *Done = compareExchange(
      Found, Next, RMW.getOrdering(),
      AtomicCmpXchgInst::getStrongestFailureOrdering(RMW.getOrdering()));
  Builder.CreateCondBr(Done, After, Retry);
  return Old;
}

void AtomicCall::lower() {
  Value *Result = nullptr;
  if (auto *Load = dyn_cast<LoadInst>(&I)) {
    Value *Slot = temporary("loaded");
    call("__atomic_load", Builder.getVoidTy(),
         {Slot, order(Load->getOrdering())});
    Result = Builder.CreateLoad(T, Slot);
  } else if (auto *Store = dyn_cast<StoreInst>(&I)) {
    call("__atomic_store", Builder.getVoidTy(),
         {temporaryOf(Store->getValueOperand(), "stored"),
          order(Store->getOrdering())});
  } else if (auto *CmpXchg = dyn_cast<AtomicCmpXchgInst>(&I)) {
    Value *Expected = temporaryOf(CmpXchg->getCompareOperand(), "expected");
    Value *Done = compareExchange(
        Expected, temporaryOf(CmpXchg->getNewValOperand(), "desired"),
        CmpXchg->getSuccessOrdering(), CmpXchg->getFailureOrdering());
    Result = Builder.CreateInsertValue(
        Builder.CreateInsertValue(PoisonValue::get(I.getType()),
                                  Builder.CreateLoad(T, Expected), 0),
        Done, 1);
  } else if (auto &RMW = cast<AtomicRMWInst>(I);
             RMW.getOperation() == AtomicRMWInst::Xchg) {
    Value *Old = temporary("old");
    call("__atomic_exchange", Builder.getVoidTy(),
         {temporaryOf(RMW.getValOperand(), "new"), Old,
          order(RMW.getOrdering())});
    Result = Builder.CreateLoad(T, Old);
  } else {
    Result = loop(RMW);
  }
  if (Result)
    I.replaceAllUsesWith(Result);
  I.eraseFromParent();
}

PreservedAnalyses heddle::LowerWideAtomicsPass::run(Module &M,
                                                    ModuleAnalysisManager &) {
  SmallVector<Access, 8> Wide;
  for (Function &F : M)
    for (Instruction &I : instructions(F))
      if (std::optional<Access> Found = atomicAccess(I);
          Found && !hasInstruction(*Found, M.getDataLayout()))
        Wide.push_back(*Found);
  for (const Access &Each : Wide)
    AtomicCall(Each).lower();
  return Wide.empty() ? PreservedAnalyses::all() : PreservedAnalyses::none();
}
