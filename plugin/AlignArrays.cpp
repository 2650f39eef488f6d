//===- AlignArrays.cpp - Arrays are aligned as on the host ----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AlignArrays.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace heddle;

#define DEBUG_TYPE "heddle-align-arrays"

STATISTIC(NumAligned, "Number of arrays aligned as on x86-64");

static constexpr unsigned LargeArraySize = 16;
static constexpr Align LargeArrayAlign = Align::Constant<16>();

static bool isLargeArray(Type *T, const DataLayout &Layout) {
  return T->isArrayTy() && Layout.getTypeAllocSize(T) >= LargeArraySize;
}

static bool isText(const GlobalVariable &V) {
  return V.isConstant() && V.hasGlobalUnnamedAddr() && V.hasPrivateLinkage();
}

PreservedAnalyses AlignArraysPass::run(Module &M, ModuleAnalysisManager &) {
  const DataLayout &Layout = M.getDataLayout();
  bool Changed = false;
  auto Raise = [&](auto &Array) {
    Array.setAlignment(LargeArrayAlign);
    ++NumAligned;
    Changed = true;
  };
  for (GlobalVariable &V : M.globals())
    // What has a section lies beside others of it, without gaps; the text of a
    // program is no array that it can write to.
    if (!V.isDeclaration() && !V.hasSection() && !isText(V) &&
        !V.getName().starts_with("llvm.") &&
        isLargeArray(V.getValueType(), Layout) &&
        V.getAlign().valueOrOne() < LargeArrayAlign)
      Raise(V);
  for (Function &F : M)
    for (Instruction &I : instructions(F))
      if (auto *A = dyn_cast<AllocaInst>(&I)) {
        // A variable-length array of unknown size may be large.
        std::optional<TypeSize> Size = A->getAllocationSize(Layout);
        bool IsArray = A->isArrayAllocation() || A->getAllocatedType()->isArrayTy();
        if (IsArray && (!Size || *Size >= LargeArraySize) &&
            A->getAlign() < LargeArrayAlign)
          Raise(*A);
      }
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}
