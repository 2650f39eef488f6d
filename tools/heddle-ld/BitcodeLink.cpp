//===- BitcodeLink.cpp - Merges bitcode files into the whole program ------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BitcodeLink.h"
#include "Diagnostics.h"
#include "plugin/LowerThreadLocals.h"
#include "plugin/Recursion.h"
#include "plugin/Symbols.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Intrinsics.h"
#include "llvm/IR/PassManager.h"
#include "llvm/Linker/Linker.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/Path.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"
#include "llvm/Transforms/IPO/Internalize.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;

namespace heddle {
namespace {

void dropTargetAttributes(Module &M) {
  for (Function &F : M)
    for (const char *Kind : {"target-cpu", "target-features", "tune-cpu"})
      F.removeFnAttr(Kind);
}

/// Marks a function of a device library until linkProgram() has seen it whole.
constexpr StringLiteral LibraryAttribute("heddle-library");

/// The device runtime says itself what is to be inlined.
bool isDeviceRuntime(const BitcodeFile &File) {
  return StringRef(File.Name).contains("libheddle-device.a");
}

/// Keeps the device libraries out of line. NVPTX multiplies every inlining
/// threshold by 11, which makes half a megabyte of PTX of one printf, in
/// functions so large that ptxas takes a minute over them. A call costs 37 ns:
/// what is worth inlining of a library is its short functions and fast paths.
void limitInlining(Module &M) {
  // In the inliner's units: an instruction costs 5.
  constexpr StringLiteral InlineThreshold("200");
  constexpr unsigned LargeFunction = 60;
  for (Function &F : M) {
    if (!F.hasFnAttribute(LibraryAttribute))
      continue;
    F.removeFnAttr(LibraryAttribute);
    if (F.isDeclaration())
      continue;
    F.addFnAttr("function-inline-threshold", InlineThreshold);
    if (F.hasFnAttribute(Attribute::OptimizeNone))
      continue;
    F.addFnAttr(Attribute::OptimizeForSize);
    keepOutOfLine(F, LargeFunction);
  }
}

bool linkFile(Linker &Linker, LLVMContext &Context, const BitcodeFile &File,
              const Sanitizers &Sanitize) {
  Expected<std::unique_ptr<Module>> M = getLazyBitcodeModule(
      File.Buffer, Context, /*ShouldLazyLoadMetadata=*/true);
  if (!M) {
    reportError(M.takeError(), File.Name);
    return false;
  }
  if (!File.Overridden.empty() || (Sanitize.any() && File.OfToolchain)) {
    if (Error E = (*M)->materializeAll()) {
      reportError(std::move(E), File.Name);
      return false;
    }
    for (const std::string &Name : File.Overridden)
      dropDefinition(**M, Name);
  }
  prepareFile(**M,
              !File.OfToolchain       ? FileOrigin::Program
              : isDeviceRuntime(File) ? FileOrigin::DeviceRuntime
                                      : FileOrigin::DeviceLibrary,
              Sanitize);
  if (Error E = (*M)->materializeMetadata()) {
    reportError(std::move(E), File.Name);
    return false;
  }
  if (File.OfToolchain && !isDeviceRuntime(File))
    for (Function &F : **M)
      if (!F.isDeclaration())
        F.addFnAttr(LibraryAttribute);
  if (Linker.linkInModule(std::move(*M))) {
    error("cannot link " + File.Name);
    return false;
  }
  return true;
}

/// A module that lists the constructors and destructors of \p Part.
std::unique_ptr<Module> declareConstructors(LLVMContext &Context,
                                            const LibraryPart &Part) {
  auto M = std::make_unique<Module>("constructors", Context);
  FunctionType *Type = FunctionType::get(Type::getVoidTy(Context), false);
  auto Declare = [&](const LibraryPart::Constructor &C) {
    return cast<Function>(M->getOrInsertFunction(C.Function, Type).getCallee());
  };
  for (const LibraryPart::Constructor &C : Part.Constructors)
    appendToGlobalCtors(*M, Declare(C), C.Priority);
  for (const LibraryPart::Constructor &C : Part.Destructors)
    appendToGlobalDtors(*M, Declare(C), C.Priority);
  return M;
}

/// The functions that use \p V, directly or through constants.
void collectUsers(const Value &V, SetVector<const Function *> &Functions,
                  SmallPtrSetImpl<const Value *> &Seen) {
  for (const User *U : V.users()) {
    if (!Seen.insert(U).second)
      continue;
    if (const auto *I = dyn_cast<Instruction>(U))
      Functions.insert(I->getFunction());
    else if (isa<Constant>(U))
      collectUsers(*U, Functions, Seen);
  }
}

/// Where \p F was written: "bar.cpp", or "" when nobody knows any more.
std::string sourceOf(const Function &F, const Resolution &Resolved,
                     ArrayRef<BitcodeFile *> Candidates) {
  if (const DISubprogram *Debug = F.getSubprogram())
    return sys::path::filename(Debug->getFilename()).str();
  if (const BitcodeFile *File = Resolved.definition(F.getName()))
    return sys::path::filename(File->Source).str();
  if (Candidates.size() == 1)
    return sys::path::filename(Candidates[0]->Source).str();
  return "";
}

} // namespace

void keepOutOfLine(Function &F, unsigned MostInstructions) {
  if (!F.hasFnAttribute(Attribute::AlwaysInline) &&
      F.getInstructionCount() > MostInstructions)
    F.addFnAttr(Attribute::NoInline);
}

void dropDefinition(Module &M, StringRef Name) {
  GlobalValue *Value = M.getNamedValue(Name);
  if (auto *F = dyn_cast_or_null<Function>(Value)) {
    F->deleteBody();
    F->setComdat(nullptr);
  } else if (auto *Variable = dyn_cast_or_null<GlobalVariable>(Value)) {
    Variable->setInitializer(nullptr);
    Variable->setLinkage(GlobalValue::ExternalLinkage);
    Variable->setComdat(nullptr);
  } else if (auto *Alias = dyn_cast_or_null<GlobalAlias>(Value)) {
    Alias->setName("");
    GlobalValue *Declaration;
    if (auto *Type = dyn_cast<FunctionType>(Alias->getValueType()))
      Declaration =
          Function::Create(Type, GlobalValue::ExternalLinkage, Name, M);
    else
      Declaration = new GlobalVariable(M, Alias->getValueType(), false,
                                       GlobalValue::ExternalLinkage, nullptr,
                                       Name);
    Alias->replaceAllUsesWith(Declaration);
    Alias->eraseFromParent();
  }
}

std::unique_ptr<Module> linkProgram(LLVMContext &Context,
                                    const Resolution &Resolved,
                                    const CompiledFiles &Compiled,
                                    const Sanitizers &Sanitize) {
  auto M = std::make_unique<Module>("program", Context);
  Linker Linker(*M);
  for (const BitcodeFile *File : Resolved.files()) {
    const LibraryPart *Part = Compiled.lookup(File);
    if (!Part) {
      if (!linkFile(Linker, Context, *File, Sanitize))
        return nullptr;
    } else if (!Part->Constructors.empty() || !Part->Destructors.empty()) {
      std::unique_ptr<Module> Lists = declareConstructors(Context, *Part);
      Lists->setDataLayout(M->getDataLayout());
      Lists->setTargetTriple(M->getTargetTriple());
      if (Linker.linkInModule(std::move(Lists))) {
        error("cannot link the constructors of " + File->Name);
        return nullptr;
      }
    }
  }
  dropTargetAttributes(*M);
  limitInlining(*M);
  return M;
}

std::unique_ptr<Module> linkMember(LLVMContext &Context,
                                   const BitcodeFile &File) {
  auto M = std::make_unique<Module>(File.Name, Context);
  Linker Linker(*M);
  if (!linkFile(Linker, Context, File, {}))
    return nullptr;
  dropTargetAttributes(*M);
  limitInlining(*M);
  return M;
}

/// Compiled with the runtime, the intrinsic would be answered before anything has
/// been inlined.
static void answerIsConstant(Module &M) {
  Function *Asked = M.getFunction(symbol::IsConstant);
  if (!Asked)
    return;
  Asked->replaceAllUsesWith(Intrinsic::getOrInsertDeclaration(
      &M, Intrinsic::is_constant, Type::getInt64Ty(M.getContext())));
  Asked->eraseFromParent();
}

bool linkArchitecture(Module &M, StringRef Path) {
  answerIsConstant(M);
  auto Buffer = MemoryBuffer::getFile(Path);
  if (!Buffer) {
    error("cannot open " + Path + ": " + Buffer.getError().message());
    return false;
  }
  Expected<std::unique_ptr<Module>> Architecture =
      parseBitcodeFile((*Buffer)->getMemBufferRef(), M.getContext());
  if (!Architecture) {
    reportError(Architecture.takeError(), Path);
    return false;
  }
  (*Architecture)->setDataLayout(M.getDataLayout());
  (*Architecture)->setTargetTriple(M.getTargetTriple());
  for (GlobalVariable &V : (*Architecture)->globals())
    if (V.isThreadLocal())
      V.addAttribute(LowerThreadLocalsPass::NativeAttribute);
  if (Linker::linkModules(M, std::move(*Architecture))) {
    error("cannot link " + Path);
    return false;
  }
  dropTargetAttributes(M);
  return true;
}

void keepReachable(Module &M, ArrayRef<StringRef> Keep,
                   const Sanitizers &Sanitize) {
  StringSet<> Names;
  for (StringRef Name : Keep)
    Names.insert(Name);
  internalizeModule(M, [&](const GlobalValue &Value) {
    return Names.contains(Value.getName()) ||
           isForSanitizer(Value.getName(), Sanitize);
  });
  ModuleAnalysisManager Analyses;
  PassBuilder Builder;
  LoopAnalysisManager LAM;
  FunctionAnalysisManager FAM;
  CGSCCAnalysisManager CGAM;
  Builder.registerModuleAnalyses(Analyses);
  Builder.registerCGSCCAnalyses(CGAM);
  Builder.registerFunctionAnalyses(FAM);
  Builder.registerLoopAnalyses(LAM);
  Builder.crossRegisterProxies(LAM, FAM, CGAM, Analyses);
  GlobalDCEPass(/*InLTOPostLink=*/true).run(M, Analyses);
}

std::vector<const GlobalValue *> findUndefined(const Module &M,
                                              const Sanitizers &Sanitize) {
  std::vector<const GlobalValue *> Undefined;
  const StringSet<> Generated = {symbol::Dispatch, symbol::UserMain,
                                 symbol::RunConstructors,
                                 symbol::RunDestructors, symbol::WarpContext,
                                 symbol::Raise};
  for (const GlobalValue &Value : M.global_values()) {
    StringRef Name = Value.getName();
    if (!Value.isDeclaration() || Value.hasExternalWeakLinkage() ||
        Value.use_empty() || Name.starts_with("llvm.") ||
        Name.starts_with(symbol::ArchPrefix) || Generated.contains(Name) ||
        isOfSanitizer(Name, Sanitize))
      continue;
    const auto *Object = dyn_cast<GlobalObject>(&Value);
    if (Object && isDefinedSeparately(*Object))
      continue;
    Undefined.push_back(&Value);
  }
  return Undefined;
}

void reportUndefined(const Module &M, const Resolution &Resolved,
                     const Sanitizers &Sanitize) {
  constexpr unsigned MostUsers = 3;
  for (const GlobalValue *Value : findUndefined(M, Sanitize)) {
    StringRef Name = Value->getName();
    error("undefined symbol: " + demangle(Name));
    ArrayRef<BitcodeFile *> Files = Resolved.references(Name);
    SetVector<const Function *> Users;
    SmallPtrSet<const llvm::Value *, 16> Seen;
    collectUsers(*Value, Users, Seen);
    if (Users.empty())
      for (const BitcodeFile *File : Files.take_front(MostUsers))
        note("referenced by " + File->Name);
    for (const Function *F : ArrayRef(Users.getArrayRef()).take_front(MostUsers)) {
      std::string Source = sourceOf(*F, Resolved, Files);
      note("referenced by " + (Source.empty() ? "" : Source + "'s ") +
           "function " + demangle(F->getName()));
    }
    if (Users.size() > MostUsers)
      note("and by " + Twine(Users.size() - MostUsers) + " more functions");
  }
}

} // namespace heddle
