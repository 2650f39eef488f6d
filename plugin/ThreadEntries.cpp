//===- ThreadEntries.cpp - The list of thread entry functions -------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ThreadEntries.h"
#include "Symbols.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Module.h"

using namespace llvm;

heddle::ThreadEntryList heddle::readThreadEntries(const Module &M) {
  ThreadEntryList Entries;
  const GlobalVariable *List =
      M.getGlobalVariable(symbol::ThreadEntries);
  if (!List || !List->hasInitializer())
    return Entries;
  for (const Use &Element : List->getInitializer()->operands())
    if (auto *Entry =
            dyn_cast<Function>(Element.get()->stripPointerCasts()))
      Entries.insert(Entry);
  return Entries;
}

void heddle::writeThreadEntries(Module &M, const ThreadEntryList &Entries) {
  if (GlobalVariable *Old = M.getGlobalVariable(symbol::ThreadEntries))
    Old->eraseFromParent();
  if (Entries.empty())
    return;
  SmallVector<Constant *, 8> Elements(Entries.begin(), Entries.end());
  ArrayType *Type =
      ArrayType::get(PointerType::get(M.getContext(), 0), Elements.size());
  new GlobalVariable(M, Type, /*isConstant=*/false,
                     GlobalValue::AppendingLinkage,
                     ConstantArray::get(Type, Elements), symbol::ThreadEntries);
}
