//===- AnchorCallees.cpp - What only pointers lead to stays linked --------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AnchorCallees.h"
#include "Symbols.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;
using namespace heddle;

#define DEBUG_TYPE "heddle-anchor-callees"

STATISTIC(NumTypes, "Number of types of functions whose address is taken");

/// Whether \p Address, of a function, is used otherwise than to call it.
/// \p InVtables: also by the vtables of classes.
static bool isTaken(const Constant &Address, bool InVtables,
                    SmallPtrSetImpl<const Constant *> &Seen) {
  for (const Use &U : Address.uses()) {
    const User *User = U.getUser();
    if (auto *Call = dyn_cast<CallBase>(User); Call && Call->isCallee(&U))
      continue;
    if (isa<Instruction>(User))
      return true;
    if (auto *V = dyn_cast<GlobalVariable>(User)) {
      // Itanium C++ ABI, 5.1.4.1: virtual tables, also those for construction.
      StringRef Name = V->getName();
      bool IsVtable = Name.starts_with("_ZTV") || Name.starts_with("_ZTC");
      if (!Name.starts_with("llvm.") && (InVtables || !IsVtable))
        return true;
    } else if (auto *C = dyn_cast<Constant>(User);
               C && Seen.insert(C).second && isTaken(*C, InVtables, Seen)) {
      return true;
    }
  }
  return false;
}

PreservedAnalyses AnchorCalleesPass::run(Module &M, ModuleAnalysisManager &) {
  Function *Kernel = M.getFunction(symbol::Kernel);
  if (!Kernel || Kernel->isDeclaration())
    return PreservedAnalyses::all();
  SetVector<FunctionType *> Types;
  for (const Function &F : M) {
    SmallPtrSet<const Constant *, 8> Seen;
    if (!F.isIntrinsic() && !F.isVarArg() &&
        isTaken(F, /*InVtables=*/F.arg_empty(), Seen))
      Types.insert(F.getFunctionType());
  }
  if (Types.empty())
    return PreservedAnalyses::all();
  NumTypes += Types.size();

  LLVMContext &Context = M.getContext();
  Type *Pointer = PointerType::getUnqual(Context);
  Function *Anchor = Function::Create(
      FunctionType::get(Type::getVoidTy(Context), {Pointer}, /*isVarArg=*/false),
      GlobalValue::InternalLinkage, "__heddle_anchor_callees", M);
  Anchor->addFnAttr(Attribute::NoInline);
  Anchor->addFnAttr(Attribute::Cold);
  Anchor->addFnAttr(Attribute::NoUnwind);
  IRBuilder<> Builder(BasicBlock::Create(Context, "", Anchor));
  for (FunctionType *T : Types) {
    SmallVector<Value *, 8> Arguments;
    for (Type *Parameter : T->params())
      Arguments.push_back(Constant::getNullValue(Parameter));
    Builder.CreateCall(T, Anchor->getArg(0), Arguments)->setDoesNotThrow();
  }
  Builder.CreateRetVoid();

  // The kernel's parameters are never nowhere, which nobody but us knows.
  Instruction *End = Kernel->back().getTerminator();
  Builder.SetInsertPoint(End);
  Value *Params = Kernel->getArg(0);
  Value *Never = Builder.CreateIsNull(Params);
  Builder.SetInsertPoint(SplitBlockAndInsertIfThen(Never, End,
                                                   /*Unreachable=*/false));
  Builder.CreateCall(Anchor, Params);
  return PreservedAnalyses::none();
}
