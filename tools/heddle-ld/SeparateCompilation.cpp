//===- SeparateCompilation.cpp - A library's member compiled by itself ----===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SeparateCompilation.h"
#include "BitcodeLink.h"
#include "Pipelines.h"
#include "plugin/Symbols.h"
#include "toolchain/Installation.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"

using namespace llvm;

namespace heddle {
namespace {

/// Keeps the first error of the passes, which then is why a member is refused.
struct FirstError : DiagnosticHandler {
  std::string &Text;
  explicit FirstError(std::string &Text) : Text(Text) {}
  bool handleDiagnostics(const DiagnosticInfo &DI) override {
    if (DI.getSeverity() == DS_Error && Text.empty()) {
      raw_string_ostream OS(Text);
      DiagnosticPrinterRawOStream Printer(OS);
      DI.print(Printer);
    }
    return true;
  }
};

bool isValidInPtx(StringRef Name) {
  return all_of(Name, [](char C) { return isAlnum(C) || C == '_' || C == '$'; });
}

/// Whether another module may name \p G.
bool isShared(const GlobalValue &G) {
  return !G.hasLocalLinkage() && !G.getName().starts_with("llvm.");
}

/// Whether nobody minds another copy of \p V: a table or a text, but no vtable or
/// type_info, which are compared by their addresses; or a static of an inline
/// function that is only read, and that nobody else can name. For these names see
/// the Itanium C++ ABI, 5.1.4.
bool isPlainConstant(const GlobalVariable &V) {
  if (V.isConstant())
    return !V.getName().starts_with("_ZT");
  return V.getName().starts_with("_ZZ") &&
         all_of(V.users(), [](const User *U) { return isa<LoadInst>(U); });
}

/// Gives \p M copies of its own of the constants that others have as well.
void keepPlainConstants(Module &M) {
  for (GlobalVariable &V : M.globals())
    if (!V.isDeclaration() && V.isWeakForLinker() && isPlainConstant(V)) {
      V.setComdat(nullptr);
      V.setVisibility(GlobalValue::DefaultVisibility);
      V.setLinkage(GlobalValue::InternalLinkage);
    }
}

/// Why \p M must be seen together with the program, or "".
std::string refusal(const Module &M) {
  if (M.getGlobalVariable(symbol::ThreadEntries, /*AllowInternal=*/true) ||
      M.getFunction(symbol::ThreadCreate) || M.getFunction("pthread_create"))
    return "it creates threads, which are numbered program-wide";
  for (const GlobalVariable &V : M.globals())
    if (V.isThreadLocal())
      return "it has the thread_local variable " + V.getName().str();
  for (const GlobalValue &G : M.global_values()) {
    if (G.hasExternalWeakLinkage() || G.hasWeakAnyLinkage() ||
        G.hasLinkOnceAnyLinkage() || G.hasCommonLinkage())
      return "it has the weak symbol " + G.getName().str();
    if (isa<GlobalIFunc>(G))
      return "it has the ifunc " + G.getName().str();
    if (isShared(G) && !isValidInPtx(G.getName()))
      return "PTX cannot name " + G.getName().str();
  }
  return "";
}

/// Leaves nothing weak, since nvlink may fail when it drops one of several copies
/// ("reference to deleted section"). An inline function is in every object that uses
/// it, so that each can have its own; an explicit instantiation is in one. Of a
/// variable (a vtable, type_info, a static of an inline function) there is one: the
/// part's, which PartLink makes others use.
void strengthenWeak(Module &M) {
  for (GlobalObject &G : M.global_objects()) {
    if (!G.hasLinkOnceODRLinkage() && !G.hasWeakODRLinkage())
      continue;
    G.setLinkage(isa<Function>(G) && G.hasLinkOnceODRLinkage()
                     ? GlobalValue::InternalLinkage
                     : GlobalValue::ExternalLinkage);
    G.setVisibility(GlobalValue::DefaultVisibility);
    G.setComdat(nullptr);
  }
}

/// Takes the list out of \p M and gives its functions names of their own.
std::vector<LibraryPart::Constructor>
takeConstructors(Module &M, StringRef List, StringRef Prefix) {
  std::vector<LibraryPart::Constructor> Result;
  GlobalVariable *Array = M.getGlobalVariable(List);
  if (!Array)
    return Result;
  for (const Use &Element : Array->getInitializer()->operands()) {
    auto *Entry = dyn_cast<ConstantStruct>(Element);
    auto *F = Entry ? dyn_cast<Function>(
                          Entry->getOperand(1)->stripPointerCasts())
                    : nullptr;
    if (!F)
      continue; // zeroinitializer: an entry that was removed
    if (F->hasLocalLinkage()) {
      F->setName(Prefix + "_" + utostr(Result.size()));
      F->setLinkage(GlobalValue::ExternalLinkage);
    }
    Result.push_back(
        {cast<ConstantInt>(Entry->getOperand(0))->getZExtValue(),
         F->getName().str()});
  }
  Array->eraseFromParent();
  return Result;
}

/// The undefined functions that \p F reaches by direct calls.
std::vector<std::string> undefinedCallees(const Function &F) {
  SetVector<const Function *> Reached;
  Reached.insert(&F);
  std::vector<std::string> Names;
  for (size_t Next = 0; Next != Reached.size(); ++Next) {
    const Function *Here = Reached[Next];
    if (Here->isDeclaration() && !Here->isIntrinsic())
      Names.push_back(Here->getName().str());
    for (const Instruction &I : instructions(*Here))
      if (auto *Call = dyn_cast<CallBase>(&I))
        if (auto *Callee = dyn_cast<Function>(
                Call->getCalledOperand()->stripPointerCasts()))
          Reached.insert(Callee);
  }
  return Names;
}

/// nvlink 13.0 goes by the names of sections, of which each function has one. When
/// local functions of two objects share a name and it drops the one, it crashes over
/// the other, or finds a "reference to deleted section", in some orders of the objects.
void renameLocalFunctions(Module &M, StringRef Id) {
  for (Function &F : M)
    if (F.hasLocalLinkage())
      F.setName(F.getName() + "$" + Id.take_front(8));
}

/// Whether every module of the GPU's program gets it from runtime/arch.
bool isOfArchitecture(StringRef Name) {
  return Name == symbol::WarpContext || Name.starts_with(symbol::ArchPrefix);
}

/// Fills in what the finished module defines and wants.
void describe(const Module &M, LibraryPart &Part) {
  for (const GlobalObject &G : M.global_objects()) {
    if (!isShared(G) || isOfArchitecture(G.getName()))
      continue;
    if (G.isDeclaration()) {
      if (!G.use_empty())
        Part.Undefined.push_back(G.getName().str());
      continue;
    }
    Part.Defined.insert(G.getName());
    const auto *F = dyn_cast<Function>(&G);
    if (!F)
      continue;
    if (F->doesNotThrow())
      Part.NoUnwind.push_back(F->getName().str());
    if (auto Callees = undefinedCallees(*F); !Callees.empty())
      Part.Calls[F->getName().str()] = std::move(Callees);
  }
  sort(Part.Undefined);
  sort(Part.NoUnwind);
}

Expected<std::string> assemble(StringRef Ptx, const SeparateCompilation &Settings,
                               StringRef Stem) {
  std::string PtxFile = Stem.str() + ".ptx", Object = Stem.str() + ".o",
              Log = Stem.str() + ".log";
  FileRemover Removers[] = {FileRemover(PtxFile), FileRemover(Object),
                            FileRemover(Log)};
  std::error_code EC;
  {
    raw_fd_ostream OS(PtxFile, EC);
    OS << Ptx;
  }
  if (EC)
    return createStringError(EC, "cannot write " + PtxFile);
  std::string Problem;
  std::vector<std::string> Command = {
      Settings.Ptxas,
      "-arch=" + Settings.Gpu,
      "-O3",
      "-c",
      "-maxrregcount=" + utostr(Settings.Warps.registersPerLane()),
      PtxFile,
      "-o",
      Object};
  if (runCommand(Command, Log, Problem) != 0) {
    if (auto Text = MemoryBuffer::getFile(Log))
      Problem += (*Text)->getBuffer();
    return createStringError("ptxas: " + Problem);
  }
  auto Code = MemoryBuffer::getFile(Object, /*IsText=*/false,
                                    /*RequiresNullTerminator=*/false);
  if (!Code)
    return errorCodeToError(Code.getError());
  return (*Code)->getBuffer().str();
}

/// A function named \p Name, with the linkage of \p Target, that calls it.
void createThunk(StringRef Name, Function &Target) {
  Function *Thunk =
      Function::Create(Target.getFunctionType(), Target.getLinkage(), Name,
                       Target.getParent());
  Thunk->copyAttributesFrom(&Target);
  Thunk->setPersonalityFn(nullptr);
  IRBuilder<> Builder(
      BasicBlock::Create(Target.getContext(), "", Thunk));
  SmallVector<Value *, 4> Arguments(make_pointer_range(Thunk->args()));
  CallInst *Call = Builder.CreateCall(&Target, Arguments);
  Call->setCallingConv(Target.getCallingConv());
  Call->setAttributes(
      Target.getAttributes().removeFnAttributes(Target.getContext()));
  if (Call->getType()->isVoidTy())
    Builder.CreateRetVoid();
  else
    Builder.CreateRet(Call);
}

} // namespace

bool defineAliases(Module &M, function_ref<bool(StringRef)> IsShared) {
  bool Good = true;
  SmallPtrSet<Function *, 16> Renamed;
  for (GlobalAlias &A : make_early_inc_range(M.aliases())) {
    if (A.hasLocalLinkage() || !IsShared(A.getName()))
      continue;
    auto *Target = dyn_cast<Function>(A.getAliasee()->stripPointerCasts());
    if (!Target || Target->isVarArg()) {
      Good = false;
      continue;
    }
    std::string Name = A.getName().str();
    A.replaceAllUsesWith(Target);
    A.eraseFromParent();
    // Callers use the alias, as a rule, so that the body gets its name.
    std::string Other = Name;
    if (Renamed.insert(Target).second) {
      Other = Target->getName().str();
      Target->setName(Name);
      if (Target->hasLocalLinkage()) {
        Target->setLinkage(GlobalValue::ExternalLinkage);
        Target->setVisibility(GlobalValue::DefaultVisibility);
        continue;
      }
    }
    createThunk(Other, *Target);
  }
  return Good;
}

Expected<LibraryPart> SeparateCompilation::run(const BitcodeFile &File,
                                               StringRef Id) const {
  LibraryPart Part;
  LLVMContext Context;
  Context.setDiagnosticHandler(std::make_unique<FirstError>(Part.Refusal));
  std::unique_ptr<Module> M = linkMember(Context, File);
  if (!M)
    return createStringError("it cannot be read");
  Part.Refusal = refusal(*M);
  if (Part.Refusal.empty() &&
      !defineAliases(*M, [](StringRef) { return true; }))
    Part.Refusal = "it has an alias of a variable or of a variadic function";
  if (!Part.Refusal.empty())
    return Part;

  keepPlainConstants(*M);
  strengthenWeak(*M);

  LinkOptions Options;
  Options.StripDebugInfo = true;
  Options.Warps = Warps;
  CompilationUnit Unit{CompilationUnit::LibraryPart, {}};
  for (const GlobalValue &G : M->global_values())
    if (isShared(G) && !G.isDeclaration())
      Unit.Exports.push_back(G.getName().str());
  std::unique_ptr<TargetMachine> Target = createGpuTarget(Gpu, Options);
  if (!Target)
    return createStringError("no code can be generated for " + Gpu);
  runCommonPasses(*M, Unit, Warps);
  std::string Prefix = ("__heddle_part_" + Id).str();
  Part.Constructors =
      takeConstructors(*M, "llvm.global_ctors", Prefix + "_constructor");
  Part.Destructors =
      takeConstructors(*M, "llvm.global_dtors", Prefix + "_destructor");
  for (const auto *List : {&Part.Constructors, &Part.Destructors})
    for (const LibraryPart::Constructor &C : *List)
      Unit.Exports.push_back(C.Function);
  runGpuPasses(*M, *Target, ArchitectureFile, Options, Unit);
  if (!Part.Refusal.empty())
    return Part;
  // Inlined by now, as a rule.
  if (Function *Accessor = M->getFunction(symbol::WarpContext)) {
    Accessor->setLinkage(GlobalValue::InternalLinkage);
    if (Accessor->use_empty())
      Accessor->eraseFromParent();
  }
  describe(*M, Part);
  renameLocalFunctions(*M, Id);
  prepareForPtxLink(*M);
  SmallVector<char, 0> Ptx;
  generateCode(*M, *Target, CodeGenFileType::AssemblyFile, Ptx);
  Expected<std::string> Code =
      assemble(StringRef(Ptx.data(), Ptx.size()), *this, (Folder + "/" + Id).str());
  if (!Code)
    return Code.takeError();
  Part.Code = std::move(*Code);
  return Part;
}

} // namespace heddle
