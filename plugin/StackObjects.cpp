//===- StackObjects.cpp - Which stack objects may stay in local memory ----===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StackObjects.h"
#include "Recursion.h"
#include "llvm/Analysis/CaptureTracking.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

/// The analysis calls an object captured when it gives up, and an object with
/// hundreds of uses is not rare after inlining.
static constexpr unsigned MaxUses = 10000;

/// Calls \p Visit on each use of \p Root and of what is derived from it by
/// casts, indexing, phis and selects, until \p Visit returns true.
static bool anyDerivedUse(const Value &Root,
                          function_ref<bool(const Use &)> Visit) {
  SmallPtrSet<const Value *, 16> Seen{&Root};
  SmallVector<const Value *, 16> Worklist{&Root};
  while (!Worklist.empty())
    for (const Use &U : Worklist.pop_back_val()->uses()) {
      if (Visit(U))
        return true;
      const User *Derived = U.getUser();
      bool Passes =
          isa<GEPOperator, CastInst, PHINode, SelectInst, FreezeInst>(Derived);
      if (auto *Call = dyn_cast<CallBase>(Derived))
        Passes = Call->getReturnedArgOperand() == U.get();
      if (Passes && Seen.insert(Derived).second)
        Worklist.push_back(Derived);
    }
  return false;
}

bool heddle::StackObjects::reachesAtomic(const Value &Pointer) const {
  return anyDerivedUse(Pointer, [&](const Use &U) {
    const User *I = U.getUser();
    if (isa<AtomicRMWInst, AtomicCmpXchgInst>(I))
      return U.getOperandNo() == 0;
    if (auto *Load = dyn_cast<LoadInst>(I))
      return Load->isAtomic();
    if (auto *Store = dyn_cast<StoreInst>(I))
      return Store->isAtomic() &&
             U.getOperandNo() == Store->getPointerOperandIndex();
    auto *Call = dyn_cast<CallBase>(I);
    if (!Call || isa<IntrinsicInst>(Call) || !Call->isArgOperand(&U))
      return false;
    const Function *Callee = Call->getCalledFunction();
    unsigned Number = Call->getArgOperandNo(&U);
    if (!Callee || Callee->isDeclaration() || Number >= Callee->arg_size())
      return true;
    return !Call->isByValArgument(Number) &&
           Atomic.contains(Callee->getArg(Number));
  });
}

heddle::StackObjects::StackObjects(const Module &M) {
  // Starting from none and adding until nothing changes is the least fixpoint.
  SmallVector<const Argument *, 64> Open;
  for (const Function &F : M)
    if (!F.isDeclaration())
      for (const Argument &A : F.args())
        if (A.getType()->isPointerTy())
          Open.push_back(&A);
  bool Changed = true;
  while (Changed) {
    Changed = false;
    erase_if(Open, [&](const Argument *A) {
      if (!reachesAtomic(*A))
        return false;
      Atomic.insert(A);
      Changed = true;
      return true;
    });
  }
}

bool heddle::StackObjects::mustBeShared(const Value &Object) const {
  // Comparing an address tells nobody else where the object is.
  CaptureComponents Captured =
      PointerMayBeCaptured(&Object, /*ReturnCaptures=*/true,
                           CaptureComponents::Provenance, capturesAnything,
                           MaxUses);
  return capturesAnything(Captured & CaptureComponents::Provenance) ||
         reachesAtomic(Object);
}

bool heddle::isLentToRecursion(const Value &Object, const Recursion &Calls) {
  return anyDerivedUse(Object, [&](const Use &U) {
    auto *Call = dyn_cast<CallBase>(U.getUser());
    return Call && !isa<IntrinsicInst>(Call) && !Call->isInlineAsm() &&
           Call->isArgOperand(&U) && Calls.leadsToGuarded(*Call);
  });
}

bool heddle::containsArray(const Type *T) {
  if (T->isArrayTy())
    return true;
  auto *Struct = dyn_cast<StructType>(T);
  return Struct && any_of(Struct->elements(), containsArray);
}

bool heddle::isIndexedDynamically(const Value &Object) {
  return anyDerivedUse(Object, [](const Use &U) {
    auto *GEP = dyn_cast<GEPOperator>(U.getUser());
    return GEP && U.getOperandNo() == 0 && !GEP->hasAllConstantIndices();
  });
}
