//===- LowerInvokes.cpp - A throw ends the program ------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LowerInvokes.h"
#include "Diagnostics.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/Local.h"

using namespace llvm;

#define DEBUG_TYPE "heddle-lower-invokes"

STATISTIC(NumInvokes, "Number of invokes turned into calls");
STATISTIC(NumResumes, "Number of resumes removed");

static bool lowerFunction(Function &F) {
  SmallVector<InvokeInst *, 16> Invokes;
  SmallVector<ResumeInst *, 4> Resumes;
  for (Instruction &I : instructions(F)) {
    if (auto *Invoke = dyn_cast<InvokeInst>(&I))
      Invokes.push_back(Invoke);
    else if (auto *Resume = dyn_cast<ResumeInst>(&I))
      Resumes.push_back(Resume);
    else if (I.isEHPad() && !isa<LandingPadInst>(I)) {
      heddle::refuse(I, heddle::diag::Funclet);
      return false;
    }
  }
  if (Invokes.empty() && Resumes.empty() && !F.hasPersonalityFn())
    return false;
  // changeToCall drops the edge to the landing pad, so that afterwards no pad
  // has a predecessor; what a pad alone led to goes with it.
  for (InvokeInst *Invoke : Invokes)
    changeToCall(Invoke);
  removeUnreachableBlocks(F);
  NumInvokes += Invokes.size();
  NumResumes += Resumes.size();
  F.setPersonalityFn(nullptr);
  return true;
}

PreservedAnalyses heddle::LowerInvokesPass::run(Module &M,
                                                ModuleAnalysisManager &) {
  bool Changed = false;
  for (Function &F : M)
    if (!F.isDeclaration())
      Changed |= lowerFunction(F);
  return Changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}
