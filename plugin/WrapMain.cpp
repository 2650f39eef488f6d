//===- WrapMain.cpp - main becomes the body of the one kernel -------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "WrapMain.h"
#include "Diagnostics.h"
#include "Symbols.h"
#include "ThreadExitPad.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Statistic.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace heddle;

#define DEBUG_TYPE "heddle-wrap-main"

STATISTIC(NumConstructors, "Number of global constructors called");
STATISTIC(NumDestructors, "Number of global destructors called");

namespace {

class MainWrapping {
  Module &M;
  const WrapMainOptions &Options;
  LLVMContext &Context = M.getContext();
  Type *Void = Type::getVoidTy(Context);
  Type *Int = Type::getInt32Ty(Context);
  Type *Pointer = PointerType::get(Context, 0);

public:
  MainWrapping(Module &M, const WrapMainOptions &Options)
      : M(M), Options(Options) {}

  bool run();

private:
  Function *define(StringRef Name, FunctionType *Type);
  bool wrapMain(Function &Main);
  unsigned wrapList(StringRef List, StringRef Name, bool Reverse);
  void buildKernel();
  void keepOutOfLine();
};

} // namespace

/// \p Name as a function without a body yet, declared by the runtime or not.
/// Null, reported, if it is defined already or is something else.
Function *MainWrapping::define(StringRef Name, FunctionType *Type) {
  auto *F = dyn_cast<Function>(M.getOrInsertFunction(Name, Type).getCallee());
  if (!F || F->getFunctionType() != Type || !F->isDeclaration()) {
    refuse(M, diag::RuntimeSymbolDefined, Name);
    return nullptr;
  }
  F->setLinkage(GlobalValue::ExternalLinkage);
  F->setVisibility(GlobalValue::HiddenVisibility);
  return F;
}

/// __heddle_warp_main starts before there is a thread's stack, so no variable
/// that GlobalizeStack would move there may be inlined into it.
void MainWrapping::keepOutOfLine() {
  Function *WarpMain = M.getFunction(symbol::WarpMain);
  if (!WarpMain)
    return;
  for (Instruction &I : instructions(*WarpMain))
    if (auto *Call = dyn_cast<CallBase>(&I))
      if (Function *Callee = Call->getCalledFunction();
          Callee && !Callee->isIntrinsic() &&
          !Callee->getName().starts_with(symbol::ArchPrefix) &&
          Callee->getName() != symbol::WarpContext) {
        Callee->removeFnAttr(Attribute::AlwaysInline);
        Callee->addFnAttr(Attribute::NoInline);
      }
}

bool MainWrapping::wrapMain(Function &Main) {
  Type *Parameters[] = {Int, Pointer, Pointer};
  FunctionType *MainType = Main.getFunctionType();
  if (MainType->getReturnType() != Int || MainType->isVarArg() ||
      MainType->getNumParams() > std::size(Parameters) ||
      !equal(MainType->params(),
             ArrayRef(Parameters).take_front(MainType->getNumParams()))) {
    refuse(Main, diag::WrongMain);
    return false;
  }
  Function *UserMain =
      define(symbol::UserMain, FunctionType::get(Int, Parameters, false));
  if (!UserMain)
    return false;
  Main.setName("__heddle_original_main");
  Main.setLinkage(GlobalValue::InternalLinkage);
  Main.setVisibility(GlobalValue::DefaultVisibility);
  Main.setDSOLocal(true);
  Main.setComdat(nullptr);

  IRBuilder<> Builder(BasicBlock::Create(Context, "", UserMain));
  SmallVector<Value *, 3> Arguments;
  for (unsigned I = 0; I != MainType->getNumParams(); ++I)
    Arguments.push_back(UserMain->getArg(I));
  ThreadExitPad Exit(*UserMain, symbol::MainExit);
  CallBase *Call =
      Exit.createCall(Builder, Main.getFunctionType(), &Main, Arguments);
  Call->setCallingConv(Main.getCallingConv());
  Builder.CreateRet(Call);
  return true;
}

/// Turns \p List (llvm.global_ctors or _dtors) into the function \p Name.
unsigned MainWrapping::wrapList(StringRef List, StringRef Name, bool Reverse) {
  Function *Runner = define(Name, FunctionType::get(Void, false));
  if (!Runner)
    return 0;
  // Priority, position in the list, function.
  SmallVector<std::tuple<uint64_t, size_t, Function *>, 16> Entries;
  if (GlobalVariable *Array = M.getGlobalVariable(List)) {
    if (Array->hasInitializer())
      for (const Use &Element : Array->getInitializer()->operands()) {
        auto *Entry = dyn_cast<ConstantStruct>(Element);
        if (!Entry)
          continue; // zeroinitializer: an entry that was removed
        if (auto *F = dyn_cast<Function>(
                Entry->getOperand(1)->stripPointerCasts()))
          Entries.push_back(
              {cast<ConstantInt>(Entry->getOperand(0))->getZExtValue(),
               Entries.size(), F});
      }
    Array->eraseFromParent();
  }
  sort(Entries);
  if (Reverse)
    std::reverse(Entries.begin(), Entries.end());

  IRBuilder<> Builder(BasicBlock::Create(Context, "", Runner));
  for (auto [Priority, Position, F] : Entries)
    Builder.CreateCall(F)->setCallingConv(F->getCallingConv());
  Builder.CreateRetVoid();
  return Entries.size();
}

void MainWrapping::buildKernel() {
  FunctionType *Type = FunctionType::get(Void, {Pointer}, false);
  Function *Kernel = define(symbol::Kernel, Type);
  if (!Kernel)
    return;
  Kernel->setCallingConv(CallingConv::PTX_Kernel);
  Kernel->setVisibility(GlobalValue::DefaultVisibility);
  Kernel->addFnAttr("nvvm.maxntid",
                    utostr(Options.WarpsPerBlock * Options.WarpSize));
  Kernel->addFnAttr("nvvm.minctasm", utostr(Options.BlocksPerMultiprocessor));
  Value *Params = Kernel->getArg(0);
  Params->setName("params");
  IRBuilder<> Builder(BasicBlock::Create(Context, "", Kernel));
  // All lanes enter; which of them stay is the runtime's to decide, so nothing
  // may be made conditional on the lane before the call.
  CallInst *Call =
      Builder.CreateCall(M.getOrInsertFunction(symbol::WarpMain, Type), Params);
  Call->addFnAttr(Attribute::Convergent);
  Kernel->addFnAttr(Attribute::Convergent);
  Builder.CreateRetVoid();
}

bool MainWrapping::run() {
  if (Function *Kernel = M.getFunction(symbol::Kernel))
    if (!Kernel->isDeclaration())
      return false;
  Function *Main = M.getFunction("main");
  if (!Main || Main->isDeclaration()) {
    refuse(M, diag::NoMain);
    return false;
  }
  if (!wrapMain(*Main))
    return false;
  NumConstructors += wrapList("llvm.global_ctors", symbol::RunConstructors,
                              /*Reverse=*/false);
  NumDestructors += wrapList("llvm.global_dtors", symbol::RunDestructors,
                             /*Reverse=*/true);
  buildKernel();
  keepOutOfLine();
  return true;
}

PreservedAnalyses WrapMainPass::run(Module &M, ModuleAnalysisManager &) {
  return MainWrapping(M, Options).run() ? PreservedAnalyses::none()
                                        : PreservedAnalyses::all();
}
