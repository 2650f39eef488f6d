//===- LowerThreads.cpp - pthread calls to scheduler calls ----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The optimizer inlines std::thread's constructor into its caller, where the
// call of pthread_create has a constant entry. Without the optimizer the entry
// is a parameter of libc++'s __libcpp_thread_create, stored to a stack slot and
// loaded again, so the pass looks through such slots, and inlines every small
// function that hands one of its parameters to a thread creation as the entry.
// What is still not constant then becomes an indirect call of the dispatch.
//
//===----------------------------------------------------------------------===//

#include "LowerThreads.h"
#include "Diagnostics.h"
#include "Symbols.h"
#include "ThreadEntries.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace llvm;
using namespace heddle;

#define DEBUG_TYPE "heddle-lower-threads"

STATISTIC(NumCalls, "Number of pthread calls lowered");
STATISTIC(NumEntries, "Number of constant thread entries listed");
STATISTIC(NumForwarders, "Number of calls of entry forwarders inlined");

namespace {

/// The operand of pthread_create and __heddle_thread_create that is the entry.
constexpr unsigned EntryOperand = 2;

/// A forwarder of more instructions is no mere forwarder and stays a function.
constexpr unsigned MaxForwarderSize = 64;

class ThreadLowering {
  Module &M;
  bool Changed = false;

public:
  explicit ThreadLowering(Module &M) : M(M) {}

  bool run();

private:
  void redirect(StringRef From, StringRef To, FunctionType *Type);
  bool inlineForwardersOnce();
  bool listEntries();
  SmallVector<CallBase *, 8> creations() const;
};

} // namespace

/// Every direct call of \p Callee with its own type.
static SmallVector<CallBase *, 8> directCalls(Function &Callee) {
  SmallVector<CallBase *, 8> Calls;
  for (User *U : Callee.users())
    if (auto *Call = dyn_cast<CallBase>(U);
        Call && Call->getCalledOperand() == &Callee)
      Calls.push_back(Call);
  return Calls;
}

/// What \p V always is, seen through casts and through a stack slot that is
/// stored to once and only loaded otherwise.
static Value *traceThroughSlots(Value *V) {
  while (true) {
    V = V->stripPointerCasts();
    auto *Load = dyn_cast<LoadInst>(V);
    if (!Load || Load->isVolatile())
      return V;
    auto *Slot = dyn_cast<AllocaInst>(Load->getPointerOperand());
    if (!Slot)
      return V;
    StoreInst *OnlyStore = nullptr;
    for (User *U : Slot->users()) {
      if (auto *Store = dyn_cast<StoreInst>(U)) {
        if (OnlyStore || Store->getValueOperand() == Slot ||
            Store->getValueOperand()->getType() != Load->getType())
          return V;
        OnlyStore = Store;
      } else if (auto *OtherLoad = dyn_cast<LoadInst>(U)) {
        if (OtherLoad->getType() != Load->getType())
          return V;
      } else if (auto *I = dyn_cast<Instruction>(U);
                 !I || !I->isLifetimeStartOrEnd()) {
        return V;
      }
    }
    if (!OnlyStore)
      return V;
    V = OnlyStore->getValueOperand();
  }
}

void ThreadLowering::redirect(StringRef From, StringRef To,
                              FunctionType *Type) {
  Function *Callee = M.getFunction(From);
  if (!Callee)
    return;
  for (CallBase *Call : directCalls(*Callee)) {
    if (Call->getFunctionType() != Type) {
      refuse(*Call, diag::WrongPrototype, From);
      continue;
    }
    FunctionCallee Target =
        M.getOrInsertFunction(To, Type, Callee->getAttributes());
    if (!isa<Function>(Target.getCallee()) ||
        cast<Function>(Target.getCallee())->getFunctionType() != Type) {
      refuse(*Call, diag::WrongPrototype, To);
      continue;
    }
    Call->setCalledFunction(Target);
    ++NumCalls;
    Changed = true;
  }
}

SmallVector<CallBase *, 8> ThreadLowering::creations() const {
  SmallVector<CallBase *, 8> Calls;
  if (Function *Create = M.getFunction(symbol::ThreadCreate))
    for (CallBase *Call : directCalls(*Create))
      if (Call->arg_size() > EntryOperand)
        Calls.push_back(Call);
  return Calls;
}

/// Inlines every direct call of a function that creates a thread whose entry is
/// one of the function's own parameters. Returns whether there was one.
bool ThreadLowering::inlineForwardersOnce() {
  SmallSetVector<Function *, 4> Forwarders;
  for (CallBase *Call : creations()) {
    Function *F = Call->getFunction();
    // pthread_create itself, and another definition that a linker may prefer.
    if (F->getName() == "pthread_create" || F->isInterposable())
      continue;
    if (isa<Argument>(traceThroughSlots(Call->getArgOperand(EntryOperand))) &&
        F->getInstructionCount() <= MaxForwarderSize)
      Forwarders.insert(F);
  }
  bool Inlined = false;
  for (Function *F : Forwarders)
    for (CallBase *Call : directCalls(*F)) {
      if (Call->getFunction() == F)
        continue;
      InlineFunctionInfo Info;
      if (InlineFunction(*Call, Info).isSuccess()) {
        ++NumForwarders;
        Inlined = true;
      }
    }
  return Inlined;
}

/// Makes traced constant entries operands of their calls, and lists them.
bool ThreadLowering::listEntries() {
  ThreadEntryList Entries = readThreadEntries(M);
  size_t Before = Entries.size();
  bool Rewritten = false;
  for (CallBase *Call : creations()) {
    Value *Operand = Call->getArgOperand(EntryOperand);
    auto *Entry = dyn_cast<Function>(traceThroughSlots(Operand));
    if (!Entry)
      continue;
    Entries.insert(Entry);
    if (Operand != Entry) {
      Call->setArgOperand(EntryOperand, Entry);
      Rewritten = true;
    }
  }
  NumEntries += Entries.size() - Before;
  if (Entries.size() != Before) {
    writeThreadEntries(M, Entries);
    return true;
  }
  return Rewritten;
}

bool ThreadLowering::run() {
  LLVMContext &Context = M.getContext();
  Type *Int = Type::getInt32Ty(Context);
  Type *Long = Type::getInt64Ty(Context);
  Type *Pointer = PointerType::get(Context, 0);
  redirect("pthread_create", symbol::ThreadCreate,
           FunctionType::get(Int, {Pointer, Pointer, Pointer, Pointer}, false));
  redirect("pthread_join", symbol::ThreadJoin,
           FunctionType::get(Int, {Long, Pointer}, false));
  redirect("pthread_detach", symbol::ThreadDetach,
           FunctionType::get(Int, {Long}, false));

  // A forwarder's caller can be a forwarder itself. Mutually recursive ones
  // would never end, and nobody nests as many.
  for (unsigned Depth = 0; Depth != 8 && inlineForwardersOnce(); ++Depth)
    Changed = true;
  Changed |= listEntries();
  return Changed;
}

PreservedAnalyses LowerThreadsPass::run(Module &M, ModuleAnalysisManager &) {
  return ThreadLowering(M).run() ? PreservedAnalyses::none()
                                 : PreservedAnalyses::all();
}
