//===- RecordPlaces.cpp - Threads know where they wait --------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The store goes to memory next to the warp and waits for nothing. It is not
// undone after the call: whatever may wait next stores again, and a wait inside
// a library that comes after a call back into the user's code is shown where
// that code was last.
//
//===----------------------------------------------------------------------===//

#include "RecordPlaces.h"
#include "Symbols.h"
#include "WarpContextAccess.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace heddle;

#define DEBUG_TYPE "heddle-record-places"

STATISTIC(NumPlaces, "Number of calls whose places are recorded");

/// Whether the file is one of the C++ library's or the compiler's headers.
static bool isLibraryFile(StringRef Path) {
  return Path.contains("/c++/v1/") || Path.contains("/lib/clang/");
}

static bool isUsers(const Function &F) {
  const DISubprogram *Subprogram = F.getSubprogram();
  return Subprogram && !isLibraryFile(Subprogram->getFilename()) &&
         !isLibraryFile(Subprogram->getDirectory());
}

/// The innermost place of the user's, null if there is none.
static const DILocation *usersLocation(const Instruction &I) {
  for (const DILocation *L = I.getDebugLoc(); L; L = L->getInlinedAt())
    if (L->getLine() && !isLibraryFile(L->getFilename()) &&
        !isLibraryFile(L->getDirectory()))
      return L;
  return nullptr;
}

/// The function that is called, null if it is called through a pointer.
static Function *directCallee(const CallBase &Call) {
  return dyn_cast<Function>(Call.getCalledOperand()->stripPointerCasts());
}

/// Whether calling \p F, or what \p F itself does, may lead to a wait for all that
/// can be seen of F alone.
static bool mayWaitByItself(const Function &F) {
  if (F.isIntrinsic() || F.getName() == symbol::WarpContext ||
      F.getName().starts_with(symbol::ArchPrefix))
    return false;
  if (F.isDeclaration() || F.getName() == symbol::BeginWait ||
      F.getName() == symbol::AllocateChecked ||
      F.getName() == symbol::HeapFree)
    return true;
  return any_of(instructions(F), [](const Instruction &I) {
    auto *Call = dyn_cast<CallBase>(&I);
    return Call && !Call->isInlineAsm() && !directCallee(*Call);
  });
}

static SetVector<const Function *> findWaiting(const Module &M) {
  SetVector<const Function *> Waiting;
  for (const Function &F : M)
    if (mayWaitByItself(F))
      Waiting.insert(&F);
  for (size_t Next = 0; Next != Waiting.size(); ++Next)
    for (const User *U : Waiting[Next]->users())
      if (auto *Call = dyn_cast<CallBase>(U);
          Call && directCallee(*Call) == Waiting[Next])
        Waiting.insert(Call->getFunction());
  return Waiting;
}

static bool needsPlace(const CallBase &Call,
                       const SetVector<const Function *> &Waiting) {
  if (Call.isInlineAsm() || Call.onlyReadsMemory())
    return false;
  const Function *Callee = directCallee(Call);
  return !Callee || (Waiting.contains(Callee) && !isUsers(*Callee));
}

namespace {
class PlaceRecorder {
  Module &M;
  WarpContextAccess Context;
  StringMap<Constant *> Texts;

  Constant *text(const DILocation &L);

public:
  explicit PlaceRecorder(Module &M) : M(M), Context(M) {}
  void recordBefore(CallBase &Call, const DILocation &L);
};
} // namespace

Constant *PlaceRecorder::text(const DILocation &L) {
  std::string Text = (L.getFilename() + ":" + Twine(L.getLine())).str();
  if (StringRef Name = L.getScope()->getSubprogram()->getName(); !Name.empty())
    Text += " (" + Name.str() + ")";
  Constant *&Known = Texts[Text];
  if (Known)
    return Known;
  // Padded and aligned, so that the launcher, which reads pieces of this size, does
  // not read beyond the program's data.
  constexpr uint64_t Piece = 64;
  Text.append(Piece - 1 - Text.size() % Piece, '\0');
  Constant *Bytes = ConstantDataArray::getString(M.getContext(), Text);
  auto *Variable =
      new GlobalVariable(M, Bytes->getType(), /*isConstant=*/true,
                         GlobalValue::PrivateLinkage, Bytes, "place");
  Variable->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  Variable->setAlignment(Align(Piece));
  return Known = Variable;
}

void PlaceRecorder::recordBefore(CallBase &Call, const DILocation &L) {
  IRBuilder<> Builder(&Call);
  Context.storePlace(Builder, text(L));
  ++NumPlaces;
}

PreservedAnalyses RecordPlacesPass::run(Module &M, ModuleAnalysisManager &) {
  if (none_of(M, isUsers))
    return PreservedAnalyses::all();
  SetVector<const Function *> Waiting = findWaiting(M);
  SmallVector<std::pair<CallBase *, const DILocation *>> Calls;
  for (Function &F : M) {
    if (WarpContextAccess::isFrameless(F))
      continue;
    for (Instruction &I : instructions(F))
      if (auto *Call = dyn_cast<CallBase>(&I))
        if (const DILocation *L = usersLocation(I);
            L && needsPlace(*Call, Waiting))
          Calls.push_back({Call, L});
  }
  PlaceRecorder Recorder(M);
  for (auto [Call, Location] : Calls)
    Recorder.recordBefore(*Call, *Location);
  return Calls.empty() ? PreservedAnalyses::all() : PreservedAnalyses::none();
}
