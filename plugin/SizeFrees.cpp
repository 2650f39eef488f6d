//===- SizeFrees.cpp - free is told the size that malloc was ---------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SizeFrees.h"
#include "Symbols.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace heddle;

#define DEBUG_TYPE "heddle-size-frees"

STATISTIC(NumSized, "Number of calls of free that are told the size");

/// A program may define its own.
static bool isRuntimes(const Function &Free) {
  return any_of(instructions(Free), [](const Instruction &I) {
    auto *Call = dyn_cast<CallInst>(&I);
    const Function *Callee = Call ? Call->getCalledFunction() : nullptr;
    return Callee && Callee->getName() == symbol::HeapFree;
  });
}

/// The size of a block that malloc returned, if it is known, else null.
static ConstantInt *sizeOf(const Value *Block, const Function *Malloc) {
  auto *Call = dyn_cast<CallInst>(Block);
  return Call && Call->getCalledFunction() == Malloc && Call->arg_size() == 1
             ? dyn_cast<ConstantInt>(Call->getArgOperand(0))
             : nullptr;
}

PreservedAnalyses SizeFreesPass::run(Module &M, ModuleAnalysisManager &) {
  Function *Malloc = M.getFunction("malloc"), *Free = M.getFunction("free"),
           *Sized = M.getFunction(symbol::FreeSized);
  if (!Malloc || !Free || !Sized || !isRuntimes(*Free))
    return PreservedAnalyses::all();
  SmallVector<std::pair<CallInst *, ConstantInt *>> Calls;
  for (User *U : Free->users())
    if (auto *Call = dyn_cast<CallInst>(U);
        Call && Call->getCalledFunction() == Free && Call->arg_size() == 1)
      if (ConstantInt *Size = sizeOf(Call->getArgOperand(0), Malloc))
        Calls.push_back({Call, Size});
  for (auto [Call, Size] : Calls) {
    Value *Arguments[] = {Call->getArgOperand(0), Size};
    auto *New = CallInst::Create(Sized, Arguments, "", Call->getIterator());
    New->setDebugLoc(Call->getDebugLoc());
    Call->eraseFromParent();
    ++NumSized;
  }
  return Calls.empty() ? PreservedAnalyses::all() : PreservedAnalyses::none();
}
