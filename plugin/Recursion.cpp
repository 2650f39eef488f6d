//===- Recursion.cpp - Which functions can recur --------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Recursion.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace {

using Node = const Function *;
using Successors = DenseMap<Node, SmallSetVector<Node, 8>>;

/// Stands between those who call through a pointer and those who can be called
/// so, which keeps the edges from growing as the product of both.
constexpr Node AnyCallee = nullptr;

/// Tarjan's algorithm, without recursion: call chains can be deep.
class Components {
  struct Visit {
    unsigned Index = 0, Low = 0;
    bool OnStack = false;
  };
  struct Frame {
    Node N;
    unsigned Next;
  };
  const Successors &Graph;
  DenseMap<Node, Visit> Visits;
  SmallVector<Node, 32> Stack;
  unsigned Clock = 0;

public:
  SmallVector<SmallVector<Node, 1>, 0> All;

  Components(const Successors &Graph, ArrayRef<Node> Nodes) : Graph(Graph) {
    Visits.reserve(Nodes.size());
    for (Node N : Nodes)
      if (!Visits.contains(N))
        visit(N);
  }

private:
  void open(Node N) {
    ++Clock;
    Visits[N] = {Clock, Clock, true};
    Stack.push_back(N);
  }

  void visit(Node Root) {
    SmallVector<Frame, 32> Frames;
    open(Root);
    Frames.push_back({Root, 0});
    while (!Frames.empty()) {
      Node N = Frames.back().N;
      auto Edges = Graph.find(N);
      if (Edges != Graph.end() && Frames.back().Next < Edges->second.size()) {
        Node Target = Edges->second[Frames.back().Next++];
        auto Seen = Visits.find(Target);
        if (Seen == Visits.end()) {
          open(Target);
          Frames.push_back({Target, 0});
        } else if (Seen->second.OnStack) {
          Visits[N].Low = std::min(Visits[N].Low, Visits[Target].Index);
        }
        continue;
      }
      Frames.pop_back();
      if (!Frames.empty()) {
        Node Parent = Frames.back().N;
        Visits[Parent].Low = std::min(Visits[Parent].Low, Visits[N].Low);
      }
      if (Visits[N].Low == Visits[N].Index)
        close(N);
    }
  }

  void close(Node Root) {
    All.emplace_back();
    Node N;
    do {
      N = Stack.pop_back_val();
      Visits[N].OnStack = false;
      All.back().push_back(N);
    } while (N != Root);
  }
};

} // namespace

bool heddle::isDefinedSeparately(const GlobalObject &G) {
  if (auto *F = dyn_cast<Function>(&G))
    return F->hasFnAttribute(SeparateAttribute);
  auto *V = dyn_cast<GlobalVariable>(&G);
  return V && V->hasAttribute(SeparateAttribute);
}

void heddle::setDefinedSeparately(GlobalObject &G, StringRef Callees) {
  if (auto *F = dyn_cast<Function>(&G))
    F->addFnAttr(SeparateAttribute, Callees);
  else if (auto *V = dyn_cast<GlobalVariable>(&G))
    V->addAttribute(SeparateAttribute);
}

static bool isCycle(const Successors &Graph, ArrayRef<Node> Component) {
  if (Component.size() > 1)
    return true;
  auto Edges = Graph.find(Component.front());
  return Edges != Graph.end() && Edges->second.contains(Component.front());
}

heddle::Recursion::Recursion(const Module &M) {
  const bool Separate = M.getModuleFlag(SeparateFlag);
  Successors Calls;
  SmallVector<Node, 64> Nodes{AnyCallee};
  SmallPtrSet<Node, 16> CallIndirectly;
  for (const Function &F : M) {
    Nodes.push_back(&F);
    if (F.isDeclaration()) {
      SmallVector<StringRef, 4> Callees;
      F.getFnAttribute(SeparateAttribute).getValueAsString().split(Callees, ',');
      for (StringRef Name : Callees)
        if (const Function *Callee = M.getFunction(Name))
          Calls[&F].insert(Callee);
      continue;
    }
    for (const Instruction &I : instructions(F))
      if (auto *Call = dyn_cast<CallBase>(&I)) {
        if (auto *Callee = dyn_cast<Function>(
                Call->getCalledOperand()->stripPointerCastsAndAliases()))
          Calls[&F].insert(Callee);
        else if (!Call->isInlineAsm())
          CallIndirectly.insert(&F);
      }
  }

  Components DirectOnly(Calls, Nodes);
  for (ArrayRef<Node> Members : DirectOnly.All)
    if (isCycle(Calls, Members))
      Guarded.insert_range(Members);

  for (Node F : CallIndirectly)
    Calls[F].insert(AnyCallee);
  for (const Function &F : M)
    if (F.hasFnAttribute(SeparateAttribute)
            ? F.hasAddressTaken()
            : !F.isDeclaration() &&
                  (F.hasAddressTaken() || (Separate && !F.hasLocalLinkage())))
      Calls[AnyCallee].insert(&F);
  Components All(Calls, Nodes);
  for (ArrayRef<Node> Members : All.All)
    if (is_contained(Members, AnyCallee) && isCycle(Calls, Members))
      for (Node N : Members)
        if (N && CallIndirectly.contains(N))
          Guarded.insert(N);

  // Backwards from the guarded functions.
  DenseMap<Node, SmallVector<Node, 4>> Callers;
  for (const auto &[Caller, Callees] : Calls)
    for (Node Callee : Callees)
      Callers[Callee].push_back(Caller);
  SmallVector<Node, 64> Worklist;
  for (const Function &F : M)
    if (mustBeGuarded(F) || F.hasFnAttribute(SeparateAttribute))
      Worklist.push_back(&F);
  if (Separate)
    Worklist.push_back(AnyCallee);
  while (!Worklist.empty()) {
    Node N = Worklist.pop_back_val();
    if (Leading.insert(N).second)
      append_range(Worklist, Callers.lookup(N));
  }
}

bool heddle::Recursion::leadsToGuarded(const CallBase &Call) const {
  return Leading.contains(dyn_cast<Function>(
      Call.getCalledOperand()->stripPointerCastsAndAliases()));
}
