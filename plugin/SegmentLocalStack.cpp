//===- SegmentLocalStack.cpp - Recursion as deep as the thread's stack ----===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// ptxas keeps frames in the lane's local stack, of which a launch reserves the
// same for every lane of the GPU: 10,000 frames of 40 bytes would cost it half
// its memory. So the part that is in use is exchanged, as segmented stacks do.
//
// F.segment must not have a value of its own in local memory between the call of
// F and the end of the reload, since F's frames are there. It keeps none: what
// it needs then it finds through the warp's context, and F's result waits on the
// thread's stack. So do arguments, if they are too many for registers, while the
// stack pointer changes: F.enter fetches them when it has.
//
//===----------------------------------------------------------------------===//

#include "SegmentLocalStack.h"
#include "MemoryEffects.h"
#include "Recursion.h"
#include "Symbols.h"
#include "WarpContextAccess.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Intrinsics.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;
using namespace heddle;

#define DEBUG_TYPE "heddle-segment-local-stack"

STATISTIC(NumSegmented, "Number of functions that may go on in a new segment");

/// What __heddle_local_stack_save leaves on top of the thread's stack: the saved
/// stack pointer, and the bytes it left for the result below.
static constexpr uint64_t RecordBytes = 16;

/// With more arguments than that, some may be in local memory.
static constexpr uint64_t MostArgumentBytesInRegisters = 128;

namespace {

class Segmenter {
  Module &M;
  WarpContextAccess &Context;
  PointerType *Pointer = PointerType::get(M.getContext(), 0);
  IntegerType *Word = Type::getInt64Ty(M.getContext());
  FunctionCallee Save, Reload;

public:
  Segmenter(Module &M, WarpContextAccess &Context)
      : M(M), Context(Context),
        Save(M.getOrInsertFunction(symbol::LocalStackSave, Word, Word, Word)),
        Reload(M.getOrInsertFunction(symbol::LocalStackReload, Pointer)) {}

  /// Makes \p F go on in a new segment where the local stack is used up.
  void run(Function &F);

private:
  Function *createSegment(Function &F);
  Function *createEnter(Function &F, StructType *Arguments,
                        uint64_t WaitingBytes);
  Function *create(FunctionType *Type, const Function &F, const Twine &Suffix);
  void callAndLeaveResult(IRBuilder<> &Builder, Function &F,
                          ArrayRef<Value *> Arguments, uint64_t WaitingBytes,
                          bool IsVolatile);
  Value *topOfRecord(IRBuilder<> &Builder, uint64_t BytesBelow);
};

} // namespace

/// The address \p BytesBelow bytes below the top of the thread's stack.
Value *Segmenter::topOfRecord(IRBuilder<> &Builder, uint64_t BytesBelow) {
  return Builder.CreateConstInBoundsGEP1_64(Builder.getInt8Ty(),
                                            Context.loadStackPointer(Builder),
                                            -BytesBelow);
}

Function *Segmenter::create(FunctionType *Type, const Function &F,
                            const Twine &Suffix) {
  Function *New = Function::Create(Type, GlobalValue::InternalLinkage,
                                   F.getAddressSpace(), F.getName() + Suffix, &M);
  New->addFnAttr(Attribute::NoInline);
  New->addFnAttr(Attribute::Cold);
  BasicBlock::Create(M.getContext(), "", New);
  return New;
}

/// Calls \p F and stores its result where it waits on the thread's stack.
void Segmenter::callAndLeaveResult(IRBuilder<> &Builder, Function &F,
                                   ArrayRef<Value *> Arguments,
                                   uint64_t WaitingBytes, bool IsVolatile) {
  CallInst *Call = Builder.CreateCall(&F, Arguments);
  Call->setCallingConv(F.getCallingConv());
  if (!Call->getType()->isVoidTy())
    Builder.CreateAlignedStore(Call,
                               topOfRecord(Builder, RecordBytes + WaitingBytes),
                               Align(RecordBytes), IsVolatile);
}

/// Calls \p F with the arguments that wait on the thread's stack, and leaves the
/// result in their place.
Function *Segmenter::createEnter(Function &F, StructType *Arguments,
                                 uint64_t WaitingBytes) {
  Function *Enter = create(
      FunctionType::get(Type::getVoidTy(M.getContext()), false), F, ".enter");
  IRBuilder<> Builder(&Enter->getEntryBlock());
  Value *Waiting = topOfRecord(Builder, RecordBytes + WaitingBytes);
  SmallVector<Value *, 32> Values;
  for (auto [Index, Type] : enumerate(Arguments->elements()))
    Values.push_back(Builder.CreateLoad(
        Type, Builder.CreateStructGEP(Arguments, Waiting, Index)));
  callAndLeaveResult(Builder, F, Values, WaitingBytes, /*IsVolatile=*/false);
  Builder.CreateRetVoid();
  return Enter;
}

Function *Segmenter::createSegment(Function &F) {
  const DataLayout &Layout = M.getDataLayout();
  Type *Result = F.getReturnType();
  uint64_t ResultBytes = Result->isVoidTy() ? 0 : Layout.getTypeAllocSize(Result);
  StructType *ArgumentsType =
      StructType::get(M.getContext(), F.getFunctionType()->params());
  uint64_t ArgumentBytes = Layout.getTypeAllocSize(ArgumentsType);
  bool ArgumentsWait = ArgumentBytes > MostArgumentBytesInRegisters;
  // The result comes when the arguments have been read.
  uint64_t WaitingBytes = alignTo(
      std::max(ResultBytes, ArgumentsWait ? ArgumentBytes : 0), RecordBytes);
  Function *Segment = create(F.getFunctionType(), F, ".segment");
  Segment->setCallingConv(F.getCallingConv());

  IRBuilder<> Builder(&Segment->getEntryBlock());
  unsigned Space = Layout.getAllocaAddrSpace();
  auto *LocalPointer = PointerType::get(M.getContext(), Space);
  auto SetLocalStack = [&](Value *Address) {
    Builder.CreateIntrinsic(Intrinsic::stackrestore, {LocalPointer},
                            {Builder.CreateIntToPtr(Address, LocalPointer)});
  };

  Value *Here = Builder.CreatePtrToInt(
      Builder.CreateIntrinsic(Intrinsic::stacksave, {LocalPointer}, {}), Word);
  Value *Top = Builder.CreateCall(Save, {Here, Builder.getInt64(WaitingBytes)});
  SmallVector<Value *, 8> Arguments(make_pointer_range(Segment->args()));
  if (ArgumentsWait) {
    Value *Waiting = topOfRecord(Builder, RecordBytes + WaitingBytes);
    for (auto [Index, Argument] : enumerate(Arguments))
      Builder.CreateStore(
          Argument, Builder.CreateStructGEP(ArgumentsType, Waiting, Index),
          /*isVolatile=*/true);
  }
  SetLocalStack(Top);
  if (ArgumentsWait)
    Builder.CreateCall(createEnter(F, ArgumentsType, WaitingBytes));
  else
    callAndLeaveResult(Builder, F, Arguments, WaitingBytes, /*IsVolatile=*/true);
  SetLocalStack(Builder.CreateLoad(Word, topOfRecord(Builder, RecordBytes),
                                   /*isVolatile=*/true));
  Value *Waiting = Builder.CreateCall(Reload);
  if (!Result->isVoidTy())
    Builder.CreateRet(Builder.CreateAlignedLoad(
        Result, Waiting, Align(RecordBytes), /*isVolatile=*/true));
  else
    Builder.CreateRetVoid();
  return Segment;
}

void Segmenter::run(Function &F) {
  // Static allocas must stay in the first block.
  BasicBlock &Entry = F.getEntryBlock();
  for (Instruction &I : make_early_inc_range(Entry))
    if (auto *Slot = dyn_cast<AllocaInst>(&I); Slot && Slot->isStaticAlloca())
      Slot->moveBefore(Entry.getFirstInsertionPt());
  Instruction *Start = &*Entry.getFirstNonPHIOrDbgOrAlloca();

  IRBuilder<> Builder(Start);
  Builder.SetCurrentDebugLocation(Context.locationIn(F));
  Value *UsedUp = Context.isLocalStackUsedUp(Builder);
  Instruction *End = SplitBlockAndInsertIfThen(
      UsedUp, Start, /*Unreachable=*/true,
      MDBuilder(M.getContext()).createUnlikelyBranchWeights());
  Builder.SetInsertPoint(End);
  Builder.SetCurrentDebugLocation(Context.locationIn(F));
  Function *Segment = createSegment(F);
  SmallVector<Value *, 8> Arguments(make_pointer_range(F.args()));
  CallInst *Call = Builder.CreateCall(Segment, Arguments);
  Call->setCallingConv(F.getCallingConv());
  if (F.getReturnType()->isVoidTy())
    Builder.CreateRetVoid();
  else
    Builder.CreateRet(Call);
  End->eraseFromParent();
  ++NumSegmented;
}

PreservedAnalyses SegmentLocalStackPass::run(Module &M,
                                             ModuleAnalysisManager &) {
  Recursion Calls(M);
  SmallVector<Function *, 16> Recursive;
  for (Function &F : M)
    if (!F.isDeclaration() && !F.isVarArg() && Calls.mustBeGuarded(F) &&
        !WarpContextAccess::isFrameless(F))
      Recursive.push_back(&F);
  if (Recursive.empty())
    return PreservedAnalyses::all();
  WarpContextAccess Context(M);
  Segmenter Segments(M, Context);
  for (Function *F : Recursive)
    Segments.run(*F);
  dropMemoryAttributes(M, Recursive);
  Context.inlineAccesses();
  return PreservedAnalyses::none();
}
