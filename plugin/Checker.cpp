//===- Checker.cpp - Proves what the other passes guarantee ---------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Checker.h"
#include "Diagnostics.h"
#include "LowerThreadLocals.h"
#include "StackObjects.h"
#include "Symbols.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace heddle;

namespace {

class ModuleCheck {
  const Module &M;
  const CheckerOptions &Options;
  StackObjects Objects{M};
  /// One report of each kind is enough to find what broke.
  bool SawEH = false, SawBranch = false, SawAtomic = false, SawAlloca = false;

public:
  ModuleCheck(const Module &M, const CheckerOptions &Options)
      : M(M), Options(Options) {}

  void run();

private:
  void checkGlobals();
  void checkUndefined();
  void checkInstruction(const Instruction &I);
  void checkAtomic(const Instruction &I);
};

} // namespace

void ModuleCheck::checkGlobals() {
  for (const GlobalVariable &V : M.globals())
    if (V.isThreadLocal() &&
        !V.hasAttribute(LowerThreadLocalsPass::NativeAttribute)) {
      refuse(M, diag::CheckGlobal, "thread_local variable", V.getName());
      break;
    }
  for (const GlobalAlias &A : M.aliases()) {
    refuse(M, diag::CheckGlobal, "alias", A.getName());
    break;
  }
  for (const GlobalIFunc &I : M.ifuncs()) {
    refuse(M, diag::CheckGlobal, "ifunc", I.getName());
    break;
  }
  for (const GlobalObject &G : M.global_objects())
    if (G.hasComdat()) {
      refuse(M, diag::CheckGlobal, "comdat", G.getName());
      break;
    }
}

/// The first instruction that names \p C, itself or in a constant.
static const Instruction *firstUse(const Constant &C) {
  SmallPtrSet<const User *, 16> Seen;
  SmallVector<const User *, 16> Worklist(C.users());
  while (!Worklist.empty()) {
    const User *U = Worklist.pop_back_val();
    if (!Seen.insert(U).second)
      continue;
    if (auto *I = dyn_cast<Instruction>(U))
      return I;
    append_range(Worklist, U->users());
  }
  return nullptr;
}

void ModuleCheck::checkUndefined() {
  for (const GlobalObject &G : M.global_objects()) {
    StringRef Name = G.getName();
    if (!G.isDeclaration() || G.use_empty() || Name.starts_with("llvm.") ||
        Name.starts_with(symbol::ArchPrefix) || Name == symbol::WarpContext ||
        is_contained(Options.AllowedUndefined, Name))
      continue;
    if (const Instruction *Use = firstUse(G))
      refuse(*Use, diag::UndefinedSymbolUse, Name);
    else
      refuse(M, diag::UndefinedSymbol, Name);
  }
}

void ModuleCheck::checkAtomic(const Instruction &I) {
  std::optional<SyncScope::ID> Scope = getAtomicSyncScopeID(&I);
  if (!Scope || SawAtomic)
    return;
  auto *RMW = dyn_cast<AtomicRMWInst>(&I);
  if (*Scope == SyncScope::System ||
      (RMW && isStrongerThanMonotonic(RMW->getOrdering()))) {
    refuse(I, diag::CheckAtomic, I.getOpcodeName());
    SawAtomic = true;
  }
}

void ModuleCheck::checkInstruction(const Instruction &I) {
  if (!SawEH && (isa<InvokeInst, ResumeInst>(I) || I.isEHPad())) {
    refuse(I, diag::CheckInstruction, I.getOpcodeName());
    SawEH = true;
  }
  if (!SawBranch && isa<IndirectBrInst>(I)) {
    refuse(I, diag::CheckInstruction, I.getOpcodeName());
    SawBranch = true;
  }
  if (!Options.ForHost)
    checkAtomic(I);
  if (auto *Slot = dyn_cast<AllocaInst>(&I);
      Slot && !SawAlloca && Objects.mustBeShared(*Slot)) {
    refuse(I, diag::CheckCaptured);
    SawAlloca = true;
  }
}

void ModuleCheck::run() {
  checkGlobals();
  checkUndefined();
  for (const Function &F : M)
    for (const Instruction &I : instructions(F))
      checkInstruction(I);
}

PreservedAnalyses CheckerPass::run(Module &M, ModuleAnalysisManager &) {
  ModuleCheck(M, Options).run();
  return PreservedAnalyses::all();
}
