//===- LegalizeAtomics.cpp - Exact C++ orderings at device scope ----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The mapping is that of Lustig, Sahasrabuddhe and Giroux, "A Formal Analysis of
// the NVIDIA PTX Memory Consistency Model" (ASPLOS 2019): a seq_cst operation is
// fence.sc followed by the operation with acquire semantics; everything else
// has an instruction of its own strength. The backend gets loads, stores,
// fences and the 32- and 64-bit cmpxchg right. Of atomicrmw it drops the
// ordering (up to LLVM 22), and its retry loops start with a weak load, which
// races in the PTX model. So what PTX has becomes an atom instruction of the
// right strength, and what it lacks a retry loop whose loads are all atomic.
//
// ptxas makes one addition of those that all lanes make to a variable, and tells them
// by shuffles what each has found. Here one lane is active, and waits some hundred cycles
// for that. So ones are added and subtracted by instructions that wrap around at a
// number that ptxas does not know.
//
//===----------------------------------------------------------------------===//

#include "LegalizeAtomics.h"
#include "Diagnostics.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/IntrinsicsNVPTX.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/LowerAtomic.h"

using namespace llvm;
using namespace heddle;

#define DEBUG_TYPE "heddle-legalize-atomics"

STATISTIC(NumNarrowed, "Number of atomics narrowed to device scope");
STATISTIC(NumGlobal, "Number of atomics on addresses made global");
STATISTIC(NumInstructions, "Number of ordered atomicrmw made PTX instructions");
STATISTIC(NumWrapping, "Number of atomic additions of one that wrap around");
STATISTIC(NumLoops, "Number of atomics made retry loops");

namespace {

/// The word an object of 8 or 16 bits lies in. Wider ones are their own word.
struct Word {
  Type *ObjectType;       ///< of the object
  IntegerType *BitsType;  ///< integer as wide as the object
  IntegerType *WordType;  ///< i32 or i64
  Value *Address;
  Align Alignment;
  Value *Shift = nullptr; ///< null when the object is the word
  Value *Mask = nullptr;  ///< of the object's bits in the word

  Value *extract(IRBuilder<> &Builder, Value *Whole) const;
  Value *insert(IRBuilder<> &Builder, Value *Whole, Value *Object) const;
};

class AtomicLegalization {
  Module &M;
  const DataLayout &DL = M.getDataLayout();
  SyncScope::ID Device = M.getContext().getOrInsertSyncScopeID("device");

public:
  explicit AtomicLegalization(Module &M) : M(M) {}

  bool run(Function &F);

private:
  bool narrow(Instruction &I);
  bool addressGlobally(Instruction &I);
  bool legalizeRMW(AtomicRMWInst &RMW);
  bool addByWrapping(AtomicRMWInst &RMW);
  bool legalizeCmpXchg(AtomicCmpXchgInst &CmpXchg);
  Word wordOf(IRBuilder<> &Builder, Value *Pointer, Type *ObjectType,
              Align Alignment) const;
  void emitInstruction(AtomicRMWInst &RMW, StringRef Operation);
  void emitLoop(AtomicRMWInst &RMW);
  void emitNarrowCmpXchg(AtomicCmpXchgInst &CmpXchg);
};

} // namespace

//===----------------------------------------------------------------------===//
// Words
//===----------------------------------------------------------------------===//

Word AtomicLegalization::wordOf(IRBuilder<> &Builder, Value *Pointer,
                                Type *ObjectType, Align Alignment) const {
  unsigned Bits = DL.getTypeSizeInBits(ObjectType).getFixedValue();
  Word W;
  W.ObjectType = ObjectType;
  W.BitsType = Builder.getIntNTy(Bits);
  W.WordType = Builder.getIntNTy(std::max(Bits, 32u));
  W.Address = Pointer;
  W.Alignment = Align(W.WordType->getBitWidth() / 8);
  if (Bits >= 32)
    return W;
  if (Alignment >= W.Alignment) {
    W.Shift = Builder.getInt32(0);
  } else {
    Type *Integer = DL.getIntPtrType(Pointer->getType());
    W.Address = Builder.CreateIntrinsic(
        Intrinsic::ptrmask, {Pointer->getType(), Integer},
        {Pointer, ConstantInt::getSigned(Integer, -4)});
    Value *Low = Builder.CreateAnd(
        Builder.CreateTrunc(Builder.CreatePtrToInt(Pointer, Integer),
                            W.WordType),
        Builder.getInt32(3));
    W.Shift = Builder.CreateShl(Low, 3); // little-endian
  }
  W.Mask = Builder.CreateShl(Builder.getInt32((1u << Bits) - 1), W.Shift);
  return W;
}

Value *Word::extract(IRBuilder<> &Builder, Value *Whole) const {
  Value *Bits = Whole;
  if (Shift)
    Bits = Builder.CreateTrunc(Builder.CreateLShr(Whole, Shift), BitsType);
  return Builder.CreateBitOrPointerCast(Bits, ObjectType);
}

Value *Word::insert(IRBuilder<> &Builder, Value *Whole, Value *Object) const {
  Value *Bits = Builder.CreateBitOrPointerCast(Object, BitsType);
  if (!Shift)
    return Bits;
  Value *Placed = Builder.CreateShl(Builder.CreateZExt(Bits, WordType), Shift);
  return Builder.CreateOr(Builder.CreateAnd(Whole, Builder.CreateNot(Mask)),
                          Placed);
}

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

/// What follows "atom.<sem>.<scope>." for \p Operation on \p T, or empty if PTX
/// has no such instruction (or one that is not exact).
static std::string ptxOperation(AtomicRMWInst::BinOp Operation, Type *T) {
  if (T->isDoubleTy() && Operation == AtomicRMWInst::FAdd)
    return "add.f64";
  // atom.add.f32 is left out on purpose: it flushes subnormal numbers.
  if (!T->isIntegerTy(32) && !T->isIntegerTy(64))
    return "";
  std::string Bits = T->isIntegerTy(32) ? "32" : "64";
  switch (Operation) {
  case AtomicRMWInst::Xchg:
    return "exch.b" + Bits;
  case AtomicRMWInst::Add:
  case AtomicRMWInst::Sub:
    return "add.u" + Bits;
  case AtomicRMWInst::And:
    return "and.b" + Bits;
  case AtomicRMWInst::Or:
    return "or.b" + Bits;
  case AtomicRMWInst::Xor:
    return "xor.b" + Bits;
  case AtomicRMWInst::Max:
    return "max.s" + Bits;
  case AtomicRMWInst::Min:
    return "min.s" + Bits;
  case AtomicRMWInst::UMax:
    return "max.u" + Bits;
  case AtomicRMWInst::UMin:
    return "min.u" + Bits;
  case AtomicRMWInst::UIncWrap:
    return T->isIntegerTy(32) ? "inc.u32" : "";
  case AtomicRMWInst::UDecWrap:
    return T->isIntegerTy(32) ? "dec.u32" : "";
  default:
    return "";
  }
}

static StringRef ptxSemantics(AtomicOrdering Ordering) {
  switch (Ordering) {
  case AtomicOrdering::Acquire:
    return "acquire";
  case AtomicOrdering::Release:
    return "release";
  case AtomicOrdering::AcquireRelease:
    return "acq_rel";
  default:
    return "relaxed";
  }
}

/// PTX's name of the scope \p ID, or empty if it has none.
static StringRef ptxScope(LLVMContext &Context, SyncScope::ID ID) {
  StringRef Name = Context.getSyncScopeName(ID).value_or("");
  if (Name == "device")
    return "gpu";
  if (Name == "cluster")
    return "cluster";
  if (Name == "block")
    return "cta";
  return "";
}

static StringRef ptxSpace(unsigned AddressSpace) {
  switch (AddressSpace) {
  case 1:
    return "global.";
  case 3:
    return "shared.";
  default:
    return "";
  }
}

static StringRef constraintFor(Type *T) {
  return T->isDoubleTy() ? "d" : T->isIntegerTy(64) ? "l" : "r";
}

/// A seq_cst operation is a fence followed by an acquire operation; puts the
/// fence and returns what the operation is to be.
static AtomicOrdering splitFence(IRBuilder<> &Builder, AtomicOrdering Ordering,
                                 SyncScope::ID Scope) {
  if (Ordering != AtomicOrdering::SequentiallyConsistent)
    return Ordering;
  Builder.CreateFence(AtomicOrdering::SequentiallyConsistent, Scope);
  return AtomicOrdering::Acquire;
}

void AtomicLegalization::emitInstruction(AtomicRMWInst &RMW,
                                         StringRef Operation) {
  IRBuilder<> Builder(&RMW);
  AtomicOrdering Ordering =
      splitFence(Builder, RMW.getOrdering(), RMW.getSyncScopeID());
  Value *Operand = RMW.getValOperand();
  Type *T = Operand->getType();
  if (RMW.getOperation() == AtomicRMWInst::Sub)
    Operand = Builder.CreateNeg(Operand);

  std::string Text =
      ("atom." + ptxSemantics(Ordering) + "." +
       ptxScope(M.getContext(), RMW.getSyncScopeID()) + "." +
       ptxSpace(RMW.getPointerAddressSpace()) + Operation + " $0, [$1], $2;")
          .str();
  StringRef Constraint = constraintFor(T);
  std::string Constraints =
      ("=" + Constraint + ",l," + Constraint + ",~{memory}").str();
  Value *Pointer = RMW.getPointerOperand();
  InlineAsm *Asm = InlineAsm::get(
      FunctionType::get(T, {Pointer->getType(), T}, false), Text, Constraints,
      /*hasSideEffects=*/true);
  CallInst *Call = Builder.CreateCall(Asm, {Pointer, Operand});
  Call->setDoesNotThrow();
  Call->takeName(&RMW);
  RMW.replaceAllUsesWith(Call);
  RMW.eraseFromParent();
  ++NumInstructions;
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

static LoadInst *loadWord(IRBuilder<> &Builder, const Word &W,
                          SyncScope::ID Scope) {
  LoadInst *Load = Builder.CreateAlignedLoad(W.WordType, W.Address, W.Alignment);
  Load->setAtomic(AtomicOrdering::Monotonic, Scope);
  return Load;
}

void AtomicLegalization::emitLoop(AtomicRMWInst &RMW) {
  SyncScope::ID Scope = RMW.getSyncScopeID();
  IRBuilder<> Builder(&RMW);
  AtomicOrdering Ordering = splitFence(Builder, RMW.getOrdering(), Scope);
  Word W = wordOf(Builder, RMW.getPointerOperand(), RMW.getType(),
                  RMW.getAlign());
  Value *Initial = loadWord(Builder, W, Scope);

  BasicBlock *Before = RMW.getParent();
  BasicBlock *After = Before->splitBasicBlock(&RMW, "atomicrmw.end");
  BasicBlock *Loop = BasicBlock::Create(M.getContext(), "atomicrmw.start",
                                        Before->getParent(), After);
  Before->getTerminator()->setSuccessor(0, Loop);
  Builder.SetInsertPoint(Loop);
  Builder.SetCurrentDebugLocation(RMW.getDebugLoc());
  PHINode *Current = Builder.CreatePHI(W.WordType, 2);
  Value *Old = W.extract(Builder, Current);
  Value *New = buildAtomicRMWValue(RMW.getOperation(), Builder, Old,
                                   RMW.getValOperand());
  AtomicCmpXchgInst *Try = Builder.CreateAtomicCmpXchg(
      W.Address, Current, W.insert(Builder, Current, New), W.Alignment, Ordering,
      AtomicCmpXchgInst::getStrongestFailureOrdering(Ordering), Scope);
  Value *Observed = Builder.CreateExtractValue(Try, 0);
  Current->addIncoming(Initial, Before);
  Current->addIncoming(Observed, Loop);
  Builder.CreateCondBr(Builder.CreateExtractValue(Try, 1), After, Loop);

  RMW.replaceAllUsesWith(Old);
  RMW.eraseFromParent();
  ++NumLoops;
}

void AtomicLegalization::emitNarrowCmpXchg(AtomicCmpXchgInst &CmpXchg) {
  SyncScope::ID Scope = CmpXchg.getSyncScopeID();
  IRBuilder<> Builder(&CmpXchg);
  AtomicOrdering Success = CmpXchg.getSuccessOrdering();
  AtomicOrdering Failure = CmpXchg.getFailureOrdering();
  if (CmpXchg.getMergedOrdering() == AtomicOrdering::SequentiallyConsistent)
    Success = Failure = splitFence(
        Builder, AtomicOrdering::SequentiallyConsistent, Scope);
  Word W = wordOf(Builder, CmpXchg.getPointerOperand(),
                  CmpXchg.getCompareOperand()->getType(), CmpXchg.getAlign());
  Value *Zero = ConstantInt::get(W.WordType, 0);
  Value *Wanted = W.insert(Builder, Zero, CmpXchg.getCompareOperand());
  Value *New = W.insert(Builder, Zero, CmpXchg.getNewValOperand());
  Value *Initial = loadWord(Builder, W, Scope);

  BasicBlock *Before = CmpXchg.getParent();
  BasicBlock *After = Before->splitBasicBlock(&CmpXchg, "cmpxchg.end");
  BasicBlock *Loop = BasicBlock::Create(M.getContext(), "cmpxchg.start",
                                        Before->getParent(), After);
  BasicBlock *Failed = BasicBlock::Create(M.getContext(), "cmpxchg.failed",
                                          Before->getParent(), After);
  Before->getTerminator()->setSuccessor(0, Loop);
  Builder.SetInsertPoint(Loop);
  Builder.SetCurrentDebugLocation(CmpXchg.getDebugLoc());
  PHINode *Current = Builder.CreatePHI(W.WordType, 2);
  Value *Others = Builder.CreateAnd(Current, Builder.CreateNot(W.Mask));
  AtomicCmpXchgInst *Try = Builder.CreateAtomicCmpXchg(
      W.Address, Builder.CreateOr(Others, Wanted), Builder.CreateOr(Others, New),
      W.Alignment, Success, Failure, Scope);
  Value *Observed = Builder.CreateExtractValue(Try, 0);
  Value *Succeeded = Builder.CreateExtractValue(Try, 1);
  Builder.CreateCondBr(Succeeded, After, Failed);

  // Only a change of the object itself is a failure; its neighbours' is not.
  Builder.SetInsertPoint(Failed);
  Value *Differs =
      Builder.CreateICmpNE(Builder.CreateAnd(Observed, W.Mask), Wanted);
  Builder.CreateCondBr(Differs, After, Loop);
  Current->addIncoming(Initial, Before);
  Current->addIncoming(Observed, Failed);

  Builder.SetInsertPoint(&CmpXchg);
  Value *Result = PoisonValue::get(CmpXchg.getType());
  Result = Builder.CreateInsertValue(Result, W.extract(Builder, Observed), 0);
  Result = Builder.CreateInsertValue(Result, Succeeded, 1);
  CmpXchg.replaceAllUsesWith(Result);
  CmpXchg.eraseFromParent();
  ++NumLoops;
}

//===----------------------------------------------------------------------===//
// Choice
//===----------------------------------------------------------------------===//

/// System scope is the default of C++; nothing but the host is outside the GPU.
bool AtomicLegalization::narrow(Instruction &I) {
  std::optional<SyncScope::ID> Scope = getAtomicSyncScopeID(&I);
  if (Scope != SyncScope::System)
    return false;
  setAtomicSyncScopeID(&I, Device);
  ++NumNarrowed;
  return true;
}

/// Says that the object is in global memory: GlobalizeStack has moved what was
/// not, and shared memory belongs to the runtime, which has no atomics there. An
/// atom on a generic address tests where it is and waits for its own answer, one
/// on a global address does neither.
bool AtomicLegalization::addressGlobally(Instruction &I) {
  constexpr unsigned Generic = 0, Global = 1;
  unsigned Operand = isa<StoreInst>(I) ? StoreInst::getPointerOperandIndex() : 0;
  if (isa<FenceInst>(I) ||
      I.getOperand(Operand)->getType()->getPointerAddressSpace() != Generic)
    return false;
  I.setOperand(Operand, IRBuilder<>(&I).CreateAddrSpaceCast(
                            I.getOperand(Operand),
                            PointerType::get(M.getContext(), Global)));
  ++NumGlobal;
  return true;
}

/// Makes the addition of 1 or -1 to a variable an operation that wraps around at the
/// greatest number, which is the same.
bool AtomicLegalization::addByWrapping(AtomicRMWInst &RMW) {
  auto *Operand = dyn_cast<ConstantInt>(RMW.getValOperand());
  bool Adds = RMW.getOperation() == AtomicRMWInst::Add;
  if (!Operand || !Operand->getType()->isIntegerTy(32) ||
      RMW.getSyncScopeID() != Device ||
      (!Adds && RMW.getOperation() != AtomicRMWInst::Sub) ||
      (!Operand->isOne() && !Operand->isMinusOne()))
    return false;
  Value *Pointer = RMW.getPointerOperand();
  APInt Offset(DL.getIndexTypeSizeInBits(Pointer->getType()), 0);
  if (!isa<GlobalVariable>(Pointer->stripAndAccumulateConstantOffsets(
          DL, Offset, /*AllowNonInbounds=*/true)))
    return false;
  IRBuilder<> Builder(&RMW);
  Value *Greatest = Builder.getInt32(-1);
  if (Operand->isOne() == Adds) {
    // Blocks have one dimension, so this is 0 less one. ptxas knows a constant for
    // what it is: an addition.
    Value *Zero =
        Builder.CreateIntrinsic(Intrinsic::nvvm_read_ptx_sreg_tid_y, {});
    Greatest = Builder.CreateAdd(Zero, Greatest);
    RMW.setOperation(AtomicRMWInst::UIncWrap);
  } else {
    RMW.setOperation(AtomicRMWInst::UDecWrap);
  }
  RMW.setOperand(1, Greatest);
  ++NumWrapping;
  return true;
}

bool AtomicLegalization::legalizeRMW(AtomicRMWInst &RMW) {
  Type *T = RMW.getType();
  if (RMW.getOperation() == AtomicRMWInst::Xchg && !T->isIntegerTy() &&
      DL.getTypeSizeInBits(T) >= 32) {
    // An exchange of pointers or floating-point numbers exchanges bits.
    IRBuilder<> Builder(&RMW);
    Type *Bits = Builder.getIntNTy(DL.getTypeSizeInBits(T));
    AtomicRMWInst *Exchange = Builder.CreateAtomicRMW(
        AtomicRMWInst::Xchg, RMW.getPointerOperand(),
        Builder.CreateBitOrPointerCast(RMW.getValOperand(), Bits),
        RMW.getAlign(), RMW.getOrdering(), RMW.getSyncScopeID());
    RMW.replaceAllUsesWith(Builder.CreateBitOrPointerCast(Exchange, T));
    RMW.eraseFromParent();
    legalizeRMW(*Exchange);
    return true;
  }
  if (RMW.getOperation() == AtomicRMWInst::FSub && T->isDoubleTy()) {
    // x - y is exactly x + -y, which PTX has.
    RMW.setOperand(1, IRBuilder<>(&RMW).CreateFNeg(RMW.getValOperand()));
    RMW.setOperation(AtomicRMWInst::FAdd);
    legalizeRMW(RMW);
    return true;
  }
  std::string Operation = ptxOperation(RMW.getOperation(), T);
  if (Operation.empty()) {
    emitLoop(RMW);
    return true;
  }
  if (ptxScope(M.getContext(), RMW.getSyncScopeID()).empty())
    return false;
  bool Wraps = addByWrapping(RMW);
  if (!isStrongerThanMonotonic(RMW.getOrdering()))
    return Wraps;
  emitInstruction(RMW, ptxOperation(RMW.getOperation(), T));
  return true;
}

bool AtomicLegalization::legalizeCmpXchg(AtomicCmpXchgInst &CmpXchg) {
  if (DL.getTypeSizeInBits(CmpXchg.getCompareOperand()->getType()) >= 32)
    return false;
  emitNarrowCmpXchg(CmpXchg);
  return true;
}

static Type *accessedType(const Instruction &I) {
  if (auto *RMW = dyn_cast<AtomicRMWInst>(&I))
    return RMW->getType();
  if (auto *CmpXchg = dyn_cast<AtomicCmpXchgInst>(&I))
    return CmpXchg->getCompareOperand()->getType();
  return isa<FenceInst>(I) ? nullptr : getLoadStoreType(&I);
}

/// No device register is memory-mapped here, and all optimization is done.
static void dropVolatile(Instruction &I) {
  if (auto *Load = dyn_cast<LoadInst>(&I))
    Load->setVolatile(false);
  else if (auto *Store = dyn_cast<StoreInst>(&I))
    Store->setVolatile(false);
  else if (auto *RMW = dyn_cast<AtomicRMWInst>(&I))
    RMW->setVolatile(false);
  else if (auto *CmpXchg = dyn_cast<AtomicCmpXchgInst>(&I))
    CmpXchg->setVolatile(false);
}

/// A fence between a thread and its own signal handlers, of which the device has
/// none, orders what the compiler does; the backend cannot select all of them.
static void lowerSignalFence(FenceInst &Fence) {
  IRBuilder<> Builder(&Fence);
  Builder.CreateCall(InlineAsm::get(
      FunctionType::get(Builder.getVoidTy(), false), "", "~{memory}",
      /*hasSideEffects=*/true));
  Fence.eraseFromParent();
}

/// No program writes code here, and the backend has nothing for it.
static bool dropCacheClearing(Function &F) {
  bool Changed = false;
  for (Instruction &I : make_early_inc_range(instructions(F)))
    if (auto *Call = dyn_cast<IntrinsicInst>(&I);
        Call && Call->getIntrinsicID() == Intrinsic::clear_cache) {
      Call->eraseFromParent();
      Changed = true;
    }
  return Changed;
}

bool AtomicLegalization::run(Function &F) {
  bool Changed = dropCacheClearing(F);
  SmallVector<Instruction *, 16> Atomics;
  SmallVector<FenceInst *, 2> SignalFences;
  for (Instruction &I : instructions(F))
    if (auto *Fence = dyn_cast<FenceInst>(&I);
        Fence && Fence->getSyncScopeID() == SyncScope::SingleThread)
      SignalFences.push_back(Fence);
    else if (I.isAtomic())
      Atomics.push_back(&I);
  Changed |= !SignalFences.empty();
  for (FenceInst *Fence : SignalFences)
    lowerSignalFence(*Fence);
  for (Instruction *I : Atomics) {
    if (Type *T = accessedType(*I); T && DL.getTypeSizeInBits(T) > 64) {
      refuse(*I, diag::WideAtomic, DL.getTypeSizeInBits(T).getFixedValue());
      continue;
    }
    Changed |= narrow(*I);
    Changed |= addressGlobally(*I);
    if (I->isVolatile()) {
      dropVolatile(*I);
      Changed = true;
    }
    if (auto *RMW = dyn_cast<AtomicRMWInst>(I))
      Changed |= legalizeRMW(*RMW);
    else if (auto *CmpXchg = dyn_cast<AtomicCmpXchgInst>(I))
      Changed |= legalizeCmpXchg(*CmpXchg);
  }
  return Changed;
}

PreservedAnalyses LegalizeAtomicsPass::run(Module &M, ModuleAnalysisManager &) {
  AtomicLegalization Legalization(M);
  bool Changed = false;
  for (Function &F : M)
    Changed |= Legalization.run(F);
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}
