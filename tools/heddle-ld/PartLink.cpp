//===- PartLink.cpp - Joins a program with code that was compiled before --===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PartLink.h"
#include "Diagnostics.h"
#include "SeparateCompilation.h"
#include "plugin/Recursion.h"
#include "plugin/Symbols.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace heddle {
namespace {

/// Each function of the parts, and those of the parts it calls directly.
using CallGraph = StringMap<std::pair<const LibraryPart *, ArrayRef<std::string>>>;

/// What \p Function reaches by direct calls, itself only if it recurs. Names that
/// are not in \p Graph are leaves.
SetVector<StringRef> reach(const CallGraph &Graph, StringRef Function) {
  SetVector<StringRef> Reached;
  auto Add = [&](StringRef Caller) {
    auto Known = Graph.find(Caller);
    if (Known != Graph.end())
      for (const std::string &Callee : Known->second.second)
        Reached.insert(Callee);
  };
  Add(Function);
  for (size_t Next = 0; Next != Reached.size(); ++Next)
    Add(Reached[Next]);
  return Reached;
}

template <class Range> CallGraph callGraph(const Range &Parts) {
  CallGraph Graph;
  for (const LibraryPart *Part : Parts)
    for (const auto &[Caller, Callees] : Part->Calls)
      Graph.try_emplace(Caller, Part, Callees);
  return Graph;
}

/// The symbols of a module and of parts that are reached.
class Liveness {
  Module &M;
  const StringMap<const LibraryPart *> &Definers;
  SmallPtrSet<const Value *, 32> Seen;
  SmallVector<const User *, 32> Users;

public:
  SetVector<const LibraryPart *> Parts;

  Liveness(Module &M, const StringMap<const LibraryPart *> &Definers)
      : M(M), Definers(Definers) {}

  void reach(const Value &V) {
    if (!isa<GlobalValue, Constant>(V) || !Seen.insert(&V).second)
      return;
    if (auto *G = dyn_cast<GlobalValue>(&V);
        G && G->isDeclarationForLinker())
      reachSymbol(G->getName());
    Users.push_back(cast<User>(&V));
  }

  void reachSymbol(StringRef Name) {
    if (const LibraryPart *Part = Definers.lookup(Name))
      Parts.insert(Part);
  }

  void run() {
    size_t NextPart = 0;
    while (!Users.empty() || NextPart != Parts.size()) {
      if (Users.empty()) {
        for (const std::string &Name : Parts[NextPart++]->Undefined) {
          const GlobalValue *G = M.getNamedValue(Name);
          if (G && !G->isDeclarationForLinker())
            reach(*G);
          else
            reachSymbol(Name);
        }
        continue;
      }
      const User *U = Users.pop_back_val();
      for (const Use &Operand : U->operands())
        reach(*Operand);
      if (auto *F = dyn_cast<Function>(U))
        for (const Instruction &I : instructions(*F))
          for (const Use &Operand : I.operands())
            reach(*Operand);
    }
  }
};

/// Makes \p G no definition, so that there is one for nvlink. A function can still
/// be inlined.
void useCopyOfPart(GlobalObject &G) {
  G.setComdat(nullptr);
  if (auto *V = dyn_cast<GlobalVariable>(&G)) {
    V->setInitializer(nullptr);
    V->setLinkage(GlobalValue::ExternalLinkage);
  } else if (G.hasWeakODRLinkage() || G.hasLinkOnceODRLinkage()) {
    G.setLinkage(GlobalValue::AvailableExternallyLinkage);
  } else {
    cast<Function>(G).deleteBody();
  }
}

} // namespace

PartLink::PartLink(const Resolution &Resolved, const CompiledFiles &Compiled) {
  for (const BitcodeFile *File : Resolved.files())
    if (const LibraryPart *Part = Compiled.lookup(File))
      Parts.push_back({File, Part});
  for (const auto &[File, Part] : Parts)
    for (StringRef Name : Part->Defined.keys())
      Definers.try_emplace(Name, Part);
}

const BitcodeFile *PartLink::smallerOfTwoDefiners() const {
  StringMap<const BitcodeFile *> Files;
  for (const auto &[File, Part] : Parts)
    for (StringRef Name : Part->Defined.keys())
      if (auto [Other, IsFirst] = Files.try_emplace(Name, File); !IsFirst)
        return std::min(File, Other->second, [](auto *A, auto *B) {
          return A->Buffer.getBufferSize() < B->Buffer.getBufferSize();
        });
  return nullptr;
}

const BitcodeFile *PartLink::smallestRecursive() const {
  CallGraph Graph = callGraph(make_second_range(Parts));
  StringMap<SetVector<StringRef>> Reached;
  for (const auto &[Name, Node] : Graph)
    Reached[Name] = reach(Graph, Name);
  SetVector<const LibraryPart *> Circles;
  for (const auto &[Name, Node] : Graph)
    for (StringRef Other : Reached[Name]) {
      auto Back = Reached.find(Other);
      if (Back != Reached.end() && Back->second.contains(Name) &&
          Graph.find(Other)->second.first != Node.first)
        Circles.insert(Node.first);
    }
  const BitcodeFile *Smallest = nullptr;
  for (const auto &[File, Part] : Parts)
    if (Circles.contains(Part) &&
        (!Smallest ||
         File->Buffer.getBufferSize() < Smallest->Buffer.getBufferSize()))
      Smallest = File;
  return Smallest;
}

/// Tells the passes what they would know if the parts were in \p M.
void PartLink::annotate(Module &M) const {
  CallGraph Graph = callGraph(Live);
  StringSet<> NoUnwind;
  for (const LibraryPart *Part : Live)
    for (const std::string &Name : Part->NoUnwind)
      NoUnwind.insert(Name);
  for (GlobalObject &G : M.global_objects()) {
    if (!G.isDeclarationForLinker() || !Definers.contains(G.getName()))
      continue;
    SmallVector<StringRef> Callees;
    for (StringRef Name : reach(Graph, G.getName()))
      if (const Function *Callee = M.getFunction(Name);
          Callee && !Callee->isDeclaration())
        Callees.push_back(Name);
    setDefinedSeparately(G, llvm::join(Callees, ","));
    if (auto *F = dyn_cast<Function>(&G); F && NoUnwind.contains(F->getName()))
      F->setDoesNotThrow();
  }
}

CompilationUnit PartLink::join(Module &M, ArrayRef<StringRef> Roots) {
  CompilationUnit Unit{CompilationUnit::Program, {}};
  StringSet<> Wanted;
  for (const auto &[File, Part] : Parts)
    for (const std::string &Name : Part->Undefined)
      Wanted.insert(Name);
  defineAliases(M, [&](StringRef Name) { return Wanted.contains(Name); });

  Liveness Reached(M, Definers);
  for (StringRef Root : Roots)
    if (const GlobalValue *G = M.getNamedValue(Root))
      Reached.reach(*G);
    else
      Reached.reachSymbol(Root);
  for (const GlobalVariable &V : M.globals())
    if (V.hasAppendingLinkage()) // constructors, thread entries
      Reached.reach(V);
  Reached.run();
  Live.assign(Reached.Parts.begin(), Reached.Parts.end());

  const StringSet<> Generated = {symbol::Dispatch, symbol::UserMain,
                                 symbol::RunConstructors,
                                 symbol::RunDestructors, symbol::WarpContext};
  SetVector<StringRef> Shared;
  for (const LibraryPart *Part : Live)
    for (StringRef Name : Part->Defined.keys())
      if (auto *G = dyn_cast_or_null<GlobalObject>(M.getNamedValue(Name));
          G && !G->isDeclarationForLinker())
        useCopyOfPart(*G);
  for (const LibraryPart *Part : Live) {
    for (StringRef Name : Part->Undefined) {
      GlobalValue *G = M.getNamedValue(Name);
      if (G && !G->isDeclarationForLinker()) {
        // The part has no copy of its own.
        if (G->hasLinkOnceLinkage())
          G->setLinkage(G->hasLinkOnceODRLinkage()
                            ? GlobalValue::WeakODRLinkage
                            : GlobalValue::WeakAnyLinkage);
        Shared.insert(Name);
      } else if (Generated.contains(Name)) {
        Shared.insert(Name);
      } else if (!Definers.contains(Name)) {
        error("undefined symbol: " + demangle(Name));
        note("referenced by a precompiled part of the libraries");
      }
    }
  }
  for (StringRef Name : Shared)
    Unit.Exports.push_back(Name.str());

  SmallVector<StringRef> Keep(Roots);
  Keep.append(Shared.begin(), Shared.end());
  keepReachable(M, Keep);
  annotate(M);
  return Unit;
}

} // namespace heddle
