//===- WarpContextAccess.cpp - Reading and writing the warp's context -----===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "WarpContextAccess.h"
#include "../runtime/abi/Abi.h"
#include "Symbols.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace llvm;
using namespace heddle;

bool WarpContextAccess::isFrameless(const Function &F) {
  StringRef Name = F.getName();
  return F.getCallingConv() == CallingConv::PTX_Kernel ||
         Name == symbol::Kernel || Name == symbol::WarpMain ||
         Name == symbol::WarpContext || Name == symbol::StackOverflow ||
         Name == symbol::LocalStackSave || Name == symbol::LocalStackReload;
}

DebugLoc WarpContextAccess::locationIn(const Function &F) {
  if (DISubprogram *Subprogram = F.getSubprogram())
    return DILocation::get(F.getContext(), 0, 0, Subprogram);
  return DebugLoc();
}

Value *WarpContextAccess::field(IRBuilder<> &Builder, uint64_t Offset) {
  FunctionType *Type = FunctionType::get(Builder.getPtrTy(), false);
  FunctionCallee Accessor = M.getOrInsertFunction(symbol::WarpContext, Type);
  CallInst *Context = Builder.CreateCall(Accessor);
  Context->setDoesNotAccessMemory();
  Context->setDoesNotThrow();
  Accesses.push_back(Context);
  if (Offset == 0)
    return Context;
  return Builder.CreateConstInBoundsGEP1_64(Builder.getInt8Ty(), Context,
                                            Offset);
}

Value *WarpContextAccess::loadStackPointer(IRBuilder<> &Builder) {
  return Builder.CreateLoad(
      Builder.getPtrTy(),
      field(Builder, offsetof(abi::WarpContext, stackPointer)));
}

void WarpContextAccess::storeStackPointer(IRBuilder<> &Builder,
                                          Value *Pointer) {
  Builder.CreateStore(
      Pointer, field(Builder, offsetof(abi::WarpContext, stackPointer)));
}

Value *WarpContextAccess::loadThreadLocals(IRBuilder<> &Builder) {
  return Builder.CreateLoad(
      Builder.getPtrTy(),
      field(Builder, offsetof(abi::WarpContext, threadLocals)));
}

Value *WarpContextAccess::alignUp(IRBuilder<> &Builder, Value *Pointer,
                                  Align Alignment) {
  if (Alignment <= Align(16))
    return Pointer; // as the stack pointer always is
  Value *Up = Builder.CreateConstInBoundsGEP1_64(Builder.getInt8Ty(), Pointer,
                                                 Alignment.value() - 1);
  return Builder.CreateIntrinsic(
      Intrinsic::ptrmask, {Up->getType(), Builder.getInt64Ty()},
      {Up, Builder.getInt64(-Alignment.value())});
}

/// A call of \p Name, which does not return, before \p Point.
static void callFailure(Instruction *Point, DebugLoc Location, StringRef Name,
                        ArrayRef<Value *> Arguments) {
  IRBuilder<> Builder(Point);
  Builder.SetCurrentDebugLocation(Location);
  SmallVector<Type *, 1> Types;
  for (Value *Argument : Arguments)
    Types.push_back(Argument->getType());
  FunctionCallee Callee = Point->getModule()->getOrInsertFunction(
      Name, FunctionType::get(Builder.getVoidTy(), Types, false));
  CallInst *Call = Builder.CreateCall(Callee, Arguments);
  Call->setDoesNotReturn();
  Call->addFnAttr(Attribute::Cold);
}

/// A block that is entered before \p Point if \p Condition, and not left.
static Instruction *branchToFailure(Instruction *Point, DebugLoc Location,
                                    Value *Condition) {
  Instruction *End = SplitBlockAndInsertIfThen(
      Condition, Point, /*Unreachable=*/true,
      MDBuilder(Point->getContext()).createUnlikelyBranchWeights());
  End->setDebugLoc(Location);
  return End;
}

void WarpContextAccess::reserve(IRBuilder<> &Builder, Value *Base,
                                Value *Bytes) {
  Value *Limit = Builder.CreateLoad(
      Builder.getPtrTy(),
      field(Builder, offsetof(abi::WarpContext, stackLimit)));
  Value *Top = Builder.CreateGEP(Builder.getInt8Ty(), Base, Bytes);
  Value *Overflow;
  Type *Integer = Builder.getInt64Ty();
  if (isa<ConstantInt>(Bytes)) {
    Overflow = Builder.CreateICmpUGT(Top, Limit);
  } else {
    // A size that the program computed may be so large that the sum wraps.
    Value *Room = Builder.CreateBinaryIntrinsic(
        Intrinsic::usub_sat, Builder.CreatePtrToInt(Limit, Integer),
        Builder.CreatePtrToInt(Base, Integer));
    Overflow = Builder.CreateICmpUGT(Bytes, Room);
  }
  Instruction *Point = &*Builder.GetInsertPoint();
  DebugLoc Location = Builder.getCurrentDebugLocation();
  Instruction *End = branchToFailure(Point, Location, Overflow);
  callFailure(End, Location, symbol::StackOverflow, {Bytes});
  Builder.SetInsertPoint(Point);
  Builder.SetCurrentDebugLocation(Location);
  storeStackPointer(Builder, Top);
}

Value *WarpContextAccess::loadPendingException(IRBuilder<> &Builder) {
  return Builder.CreateLoad(
      Builder.getPtrTy(),
      field(Builder, offsetof(abi::WarpContext, pendingException)));
}

void WarpContextAccess::storePendingException(IRBuilder<> &Builder,
                                              Value *Exception) {
  Builder.CreateStore(
      Exception, field(Builder, offsetof(abi::WarpContext, pendingException)));
}

void WarpContextAccess::storePlace(IRBuilder<> &Builder, Value *Text) {
  StoreInst *Store = Builder.CreateStore(
      Text, field(Builder, offsetof(abi::WarpContext, place)));
  Store->setMetadata(LLVMContext::MD_nosanitize,
                     MDNode::get(M.getContext(), {}));
}

Value *WarpContextAccess::isLocalStackUsedUp(IRBuilder<> &Builder) {
  Value *Floor = Builder.CreateLoad(
      Builder.getInt64Ty(),
      field(Builder, offsetof(abi::WarpContext, localStackFloor)));
  unsigned Space = M.getDataLayout().getAllocaAddrSpace();
  Value *Pointer = Builder.CreateIntrinsic(
      Intrinsic::stacksave, {PointerType::get(M.getContext(), Space)}, {});
  return Builder.CreateICmpULT(
      Builder.CreatePtrToInt(Pointer, Builder.getInt64Ty()), Floor);
}

void WarpContextAccess::inlineAccesses() {
  Function *Accessor = M.getFunction(symbol::WarpContext);
  if (!Accessor || Accessor->isDeclaration())
    return;
  for (const WeakVH &Access : Accesses) {
    InlineFunctionInfo Info;
    if (auto *Call = cast_or_null<CallInst>(Access))
      InlineFunction(*Call, Info);
  }
  Accesses.clear();
}
