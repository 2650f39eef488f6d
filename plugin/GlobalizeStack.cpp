//===- GlobalizeStack.cpp - Shared stack objects in global memory ---------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The thread's stack in global memory grows upwards, and the running warp's
// context holds its pointer. A function that needs a frame reads the pointer,
// adds its size, compares with the limit and writes it back; each return writes
// the old value. That is two loads and two stores of shared memory, so only
// functions with something to move pay.
//
// This runs after optimization, because a moved variable is no longer an alloca
// that SROA, mem2reg and alias analysis know, and because inlining decides what
// is captured.
//
//===----------------------------------------------------------------------===//

#include "GlobalizeStack.h"
#include "Diagnostics.h"
#include "MemoryEffects.h"
#include "Recursion.h"
#include "StackObjects.h"
#include "Symbols.h"
#include "WarpContextAccess.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace heddle;

#define DEBUG_TYPE "heddle-globalize-stack"

STATISTIC(NumMoved, "Number of stack objects moved to global memory");
STATISTIC(NumFrames, "Number of functions with a frame in global memory");

/// Every frame's size is a multiple of this, so that the stack pointer is
/// always as aligned and a frame of ordinary objects starts where it points.
static constexpr Align StackAlign = Align::Constant<16>();

namespace {

class FunctionFrame {
  Function &F;
  const DataLayout &DL = F.getDataLayout();
  const StackObjects &Objects;
  const GlobalizeStackOptions &Options;
  WarpContextAccess &Context;
  const Recursion &Calls;

  SmallVector<AllocaInst *, 8> Static;
  SmallVector<AllocaInst *, 2> Dynamic;
  SmallVector<Argument *, 2> ByVal;
  /// The stack pointer that every return restores.
  Value *OldPointer = nullptr;

public:
  FunctionFrame(Function &F, const StackObjects &Objects, const Recursion &Calls,
                const GlobalizeStackOptions &Options,
                WarpContextAccess &Context)
      : F(F), Objects(Objects), Options(Options), Context(Context),
        Calls(Calls) {}

  bool run();

private:
  bool mustMove(Value &Object, Type *T, uint64_t Bytes) const;
  void collect();
  void buildFrame();
  void moveDynamic(AllocaInst &Slot);
  void moveSaves();
  void restoreAtReturns();
};

} // namespace

bool FunctionFrame::mustMove(Value &Object, Type *T, uint64_t Bytes) const {
  if (Bytes >= Options.LargeBytes && containsArray(T))
    return true;
  if (Bytes >= Options.IndexedBytes && isIndexedDynamically(Object))
    return true;
  return Objects.mustBeShared(Object) || isLentToRecursion(Object, Calls);
}

void FunctionFrame::collect() {
  for (Instruction &I : instructions(F)) {
    auto *Slot = dyn_cast<AllocaInst>(&I);
    if (!Slot || Slot->isSwiftError())
      continue;
    if (!Slot->isStaticAlloca()) {
      Dynamic.push_back(Slot);
      continue;
    }
    Type *T = Slot->getAllocatedType();
    uint64_t Bytes = Slot->getAllocationSize(DL)->getFixedValue();
    if (Slot->isArrayAllocation())
      T = ArrayType::get(T, 1);
    if (mustMove(*Slot, T, Bytes))
      Static.push_back(Slot);
  }
  for (Argument &A : F.args())
    if (A.hasByValAttr() && !A.use_empty()) {
      Type *T = A.getParamByValType();
      // An argument that is only read stays where the caller put it.
      if (mustMove(A, T, DL.getTypeAllocSize(T)))
        ByVal.push_back(&A);
    }
}

/// Lifetime markers accept nothing but an alloca.
static void dropLifetimeMarkers(Value &Slot) {
  for (User *U : make_early_inc_range(Slot.users()))
    if (auto *I = dyn_cast<Instruction>(U); I && I->isLifetimeStartOrEnd())
      I->eraseFromParent();
}

void FunctionFrame::buildFrame() {
  struct Object {
    Value *Old;
    uint64_t Bytes;
    Align Alignment;
    size_t Number;
    uint64_t Offset = 0;
  };
  SmallVector<Object, 8> Layout;
  for (AllocaInst *Slot : Static)
    Layout.push_back({Slot, Slot->getAllocationSize(DL)->getFixedValue(),
                      Slot->getAlign(), Layout.size()});
  for (Argument *A : ByVal) {
    Type *T = A->getParamByValType();
    Layout.push_back({A, DL.getTypeAllocSize(T),
                      A->getParamAlign().value_or(DL.getABITypeAlign(T)),
                      Layout.size()});
  }
  // The most aligned first, so that only the frame's start needs aligning.
  sort(Layout, [](const Object &A, const Object &B) {
    return std::pair(B.Alignment, A.Number) < std::pair(A.Alignment, B.Number);
  });
  uint64_t Size = 0;
  Align FrameAlign = StackAlign;
  for (Object &O : Layout) {
    FrameAlign = std::max(FrameAlign, O.Alignment);
    O.Offset = alignTo(Size, O.Alignment);
    Size = O.Offset + O.Bytes;
  }
  Size = alignTo(Size, StackAlign);

  // The builder below may stand at one of them.
  for (Object &O : Layout)
    dropLifetimeMarkers(*O.Old);

  IRBuilder<> Builder(&*F.getEntryBlock().getFirstNonPHIOrDbgOrAlloca());
  Builder.SetCurrentDebugLocation(Context.locationIn(F));
  OldPointer = Context.loadStackPointer(Builder);
  restoreAtReturns();
  if (Layout.empty())
    return;
  Value *Base = Context.alignUp(Builder, OldPointer, FrameAlign);
  Context.reserve(Builder, Base, Builder.getInt64(Size));

  auto AddressIn = [&](const Object &O) -> Value * {
    Value *Address = Base;
    if (O.Offset)
      Address = Builder.CreateConstInBoundsGEP1_64(Builder.getInt8Ty(), Base,
                                                   O.Offset);
    if (O.Old->getType() != Address->getType())
      Address = Builder.CreateAddrSpaceCast(Address, O.Old->getType());
    return Address;
  };
  for (Object &O : Layout) {
    if (auto *A = dyn_cast<Argument>(O.Old)) {
      Value *Address = AddressIn(O);
      A->replaceAllUsesWith(Address);
      Builder.CreateMemCpy(Address, O.Alignment, A, O.Alignment, O.Bytes);
      continue;
    }
    Value *Address = AddressIn(O);
    if (Address != Base)
      Address->takeName(O.Old);
    O.Old->replaceAllUsesWith(Address);
    cast<AllocaInst>(O.Old)->eraseFromParent();
  }
  NumMoved += Layout.size();
}

void FunctionFrame::moveDynamic(AllocaInst &Slot) {
  IRBuilder<> Builder(&Slot);
  if (!Builder.getCurrentDebugLocation())
    Builder.SetCurrentDebugLocation(Context.locationIn(F));
  Value *Count = Builder.CreateZExtOrTrunc(Slot.getArraySize(),
                                           Builder.getInt64Ty());
  uint64_t ElementBytes = DL.getTypeAllocSize(Slot.getAllocatedType());
  Value *Bytes = Builder.CreateMul(Count, Builder.getInt64(ElementBytes));
  Bytes = Builder.CreateAnd(
      Builder.CreateAdd(Bytes, Builder.getInt64(StackAlign.value() - 1)),
      Builder.getInt64(-StackAlign.value()));
  Value *Pointer = Context.loadStackPointer(Builder);
  Value *Base =
      Context.alignUp(Builder, Pointer, std::max(Slot.getAlign(), StackAlign));
  Context.reserve(Builder, Base, Bytes);
  Value *Address = Base;
  if (Slot.getType() != Address->getType())
    Address = Builder.CreateAddrSpaceCast(Address, Slot.getType());
  dropLifetimeMarkers(Slot);
  Address->takeName(&Slot);
  Slot.replaceAllUsesWith(Address);
  Slot.eraseFromParent();
  ++NumMoved;
}

/// With every dynamic alloca moved, what llvm.stacksave saves is the thread's
/// stack pointer.
void FunctionFrame::moveSaves() {
  for (Instruction &I : make_early_inc_range(instructions(F))) {
    auto *Intrinsic = dyn_cast<IntrinsicInst>(&I);
    if (!Intrinsic)
      continue;
    IRBuilder<> Builder(Intrinsic);
    if (!Builder.getCurrentDebugLocation())
      Builder.SetCurrentDebugLocation(Context.locationIn(F));
    if (Intrinsic->getIntrinsicID() == Intrinsic::stacksave) {
      Value *Saved = Context.loadStackPointer(Builder);
      if (Saved->getType() != Intrinsic->getType())
        Saved = Builder.CreateAddrSpaceCast(Saved, Intrinsic->getType());
      Intrinsic->replaceAllUsesWith(Saved);
      Intrinsic->eraseFromParent();
    } else if (Intrinsic->getIntrinsicID() == Intrinsic::stackrestore) {
      Value *Saved = Builder.CreateAddrSpaceCast(Intrinsic->getArgOperand(0),
                                                 Builder.getPtrTy());
      Context.storeStackPointer(Builder, Saved);
      Intrinsic->eraseFromParent();
    }
  }
}

void FunctionFrame::restoreAtReturns() {
  for (BasicBlock &Block : F) {
    Instruction *End = Block.getTerminator();
    if (!isa<ReturnInst, ResumeInst>(End))
      continue;
    if (CallInst *Tail = Block.getTerminatingMustTailCall())
      End = Tail;
    IRBuilder<> Builder(End);
    Builder.SetCurrentDebugLocation(Context.locationIn(F));
    Context.storeStackPointer(Builder, OldPointer);
  }
}

bool FunctionFrame::run() {
  collect();
  if (Static.empty() && Dynamic.empty() && ByVal.empty())
    return false;
  if (Context.isFrameless(F)) {
    Instruction *Offender = !Static.empty()    ? Static.front()
                            : !Dynamic.empty() ? Dynamic.front()
                                               : &*F.getEntryBlock().begin();
    refuse(*Offender, diag::NoStackToMoveTo);
    return false;
  }
  buildFrame();
  for (AllocaInst *Slot : Dynamic)
    moveDynamic(*Slot);
  if (!Dynamic.empty())
    moveSaves();
  ++NumFrames;
  return true;
}

PreservedAnalyses GlobalizeStackPass::run(Module &M, ModuleAnalysisManager &) {
  Recursion Calls(M);
  StackObjects Objects(M);
  WarpContextAccess Context(M);
  SmallVector<Function *, 16> Framed;
  for (Function &F : M) {
    if (F.isDeclaration())
      continue;
    if (FunctionFrame(F, Objects, Calls, Options, Context).run())
      Framed.push_back(&F);
  }
  if (Framed.empty())
    return PreservedAnalyses::all();
  dropMemoryAttributes(M, Framed);
  Context.inlineAccesses();
  return PreservedAnalyses::none();
}
