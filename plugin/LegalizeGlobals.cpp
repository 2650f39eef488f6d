//===- LegalizeGlobals.cpp - No global that the backend cannot emit -------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// PTX wants every variable declared before an initializer names it, so llc
// orders them and aborts on a cycle. The cycles of a whole program are found as
// strongly connected components of the graph "initializer of A names B"; a
// depth-first walk through each finds the references that close a cycle, and
// those leave the initializer for a constructor of the highest priority. Its
// stores are volatile: GlobalOpt would evaluate plain ones back into the
// initializer, and close the cycle again.
//
//===----------------------------------------------------------------------===//

#include "LegalizeGlobals.h"
#include "Diagnostics.h"
#include "Symbols.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;
using namespace heddle;

#define DEBUG_TYPE "heddle-legalize-globals"

STATISTIC(NumAliases, "Number of aliases replaced");
STATISTIC(NumFields, "Number of initializer fields moved into a constructor");
STATISTIC(NumRenamed, "Number of symbols given a name that PTX accepts");

namespace {

class GlobalLegalization {
  Module &M;
  bool Changed = false;

public:
  explicit GlobalLegalization(Module &M) : M(M) {}

  bool run();

private:
  void replaceAliases();
  void replaceUndefinedWeak();
  void dropLists();
  void dropComdats();
  void renameForPTX();
};

/// Finds and removes the references that close cycles among initializers.
class CycleBreaking {
  Module &M;
  MapVector<GlobalVariable *, SmallSetVector<GlobalVariable *, 4>> References;
  enum class State { Unseen, Open, Done };
  DenseMap<GlobalVariable *, State> States;
  /// For each variable, those its initializer must stop naming.
  MapVector<GlobalVariable *, SmallPtrSet<GlobalVariable *, 4>> Closing;

public:
  explicit CycleBreaking(Module &M) : M(M) {}

  bool run();

private:
  void walk(GlobalVariable *Root);
  Constant *strip(GlobalVariable &V, Constant *C,
                  SmallVectorImpl<unsigned> &Path,
                  const SmallPtrSetImpl<GlobalVariable *> &Targets,
                  IRBuilder<> &Builder);
};

} // namespace

//===----------------------------------------------------------------------===//
// Cycles
//===----------------------------------------------------------------------===//

static void collectVariables(Constant *C,
                             SmallSetVector<GlobalVariable *, 4> &Found) {
  SmallPtrSet<Constant *, 16> Seen;
  SmallVector<Constant *, 16> Worklist{C};
  while (!Worklist.empty()) {
    Constant *Next = Worklist.pop_back_val();
    if (!Seen.insert(Next).second)
      continue;
    if (auto *V = dyn_cast<GlobalVariable>(Next)) {
      Found.insert(V);
      continue;
    }
    if (isa<GlobalValue>(Next))
      continue;
    for (Use &Operand : Next->operands())
      if (auto *Inner = dyn_cast<Constant>(Operand))
        Worklist.push_back(Inner);
  }
}

/// Depth first without recursion: tables of a program can nest deeply.
void CycleBreaking::walk(GlobalVariable *Root) {
  SmallVector<std::pair<GlobalVariable *, unsigned>, 16> Path{{Root, 0}};
  States[Root] = State::Open;
  while (!Path.empty()) {
    auto [V, Index] = Path.back();
    const auto &Targets = References[V];
    if (Index == Targets.size()) {
      States[V] = State::Done;
      Path.pop_back();
      continue;
    }
    ++Path.back().second;
    GlobalVariable *Target = Targets[Index];
    switch (States.lookup(Target)) {
    case State::Unseen:
      States[Target] = State::Open;
      Path.push_back({Target, 0});
      break;
    case State::Open:
      Closing[V].insert(Target);
      break;
    case State::Done:
      break;
    }
  }
}

/// \p C, found in \p V's initializer at \p Path, without the leaves that name
/// one of \p Targets; for each such leaf a store is built.
Constant *CycleBreaking::strip(GlobalVariable &V, Constant *C,
                               SmallVectorImpl<unsigned> &Path,
                               const SmallPtrSetImpl<GlobalVariable *> &Targets,
                               IRBuilder<> &Builder) {
  if (isa<ConstantAggregate>(C) && !C->getType()->isVectorTy()) {
    SmallVector<Constant *, 8> Operands;
    bool Same = true;
    for (unsigned I = 0; I != C->getNumOperands(); ++I) {
      auto *Operand = cast<Constant>(C->getOperand(I));
      Path.push_back(I);
      Operands.push_back(strip(V, Operand, Path, Targets, Builder));
      Path.pop_back();
      Same &= Operands.back() == Operand;
    }
    if (Same)
      return C;
    if (auto *Struct = dyn_cast<StructType>(C->getType()))
      return ConstantStruct::get(Struct, Operands);
    return ConstantArray::get(cast<ArrayType>(C->getType()), Operands);
  }
  SmallSetVector<GlobalVariable *, 4> Named;
  collectVariables(C, Named);
  if (none_of(Named, [&](GlobalVariable *G) { return Targets.contains(G); }))
    return C;
  SmallVector<Value *, 8> Indices{Builder.getInt32(0)};
  for (unsigned I : Path)
    Indices.push_back(Builder.getInt32(I));
  Builder.CreateStore(
      C, Builder.CreateInBoundsGEP(V.getValueType(), &V, Indices),
      /*isVolatile=*/true);
  ++NumFields;
  return Constant::getNullValue(C->getType());
}

bool CycleBreaking::run() {
  for (GlobalVariable &V : M.globals())
    if (V.hasInitializer() && !V.getName().starts_with("llvm."))
      collectVariables(V.getInitializer(), References[&V]);
  // walk() may look up variables without an initializer, which would grow the
  // map under its feet.
  SmallVector<GlobalVariable *, 16> Roots;
  for (auto &[V, Targets] : References) {
    Targets.remove_if(
        [&](GlobalVariable *Target) { return !References.contains(Target); });
    Roots.push_back(V);
  }
  for (GlobalVariable *Root : Roots)
    if (States.lookup(Root) == State::Unseen)
      walk(Root);
  if (Closing.empty())
    return false;

  LLVMContext &Context = M.getContext();
  Function *Constructor = Function::Create(
      FunctionType::get(Type::getVoidTy(Context), false),
      GlobalValue::InternalLinkage, "__heddle_close_initializer_cycles", M);
  IRBuilder<> Builder(BasicBlock::Create(Context, "", Constructor));
  for (auto &[V, Targets] : Closing) {
    SmallVector<unsigned, 8> Path;
    Constant *Initializer =
        strip(*V, V->getInitializer(), Path, Targets, Builder);
    V->setInitializer(Initializer);
    V->setConstant(false);
  }
  Builder.CreateRetVoid();

  // First in its list even among those of priority 0.
  GlobalVariable *List = M.getGlobalVariable("llvm.global_ctors");
  SmallVector<Constant *, 16> Others;
  if (List && List->hasInitializer())
    for (Use &Element : List->getInitializer()->operands())
      Others.push_back(cast<Constant>(Element));
  if (List)
    List->eraseFromParent();
  appendToGlobalCtors(M, Constructor, /*Priority=*/0);
  if (!Others.empty()) {
    List = M.getGlobalVariable("llvm.global_ctors");
    Others.insert(Others.begin(),
                  cast<Constant>(List->getInitializer()->getOperand(0)));
    ArrayType *Type = ArrayType::get(Others.front()->getType(), Others.size());
    List->eraseFromParent();
    new GlobalVariable(M, Type, /*isConstant=*/false,
                       GlobalValue::AppendingLinkage,
                       ConstantArray::get(Type, Others), "llvm.global_ctors");
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Aliases, lists, names
//===----------------------------------------------------------------------===//

/// Whether \p Name is one that later passes or code generation ask for.
static bool isAskedForByName(StringRef Name) {
  return Name == "main" || Name.starts_with("__heddle_") || Name == "memcpy" ||
         Name == "memmove" || Name == "memset";
}

/// A function named \p Name that calls \p Target.
static Function *createThunk(StringRef Name, Function &Target) {
  Function *Thunk = Function::Create(Target.getFunctionType(),
                                     GlobalValue::ExternalLinkage, "",
                                     Target.getParent());
  Thunk->setName(Name);
  Thunk->setCallingConv(Target.getCallingConv());
  IRBuilder<> Builder(BasicBlock::Create(Target.getContext(), "", Thunk));
  SmallVector<Value *, 4> Arguments;
  for (Argument &A : Thunk->args())
    Arguments.push_back(&A);
  CallInst *Call = Builder.CreateCall(&Target, Arguments);
  Call->setCallingConv(Target.getCallingConv());
  if (Call->getType()->isVoidTy())
    Builder.CreateRetVoid();
  else
    Builder.CreateRet(Call);
  return Thunk;
}

void GlobalLegalization::replaceAliases() {
  for (GlobalIFunc &I : M.ifuncs())
    refuse(M, diag::IFunc, I.getName());
  for (GlobalAlias &A : make_early_inc_range(M.aliases())) {
    Constant *Aliasee = A.getAliasee();
    if (isa<GlobalAlias>(Aliasee->stripPointerCasts())) {
      // An alias of an alias names what that one names.
      if (const GlobalObject *Object = A.getAliaseeObject();
          Object && Aliasee->stripPointerCastsAndAliases() == Object)
        Aliasee = const_cast<GlobalObject *>(Object);
    }
    if (!A.getAliaseeObject()) {
      refuse(M, diag::AliasToExpression, A.getName());
      continue;
    }
    std::string Name = A.getName().str();
    bool Local = A.hasLocalLinkage();
    A.replaceAllUsesWith(Aliasee);
    A.eraseFromParent();
    if (auto *Target = dyn_cast<Function>(Aliasee->stripPointerCasts());
        Target && !Local && isAskedForByName(Name) && !Target->isVarArg())
      createThunk(Name, *Target);
    ++NumAliases;
    Changed = true;
  }
}

void GlobalLegalization::replaceUndefinedWeak() {
  for (GlobalObject &G : make_early_inc_range(M.global_objects())) {
    if (!G.hasExternalWeakLinkage())
      continue;
    // No thread has it; the intrinsic wants a variable all the same.
    for (User *U : make_early_inc_range(G.users()))
      if (auto *Query = dyn_cast<IntrinsicInst>(U);
          Query && Query->getIntrinsicID() == Intrinsic::threadlocal_address) {
        Query->replaceAllUsesWith(Constant::getNullValue(Query->getType()));
        Query->eraseFromParent();
      }
    G.replaceAllUsesWith(Constant::getNullValue(G.getType()));
    G.eraseFromParent();
    Changed = true;
  }
}

void GlobalLegalization::dropLists() {
  for (StringRef Name :
       {"llvm.used", "llvm.compiler.used", "llvm.global.annotations"})
    if (GlobalVariable *List = M.getGlobalVariable(Name)) {
      List->eraseFromParent();
      Changed = true;
    }
}

void GlobalLegalization::dropComdats() {
  for (GlobalObject &G : M.global_objects())
    if (G.hasComdat()) {
      G.setComdat(nullptr);
      Changed = true;
    }
  M.getComdatSymbolTable().clear();
}

/// PTX identifiers have letters, digits, '_' and '$'. The backend repairs '.'
/// and '@' in local names, and nothing else: not the UTF-8 of a C++ identifier.
void GlobalLegalization::renameForPTX() {
  for (GlobalObject &G : M.global_objects()) {
    StringRef Name = G.getName();
    if (G.isDeclaration() || Name.starts_with("llvm.") ||
        all_of(Name, [](char C) {
          return isAlnum(C) || C == '_' || C == '$' || C == '.' || C == '@';
        }))
      continue;
    std::string Valid;
    for (char C : Name)
      if (isAlnum(C) || C == '_' || C == '$' || C == '.')
        Valid += C;
      else
        Valid += "$" + utohexstr(uint8_t(C), /*LowerCase=*/true, 2);
    G.setName(Valid);
    ++NumRenamed;
    Changed = true;
  }
}

bool GlobalLegalization::run() {
  replaceAliases();
  replaceUndefinedWeak();
  dropLists();
  dropComdats();
  renameForPTX();
  Changed |= CycleBreaking(M).run();
  return Changed;
}

PreservedAnalyses LegalizeGlobalsPass::run(Module &M, ModuleAnalysisManager &) {
  return GlobalLegalization(M).run() ? PreservedAnalyses::none()
                                     : PreservedAnalyses::all();
}
