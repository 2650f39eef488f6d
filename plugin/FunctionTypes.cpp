//===- FunctionTypes.cpp - Changing what a function takes and returns -----===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FunctionTypes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Module.h"

using namespace llvm;

Function *heddle::moveBody(Function &F, FunctionType *T) {
  Function *New = Function::Create(T, F.getLinkage(), F.getAddressSpace());
  F.getParent()->getFunctionList().insert(F.getIterator(), New);
  New->copyAttributesFrom(&F);
  New->setComdat(F.getComdat());
  New->copyMetadata(&F, 0);
  New->takeName(&F);
  New->splice(New->begin(), &F);
  for (auto [Old, Argument] : zip_equal(F.args(), New->args())) {
    Old.replaceAllUsesWith(&Argument);
    Argument.takeName(&Old);
  }
  F.clearMetadata();
  F.setComdat(nullptr);
  F.setPersonalityFn(nullptr);
  return New;
}
