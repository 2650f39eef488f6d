//===- LowerThreadLocals.cpp - thread_local variables in a block a thread -===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The whole program is known, so every variable has a constant offset in one
// block. The block begins with the variables that have an initial value, of which
// there is one constant image to copy; the rest is zero. Most threads of most
// programs use none: they have no block, and a null in the context says so.
//
// Looking the block up is a load of shared memory, a comparison and a branch that
// is all but never taken. An address is then the block's plus a constant, which
// the code generator folds into the access; so it is computed at each use.
//
//===----------------------------------------------------------------------===//

#include "LowerThreadLocals.h"
#include "../runtime/abi/Abi.h"
#include "Diagnostics.h"
#include "MemoryEffects.h"
#include "Symbols.h"
#include "WarpContextAccess.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/ReplaceConstant.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;
using namespace heddle;

#define DEBUG_TYPE "heddle-lower-thread-locals"

STATISTIC(NumVariables, "Number of thread_local variables lowered");
STATISTIC(NumLookups, "Number of functions that look the block up");

static constexpr Align WordAlign = Align::Constant<sizeof(uint64_t)>();

namespace {

/// Where each variable is in a thread's block.
class BlockLayout {
  struct Member {
    GlobalVariable *Variable;
    uint64_t Bytes;
    Align Alignment;
    uint64_t Offset = 0;
  };
  Module &M;
  const DataLayout &DL = M.getDataLayout();
  SmallVector<Member, 8> Members;
  DenseMap<const Value *, uint64_t> Offsets;
  uint64_t ImageBytes = 0, Bytes = 0;
  Align Alignment = WordAlign;

  Constant *buildImage();

public:
  BlockLayout(Module &M, ArrayRef<GlobalVariable *> Variables);

  uint64_t offsetOf(const GlobalVariable &V) const {
    return Offsets.lookup(&V);
  }
  /// An abi::ThreadLocalImage for the runtime.
  GlobalVariable *buildDescription();
};

/// One function's uses of thread_local variables.
class FunctionUses {
  Function &F;
  WarpContextAccess &Context;
  const BlockLayout &Layout;
  /// Instructions that name a variable.
  SmallVector<Use *, 8> Uses;

  BasicBlock *placeForLookup(const DominatorTree &DT, const LoopInfo &Loops);
  Value *lookUp(Instruction *Before, FunctionCallee Create,
                Value *Description);
  void replace(Use &U, Value *Block);

public:
  FunctionUses(Function &F, WarpContextAccess &Context,
               const BlockLayout &Layout)
      : F(F), Context(Context), Layout(Layout) {}

  void add(Use &U) { Uses.push_back(&U); }
  void lower(FunctionCallee Create, Value *Description);
};

} // namespace

//===----------------------------------------------------------------------===//
// The block
//===----------------------------------------------------------------------===//

static bool isZero(const GlobalVariable &V) {
  return V.getInitializer()->isNullValue() ||
         isa<UndefValue>(V.getInitializer());
}

BlockLayout::BlockLayout(Module &M, ArrayRef<GlobalVariable *> Variables)
    : M(M) {
  for (GlobalVariable *V : Variables)
    Members.push_back(
        {V, DL.getTypeAllocSize(V->getValueType()), DL.getPreferredAlign(V)});
  // In each part the most aligned first, which leaves no gaps. The parts consist
  // of words, for the runtime to copy and PTX to hold addresses.
  stable_sort(Members, [](const Member &A, const Member &B) {
    return std::pair(isZero(*A.Variable), B.Alignment) <
           std::pair(isZero(*B.Variable), A.Alignment);
  });
  for (Member &Each : Members) {
    if (isZero(*Each.Variable))
      Bytes = std::max(Bytes, ImageBytes);
    Each.Offset = alignTo(Bytes, Each.Alignment);
    Bytes = Each.Offset + Each.Bytes;
    if (!isZero(*Each.Variable))
      ImageBytes = alignTo(Bytes, WordAlign);
    Alignment = std::max(Alignment, Each.Alignment);
    Offsets[Each.Variable] = Each.Offset;
  }
  Bytes = alignTo(Bytes, WordAlign);
}

/// What the block begins with; null if all of it is zero.
Constant *BlockLayout::buildImage() {
  LLVMContext &Context = M.getContext();
  Type *Byte = Type::getInt8Ty(Context);
  SmallVector<Constant *, 16> Fields;
  uint64_t End = 0;
  auto PadTo = [&](uint64_t Offset) {
    if (Offset != End)
      Fields.push_back(
          Constant::getNullValue(ArrayType::get(Byte, Offset - End)));
    End = Offset;
  };
  for (const Member &Each : Members) {
    if (isZero(*Each.Variable))
      break;
    PadTo(Each.Offset);
    Fields.push_back(Each.Variable->getInitializer());
    End += Each.Bytes;
  }
  if (Fields.empty())
    return ConstantPointerNull::get(PointerType::get(Context, 0));
  PadTo(ImageBytes);
  Constant *Initializer =
      ConstantStruct::getAnon(Context, Fields, /*Packed=*/true);
  auto *Image = new GlobalVariable(
      M, Initializer->getType(), /*isConstant=*/true,
      GlobalValue::InternalLinkage, Initializer, "__heddle_thread_local_image");
  Image->setAlignment(Alignment);
  return Image;
}

GlobalVariable *BlockLayout::buildDescription() {
  LLVMContext &Context = M.getContext();
  Type *Word = Type::getInt64Ty(Context);
  Constant *Fields[] = {buildImage(), ConstantInt::get(Word, ImageBytes),
                        ConstantInt::get(Word, Bytes),
                        ConstantInt::get(Word, Alignment.value())};
  static_assert(sizeof(abi::ThreadLocalImage) == sizeof(uint64_t[4]));
  Constant *Initializer = ConstantStruct::getAnon(Context, Fields);
  return new GlobalVariable(M, Initializer->getType(), /*isConstant=*/true,
                            GlobalValue::InternalLinkage, Initializer,
                            "__heddle_thread_locals");
}

//===----------------------------------------------------------------------===//
// Uses
//===----------------------------------------------------------------------===//

/// The instruction before which an operand must be there.
static Instruction *neededBefore(const Use &U) {
  auto *User = cast<Instruction>(U.getUser());
  if (auto *Phi = dyn_cast<PHINode>(User))
    return Phi->getIncomingBlock(U)->getTerminator();
  return User;
}

/// The nearest block that dominates all uses; before a loop rather than in it if
/// each turn of the loop passes there.
BasicBlock *FunctionUses::placeForLookup(const DominatorTree &DT,
                                         const LoopInfo &Loops) {
  BasicBlock *Place = nullptr;
  for (Use *U : Uses) {
    BasicBlock *Block = neededBefore(*U)->getParent();
    Place = Place ? DT.findNearestCommonDominator(Place, Block) : Block;
  }
  while (Loop *Around = Loops.getLoopFor(Place)) {
    SmallVector<BasicBlock *, 4> Latches;
    Around->getLoopLatches(Latches);
    if (!all_of(Latches,
                [&](BasicBlock *Latch) { return DT.dominates(Place, Latch); }))
      break;
    Place = DT.getNode(Around->getHeader())->getIDom()->getBlock();
  }
  return Place;
}

/// The address of the running thread's block.
Value *FunctionUses::lookUp(Instruction *Before, FunctionCallee Create,
                            Value *Description) {
  IRBuilder<> Builder(Before);
  Builder.SetCurrentDebugLocation(Context.locationIn(F));
  Value *Found = Context.loadThreadLocals(Builder);
  Value *Missing = Builder.CreateIsNull(Found);
  BasicBlock *Head = Before->getParent();
  Instruction *End = SplitBlockAndInsertIfThen(
      Missing, Before, /*Unreachable=*/false,
      MDBuilder(F.getContext()).createUnlikelyBranchWeights());
  Builder.SetInsertPoint(End);
  CallInst *Created = Builder.CreateCall(Create, {Description});
  Created->addFnAttr(Attribute::Cold);
  Builder.SetInsertPoint(Before->getParent(), Before->getParent()->begin());
  PHINode *Block = Builder.CreatePHI(Found->getType(), 2, "thread_locals");
  Block->addIncoming(Found, Head);
  Block->addIncoming(Created, End->getParent());
  ++NumLookups;
  return Block;
}

void FunctionUses::replace(Use &U, Value *Block) {
  IRBuilder<> Builder(neededBefore(U));
  if (!Builder.getCurrentDebugLocation())
    Builder.SetCurrentDebugLocation(Context.locationIn(F));
  auto &V = *cast<GlobalVariable>(U.get());
  Value *Address = Block;
  if (uint64_t Offset = Layout.offsetOf(V))
    Address = Builder.CreateConstInBoundsGEP1_64(Builder.getInt8Ty(), Block,
                                                 Offset);
  if (Address->getType() != V.getType())
    Address = Builder.CreateAddrSpaceCast(Address, V.getType());
  if (auto *Query = dyn_cast<IntrinsicInst>(U.getUser());
      Query && Query->getIntrinsicID() == Intrinsic::threadlocal_address) {
    Query->replaceAllUsesWith(Address);
    Query->eraseFromParent();
    return;
  }
  // The entries of a phi for one predecessor must be one value.
  if (auto *Phi = dyn_cast<PHINode>(U.getUser()))
    return Phi->setIncomingValueForBlock(Phi->getIncomingBlock(U), Address);
  U.set(Address);
}

void FunctionUses::lower(FunctionCallee Create, Value *Description) {
  if (WarpContextAccess::isFrameless(F)) {
    refuse(*cast<Instruction>(Uses.front()->getUser()),
           diag::ThreadLocalWithoutThread, Uses.front()->get()->getName());
    return;
  }
  DominatorTree DT(F);
  BasicBlock *Place = placeForLookup(DT, LoopInfo(DT));
  // Splitting the first block must not part it from its static allocas.
  if (Place->isEntryBlock())
    for (Instruction &I : make_early_inc_range(*Place))
      if (auto *Slot = dyn_cast<AllocaInst>(&I); Slot && Slot->isStaticAlloca())
        Slot->moveBefore(Place->getFirstInsertionPt());
  Instruction *Before = Place->getTerminator();
  for (Use *U : Uses)
    if (Instruction *Point = neededBefore(*U);
        Point->getParent() == Place && Point->comesBefore(Before))
      Before = Point;
  Value *Block = lookUp(Before, Create, Description);
  // Replacing one entry of a phi replaces its twins.
  for (Use *U : Uses)
    if (isa<GlobalVariable>(U->get()))
      replace(*U, Block);
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

/// The variables to lower, or none if one had to be refused.
static SmallVector<GlobalVariable *, 8> collectVariables(Module &M) {
  SmallVector<GlobalVariable *, 8> Variables;
  for (GlobalVariable &V : make_early_inc_range(M.globals())) {
    if (!V.isThreadLocal() ||
        V.hasAttribute(LowerThreadLocalsPass::NativeAttribute))
      continue;
    V.removeDeadConstantUsers();
    if (V.use_empty())
      V.eraseFromParent();
    else
      Variables.push_back(&V);
  }
  // Instructions are what can be made to compute an address.
  SmallVector<Constant *, 8> Constants(Variables.begin(), Variables.end());
  convertUsersOfConstantsToInstructions(Constants);
  bool Refused = false;
  for (GlobalVariable *V : Variables) {
    if (V->isDeclaration()) {
      refuse(M, diag::UndefinedSymbol, V->getName());
      Refused = true;
    } else if (!all_of(V->users(), IsaPred<Instruction>)) {
      refuse(M, diag::ThreadLocalInInitializer, V->getName());
      Refused = true;
    }
  }
  if (Refused)
    Variables.clear();
  return Variables;
}

PreservedAnalyses LowerThreadLocalsPass::run(Module &M,
                                             ModuleAnalysisManager &) {
  SmallVector<GlobalVariable *, 8> Variables = collectVariables(M);
  if (Variables.empty()) {
    // Linked in case that somebody would need it.
    if (Function *Create = M.getFunction(symbol::ThreadLocalsCreate);
        Create && Create->use_empty()) {
      Create->eraseFromParent();
      return PreservedAnalyses::none();
    }
    return PreservedAnalyses::all();
  }

  BlockLayout Layout(M, Variables);
  GlobalVariable *Description = Layout.buildDescription();
  auto *Pointer = PointerType::get(M.getContext(), 0);
  FunctionCallee Create =
      M.getOrInsertFunction(symbol::ThreadLocalsCreate, Pointer, Pointer);
  WarpContextAccess Context(M);
  SmallSetVector<Function *, 16> Users;
  for (GlobalVariable *V : Variables)
    for (User *U : V->users())
      Users.insert(cast<Instruction>(U)->getFunction());
  // A use that nothing leads to has no place for its lookup.
  for (Function *F : Users)
    EliminateUnreachableBlocks(*F);
  MapVector<Function *, FunctionUses> Functions;
  for (GlobalVariable *V : Variables)
    for (Use &U : V->uses()) {
      Function *F = cast<Instruction>(U.getUser())->getFunction();
      Functions.try_emplace(F, FunctionUses(*F, Context, Layout))
          .first->second.add(U);
    }
  for (auto &[F, Uses] : Functions)
    Uses.lower(Create, Description);
  for (GlobalVariable *V : Variables)
    if (V->use_empty())
      V->eraseFromParent();
  NumVariables += Variables.size();
  // Looking the block up may make it.
  dropMemoryAttributes(M, Users.getArrayRef());
  Context.inlineAccesses();
  return PreservedAnalyses::none();
}
