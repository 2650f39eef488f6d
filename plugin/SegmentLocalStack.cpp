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
// thread's stack. With more arguments than registers hold it would spill, so those
// are in a structure on the thread's stack, and what is segmented is a function of
// its address: F.pack fills the structure and calls F.unpack.segment, and F.unpack
// calls F with what is in it.
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
  uint64_t allocSize(Type *T) const {
    return T->isVoidTy() ? 0 : M.getDataLayout().getTypeAllocSize(T).getFixedValue();
  }
  /// The thread's stack is no more aligned than that.
  Align packedAlign(Type *T) const {
    return std::min(M.getDataLayout().getABITypeAlign(T), Align(RecordBytes));
  }
  StructType *argumentsOf(const Function &F) const {
    return StructType::get(M.getContext(), F.getFunctionType()->params());
  }
  Function *create(FunctionType *Type, const Function &F, const Twine &Suffix);
  Function *createSegment(Function &F);
  Function *createUnpack(Function &F);
  Function *createPack(Function &F);
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

/// A function that calls \p F with the arguments in the structure that is its own
/// argument, and leaves the result there.
Function *Segmenter::createUnpack(Function &F) {
  StructType *Arguments = argumentsOf(F);
  Function *Unpack =
      create(FunctionType::get(Type::getVoidTy(M.getContext()), {Pointer}, false),
             F, ".unpack");
  IRBuilder<> Builder(&Unpack->getEntryBlock());
  Value *Packed = Unpack->getArg(0);
  SmallVector<Value *, 32> Values;
  for (auto [Index, Type] : enumerate(Arguments->elements()))
    Values.push_back(Builder.CreateAlignedLoad(
        Type, Builder.CreateStructGEP(Arguments, Packed, Index), packedAlign(Type)));
  CallInst *Call = Builder.CreateCall(&F, Values);
  Call->setCallingConv(F.getCallingConv());
  if (!Call->getType()->isVoidTy())
    Builder.CreateAlignedStore(Call, Packed, packedAlign(Call->getType()));
  Builder.CreateRetVoid();
  return Unpack;
}

/// A function with \p F's arguments that goes on in a new segment with F.unpack.
Function *Segmenter::createPack(Function &F) {
  StructType *Arguments = argumentsOf(F);
  Type *Result = F.getReturnType();
  uint64_t Bytes = std::max(allocSize(Arguments), allocSize(Result));
  Function *Segment = createSegment(*createUnpack(F));
  Function *Pack = create(F.getFunctionType(), F, ".pack");
  Pack->setCallingConv(F.getCallingConv());

  IRBuilder<> Builder(&Pack->getEntryBlock());
  // The builder stays before it when the block is split.
  Builder.SetInsertPoint(Builder.CreateUnreachable());
  Value *Packed = Context.loadStackPointer(Builder);
  Context.reserve(Builder, Packed, Builder.getInt64(alignTo(Bytes, RecordBytes)));
  for (auto [Index, Argument] : enumerate(make_pointer_range(Pack->args())))
    Builder.CreateAlignedStore(Argument,
                               Builder.CreateStructGEP(Arguments, Packed, Index),
                               packedAlign(Argument->getType()));
  Builder.CreateCall(Segment, {Packed});
  Context.storeStackPointer(Builder, Packed);
  if (Result->isVoidTy())
    Builder.CreateRetVoid();
  else
    Builder.CreateRet(
        Builder.CreateAlignedLoad(Result, Packed, packedAlign(Result)));
  Builder.GetInsertPoint()->eraseFromParent();
  return Pack;
}

/// A function that exchanges the local stack around a call of \p F.
Function *Segmenter::createSegment(Function &F) {
  Type *Result = F.getReturnType();
  uint64_t ResultBytes = alignTo(allocSize(Result), RecordBytes);
  Function *Segment = create(F.getFunctionType(), F, ".segment");
  Segment->setCallingConv(F.getCallingConv());

  IRBuilder<> Builder(&Segment->getEntryBlock());
  unsigned Space = M.getDataLayout().getAllocaAddrSpace();
  auto *LocalPointer = PointerType::get(M.getContext(), Space);
  auto SetLocalStack = [&](Value *Address) {
    Builder.CreateIntrinsic(Intrinsic::stackrestore, {LocalPointer},
                            {Builder.CreateIntToPtr(Address, LocalPointer)});
  };

  Value *Here = Builder.CreatePtrToInt(
      Builder.CreateIntrinsic(Intrinsic::stacksave, {LocalPointer}, {}), Word);
  SetLocalStack(
      Builder.CreateCall(Save, {Here, Builder.getInt64(ResultBytes)}));
  SmallVector<Value *, 8> Arguments(make_pointer_range(Segment->args()));
  CallInst *Call = Builder.CreateCall(&F, Arguments);
  Call->setCallingConv(F.getCallingConv());
  if (!Result->isVoidTy())
    Builder.CreateAlignedStore(Call,
                               topOfRecord(Builder, RecordBytes + ResultBytes),
                               Align(RecordBytes), /*isVolatile=*/true);
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
  bool Packed = allocSize(argumentsOf(F)) > MostArgumentBytesInRegisters;
  Function *Segment = Packed ? createPack(F) : createSegment(F);
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
