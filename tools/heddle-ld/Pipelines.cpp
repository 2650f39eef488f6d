//===- Pipelines.cpp - The passes of a whole program, for each device -----===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Pipelines.h"
#include "BitcodeLink.h"
#include "Diagnostics.h"
#include "plugin/Passes.h"
#include "plugin/Recursion.h"
#include "plugin/Symbols.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/ReplaceConstant.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Passes/StandardInstrumentations.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Transforms/IPO/ElimAvailExtern.h"
#include "llvm/Transforms/IPO/ElimAvailExtern.h"
#include "llvm/Transforms/IPO/ExpandVariadics.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"
#include "llvm/Transforms/IPO/MergeFunctions.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/LowerConstantIntrinsics.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"

using namespace llvm;

namespace heddle {
namespace {

/// Pass manager, analyses and what -mllvm -print-after-all and its kin need.
class Pipeline {
  PassInstrumentationCallbacks Callbacks;
  StandardInstrumentations Instrumentations;
  LoopAnalysisManager LAM;
  FunctionAnalysisManager FAM;
  CGSCCAnalysisManager CGAM;
  ModuleAnalysisManager MAM;
  Module &M;

public:
  PassBuilder Builder;
  ModulePassManager Passes;

  explicit Pipeline(Module &M, TargetMachine *Target = nullptr)
      : Instrumentations(M.getContext(), /*DebugLogging=*/false), M(M),
        Builder(Target, PipelineTuningOptions(), std::nullopt, &Callbacks) {
    registerPasses(Builder);
    Instrumentations.registerCallbacks(Callbacks, &MAM);
    // The device has no C library beyond the functions linked into the program:
    // a call that the optimizer invents would stay undefined.
    TargetLibraryInfoImpl Library(M.getTargetTriple());
    // Optimizers make frem and intrinsics of them, which LowerMath has removed.
    for (LibFunc Function :
         {LibFunc_fmod, LibFunc_fmodf, LibFunc_fmodl, LibFunc_pow, LibFunc_powf,
          LibFunc_exp2, LibFunc_exp2f, LibFunc_ldexp, LibFunc_ldexpf})
      Library.setUnavailable(Function);
    if (Target)
      FAM.registerPass([Library] { return TargetLibraryAnalysis(Library); });
    Builder.registerModuleAnalyses(MAM);
    Builder.registerCGSCCAnalyses(CGAM);
    Builder.registerFunctionAnalyses(FAM);
    Builder.registerLoopAnalyses(LAM);
    Builder.crossRegisterProxies(LAM, FAM, CGAM, MAM);
  }

  void optimize(OptimizationLevel Level) {
    if (Level == OptimizationLevel::O0) {
      Passes.addPass(Builder.buildO0DefaultPipeline(
          Level, ThinOrFullLTOPhase::FullLTOPostLink));
    } else {
      Passes.addPass(Builder.buildLTODefaultPipeline(Level, nullptr));
    }
    // Neither pipeline does at levels 0 and 1.
    Passes.addPass(EliminateAvailableExternallyPass());
    Passes.addPass(GlobalDCEPass());
    // What has not turned out to be constant.
    Passes.addPass(
        createModuleToFunctionPassAdaptor(LowerConstantIntrinsicsPass()));
  }

  void lowerExceptions(OptimizationLevel Level, bool WholeProgram) {
    LowerExceptionsOptions Options;
    Options.WholeProgram = WholeProgram;
    Passes.addPass(LowerExceptionsPass(Options));
    if (Level != OptimizationLevel::O0) {
      FunctionPassManager Cleanup;
      Cleanup.addPass(EarlyCSEPass());
      Cleanup.addPass(SimplifyCFGPass());
      Passes.addPass(createModuleToFunctionPassAdaptor(std::move(Cleanup)));
    }
    // What only landing pads called that nothing leads to.
    Passes.addPass(GlobalDCEPass());
  }

  void run() {
    if (!hadErrors())
      Passes.run(M, MAM);
  }
};

/// Gives the compilation units that \p Which picks another kind of debug
/// information, which is part of their identity.
template <typename Predicate>
void setEmissionKind(Module &M, DICompileUnit::DebugEmissionKind Kind,
                     Predicate Which) {
  DenseMap<DICompileUnit *, DICompileUnit *> Replaced;
  NamedMDNode *Units = M.getNamedMetadata("llvm.dbg.cu");
  if (!Units)
    return;
  for (unsigned I = 0; I != Units->getNumOperands(); ++I) {
    auto *Unit = cast<DICompileUnit>(Units->getOperand(I));
    if (!Which(*Unit))
      continue;
    auto *Copy = DICompileUnit::getDistinct(
        M.getContext(), Unit->getSourceLanguage(), Unit->getFile(),
        Unit->getProducer(), Unit->isOptimized(), Unit->getFlags(),
        Unit->getRuntimeVersion(), Unit->getSplitDebugFilename(), Kind,
        Unit->getEnumTypes(), Unit->getRetainedTypes(),
        Unit->getGlobalVariables(), Unit->getImportedEntities(),
        Unit->getMacros(), Unit->getDWOId(), Unit->getSplitDebugInlining(),
        Unit->getDebugInfoForProfiling(), Unit->getNameTableKind(),
        Unit->getRangesBaseAddress(), Unit->getSysRoot(), Unit->getSDK());
    Replaced[Unit] = Copy;
    Units->setOperand(I, Copy);
  }
  DebugInfoFinder Finder;
  Finder.processModule(M);
  for (DISubprogram *Subprogram : Finder.subprograms())
    if (DICompileUnit *Copy = Replaced.lookup(Subprogram->getUnit()))
      Subprogram->replaceUnit(Copy);
}

/// ptxas refuses optimization together with full debug information, so the GPU
/// keeps line directives, which profilers and cuda-memcheck read.
void reduceDebugInfo(Module &M) {
  stripNonLineTableDebugInfo(M);
  setEmissionKind(M, DICompileUnit::DebugDirectivesOnly,
                  [](const DICompileUnit &) { return true; });
}

/// Clang for nvptx64 asks for line directives alone as soon as it optimizes, of
/// which x86-64's object files keep nothing.
void keepLineTables(Module &M) {
  setEmissionKind(M, DICompileUnit::LineTablesOnly,
                  [](const DICompileUnit &Unit) {
                    return Unit.getEmissionKind() ==
                           DICompileUnit::DebugDirectivesOnly;
                  });
}

std::unique_ptr<TargetMachine> createTarget(const Triple &Triple, StringRef Cpu,
                                            StringRef Features,
                                            Reloc::Model Relocation,
                                            const LinkOptions &Options) {
  std::string Problem;
  const Target *Target = TargetRegistry::lookupTarget(Triple, Problem);
  if (!Target) {
    error("this LLVM generates no code for " + Triple.str() + ": " + Problem);
    return nullptr;
  }
  std::unique_ptr<MCSubtargetInfo> Subtarget(
      Target->createMCSubtargetInfo(Triple, Cpu, Features));
  if (!Subtarget || !Subtarget->isCPUStringValid(Cpu)) {
    error("unknown GPU '" + Cpu + "'");
    return nullptr;
  }
  TargetOptions CodeGen;
  // The instrumentation's constructors, in the section that is still read.
  CodeGen.UseInitArray = true;
  return std::unique_ptr<TargetMachine>(Target->createTargetMachine(
      Triple, Cpu, Features, CodeGen, Relocation, std::nullopt,
      Options.codeGenLevel()));
}

/// The variables of runtime/arch/nvptx: one copy in a program.
constexpr StringRef SharedArrays[] = {"__heddle_arch_contexts",
                                      "__heddle_arch_locals"};

/// Gives them an element for each warp of a block rather than for the most that a
/// block can have: what shared memory they leave is L1.
void fitSharedArrays(Module &M, unsigned WarpsPerBlock) {
  for (StringRef Name : SharedArrays) {
    GlobalVariable *Array = M.getGlobalVariable(Name);
    if (!Array)
      continue;
    Type *Element = cast<ArrayType>(Array->getValueType())->getElementType();
    Type *Fitting = ArrayType::get(Element, WarpsPerBlock);
    auto *Copy = new GlobalVariable(
        M, Fitting, Array->isConstant(), Array->getLinkage(),
        UndefValue::get(Fitting), "", Array, Array->getThreadLocalMode(),
        Array->getAddressSpace());
    Copy->copyAttributesFrom(Array);
    Copy->takeName(Array);
    Array->replaceAllUsesWith(Copy);
    Array->eraseFromParent();
  }
}

/// The code generator finds out the address space of what instructions compute, not of
/// constants: an access to a fixed word of shared memory would compute its generic address
/// and convert that.
void expandSharedAddresses(Module &M) {
  constexpr unsigned Shared = 3;
  SmallVector<Constant *> Variables;
  for (GlobalVariable &V : M.globals())
    if (V.getAddressSpace() == Shared)
      Variables.push_back(&V);
  convertUsersOfConstantsToInstructions(Variables);
}

/// The oldest PTX version that has all of the GPU's instructions that LLVM uses:
/// the older it is, the more drivers can compile the PTX in the executable.
StringRef ptxVersion(StringRef Gpu) {
  unsigned Number = 0;
  Gpu.drop_while([](char C) { return !isDigit(C); })
      .consumeInteger(10, Number);
  if (Number <= 90)
    return "+ptx80";
  return Number == 103 || Number == 121 ? "+ptx88"
         : Number == 110 || Number == 88 ? "+ptx90"
                                         : "+ptx87";
}

/// Keeps large functions out of their callers, also where they have one alone: ptxas
/// takes more than linear time over a function, and the call's 37 ns do not show
/// beside what so many instructions take.
void keepLargeFunctionsOutOfLine(Module &M) {
  constexpr unsigned LargeFunction = 300;
  for (Function &F : M)
    keepOutOfLine(F, LargeFunction);
}

/// Returns the level for the GPU's code, and lets \p M be optimized at it. ptxas takes
/// some 20 ms for each function of code that is not optimized, and templates make tens
/// of thousands that are a few instructions each: then -O0 is not heeded.
OptimizationLevel chooseGpuLevel(Module &M, OptimizationLevel Level) {
  constexpr auto MostFunctions = 5000;
  if (Level != OptimizationLevel::O0 ||
      count_if(M, [](const Function &F) { return !F.isDeclaration(); }) <=
          MostFunctions)
    return Level;
  for (Function &F : M)
    if (F.hasFnAttribute(Attribute::OptimizeNone)) {
      F.removeFnAttr(Attribute::OptimizeNone);
      F.removeFnAttr(Attribute::NoInline);
    }
  return OptimizationLevel::O2;
}

/// Gives functions that are called from many places external linkage. The NVPTX
/// backend searches the uses of a local one for its address at each argument of each
/// call, which is more than quadratic: 30,000 calls of one function took over nine minutes.
void exposeOftenCalledFunctions(Module &M) {
  constexpr unsigned Often = 500;
  for (Function &F : M)
    if (F.hasLocalLinkage() && F.hasNUsesOrMore(Often)) {
      F.setLinkage(GlobalValue::ExternalLinkage);
      F.setName(F.getName() + "$often"); // unlike any library's
    }
}

/// Whether a function that \p M calls may throw without \p M knowing how.
bool callsThrowingPart(const Module &M) {
  return any_of(M, [](const Function &F) {
    return F.isDeclaration() && !F.isIntrinsic() && !F.use_empty() &&
           !F.doesNotThrow();
  });
}

/// What must stay after the passes of a whole program: the kernel, and what the
/// passes that run on optimized code call.
void keepNeeded(Module &M, const CompilationUnit &Unit,
                const Sanitizers &Sanitize = {}) {
  SmallVector<StringRef> Keep = {symbol::Kernel, symbol::StackOverflow,
                                 symbol::DivideError,
                                 symbol::LocalStackSave,
                                 symbol::LocalStackReload,
                                 symbol::ThreadLocalsCreate,
                                 symbol::WarpContext};
  Keep.append(Unit.Exports.begin(), Unit.Exports.end());
  if (Unit.isSeparate()) {
    Keep.append(std::begin(SharedArrays), std::end(SharedArrays));
    if (callsThrowingPart(M))
      Keep.append({symbol::SelectHandler, symbol::ExceptionEscaped});
  }
  keepReachable(M, Keep, Sanitize);
}

} // namespace

ArrayRef<StringRef> runtimeRoots() {
  static const StringRef Roots[] = {symbol::ThreadCreate,  symbol::ThreadJoin,
                                    symbol::ThreadDetach,  symbol::StackOverflow,
                                    symbol::DivideError,
                                    symbol::LocalStackSave,
                                    symbol::LocalStackReload,
                                    symbol::ThreadLocalsCreate,
                                    symbol::WarpMain};
  return Roots;
}

void runCommonPasses(Module &M, const CompilationUnit &Unit,
                     const Occupancy &Warps, const Sanitizers &Sanitize) {
  Pipeline P(M);
  P.Passes.addPass(LowerByValPass());
  P.Passes.addPass(LowerThreadsPass());
  P.Passes.addPass(AlignArraysPass());
  if (!Sanitize.any())
    P.Passes.addPass(SizeFreesPass());
  P.Passes.addPass(LowerIndirectBranchesPass());
  P.Passes.addPass(OutlineVariadicInvokesPass());
  P.Passes.addPass(LowerCoroutineTransfersPass());
  P.Passes.addPass(ExpandVariadicsPass(ExpandVariadicsMode::Lowering));
  if (Unit.Kind != CompilationUnit::LibraryPart)
    P.Passes.addPass(BuildDispatchPass());
  P.Passes.addPass(LegalizeGlobalsPass());
  if (Unit.Kind != CompilationUnit::LibraryPart) {
    WrapMainOptions Bounds;
    Bounds.WarpsPerBlock = Warps.WarpsPerBlock;
    Bounds.BlocksPerMultiprocessor = Warps.BlocksPerMultiprocessor;
    P.Passes.addPass(WrapMainPass(Bounds));
    P.Passes.addPass(RecordPlacesPass());
  }
  P.run();
  keepNeeded(M, Unit, Sanitize);
  // A report is to name the function that was written, not its twin.
  if (hadErrors() || Sanitize.any())
    return;
  // long double is double here, so that the libraries have much of their code
  // twice.
  Pipeline Shared(M);
  Shared.Passes.addPass(MergeFunctionsPass());
  Shared.run();
}

std::unique_ptr<TargetMachine> createGpuTarget(StringRef Gpu,
                                               const LinkOptions &Options) {
  return createTarget(Triple("nvptx64-nvidia-cuda"), Gpu, ptxVersion(Gpu),
                      Reloc::Static, Options);
}

std::unique_ptr<TargetMachine> createCpuTarget(const LinkOptions &Options) {
  return createTarget(Triple("x86_64-unknown-linux-gnu"), "x86-64", "",
                      Reloc::PIC_, Options);
}

void runGpuPasses(Module &M, TargetMachine &Target, StringRef ArchitectureFile,
                  const LinkOptions &Options, const CompilationUnit &Unit) {
  M.setDataLayout(Target.createDataLayout());
  M.setTargetTriple(Target.getTargetTriple());
  if (!linkArchitecture(M, ArchitectureFile))
    return;
  fitSharedArrays(M, Options.Warps.WarpsPerBlock);
  CheckerOptions Checks;
  if (Unit.Kind == CompilationUnit::LibraryPart) {
    for (StringRef Name : SharedArrays)
      if (GlobalVariable *Array = M.getGlobalVariable(Name))
        Array->setInitializer(nullptr);
    // Every part has one, for the late passes to inline; until then it must not
    // be dropped.
    if (Function *Accessor = M.getFunction(symbol::WarpContext))
      Accessor->setLinkage(GlobalValue::WeakODRLinkage);
    for (StringRef Name : {symbol::StackOverflow, symbol::DivideError,
                           symbol::LocalStackSave,
                           symbol::LocalStackReload, symbol::SelectHandler,
                           symbol::ExceptionEscaped})
      Checks.AllowedUndefined.push_back(Name.str());
  }
  keepNeeded(M, Unit);
  if (Unit.isSeparate()) {
    // Late passes call it where nothing did before.
    M.getOrInsertFunction(symbol::DivideError, Type::getVoidTy(M.getContext()),
                          PointerType::get(M.getContext(), 0));
    M.addModuleFlag(Module::Warning, SeparateFlag, 1);
    for (GlobalObject &G : M.global_objects())
      if (G.isDeclarationForLinker() && !G.getName().starts_with("llvm.")) {
        if (!isDefinedSeparately(G))
          setDefinedSeparately(G, "");
        Checks.AllowedUndefined.push_back(G.getName().str());
      }
  }
  if (Options.StripDebugInfo)
    StripDebugInfo(M);
  else
    reduceDebugInfo(M);
  OptimizationLevel Level = chooseGpuLevel(M, Options.Level);
  keepLargeFunctionsOutOfLine(M);
  Pipeline P(M, &Target);
  // Answers what runtime/arch asks about the GPU.
  P.Builder.invokePipelineStartEPCallbacks(P.Passes, Level);
  P.optimize(Level);
  P.Passes.addPass(CheckDivisionsPass());
  P.lowerExceptions(Level, /*WholeProgram=*/!Unit.isSeparate());
  P.Passes.addPass(LowerThreadLocalsPass());
  P.Passes.addPass(GlobalizeStackPass());
  P.Passes.addPass(SegmentLocalStackPass());
  P.Passes.addPass(LegalizeAtomicsPass());
  P.Passes.addPass(LegalizeSignsPass());
  P.Passes.addPass(AnchorCalleesPass());
  P.Passes.addPass(CheckerPass(Checks));
  P.run();
  expandSharedAddresses(M);
  if (Unit.Kind != CompilationUnit::LibraryPart)
    exposeOftenCalledFunctions(M);
}

void runCpuPasses(Module &M, TargetMachine &Target, StringRef ArchitectureFile,
                  const LinkOptions &Options) {
  {
    Pipeline P(M);
    P.Passes.addPass(RetargetToHostPass());
    // Before anything is instrumented, and while uses of the warp's context can
    // be told from the program's own memory accesses.
    if (Options.Sanitize.any())
      P.lowerExceptions(OptimizationLevel::O0, /*WholeProgram=*/true);
    if (Options.Sanitize.ownProcess())
      P.Passes.addPass(LowerThreadLocalsPass());
    P.run();
  }
  // The device's C library must not be taken for the host's, which runtime/arch
  // and the code generator call by the same names.
  SmallVector<StringRef, 8> Keep = {symbol::StackOverflow,
                                    symbol::ThreadLocalsCreate,
                                    symbol::WarpContext, symbol::SelectHandler,
                                    symbol::ExceptionEscaped};
  for (const GlobalValue &G : M.global_values())
    if (isForSanitizer(G.getName(), Options.Sanitize))
      Keep.push_back(G.getName());
  internalizeForHost(M, Keep);
  if (!linkArchitecture(M, ArchitectureFile))
    return;
  CheckerOptions Host;
  Host.ForHost = true;
  // A sanitizer watches the OS thread's own stack, which all threads see anyway.
  Host.SharesStack = Options.Sanitize.ownProcess();
  for (const GlobalObject &G : M.global_objects())
    if (G.isDeclaration() && !G.getName().starts_with("llvm."))
      Host.AllowedUndefined.push_back(G.getName().str());
  if (Options.StripDebugInfo)
    StripDebugInfo(M);
  else
    keepLineTables(M);
  Pipeline P(M, &Target);
  if (Options.Sanitize.any())
    prepareForReports(M);
  // For the launcher, which says where a fault came from.
  for (Function &F : M)
    if (!F.isDeclaration())
      F.setUWTableKind(UWTableKind::Async);
  if (Options.Sanitize.ownProcess()) {
    // First, as natively: to the optimizer that sees the whole program an
    // overflow is a store that nobody reads.
    P.Passes.addPass(CheckerPass(Host));
    addInstrumentation(P.Passes, Options.Sanitize);
    P.optimize(Options.Level);
  } else {
    P.optimize(Options.Level);
    if (!Options.Sanitize.any())
      P.lowerExceptions(Options.Level, /*WholeProgram=*/true);
    P.Passes.addPass(LowerThreadLocalsPass());
    P.Passes.addPass(GlobalizeStackPass());
    P.Passes.addPass(CheckerPass(Host));
  }
  P.run();
}

void prepareForPtxLink(Module &M) {
  // nvlink compares sizes, and a declaration's type need not be the
  // definition's: clang declares every type_info as one pointer.
  Type *Unsized = ArrayType::get(Type::getInt8Ty(M.getContext()), 0);
  for (GlobalVariable &V : make_early_inc_range(M.globals())) {
    if (!V.isDeclaration() || V.getName().starts_with("llvm.") ||
        is_contained(SharedArrays, V.getName()))
      continue;
    auto *Declaration = new GlobalVariable(
        M, Unsized, V.isConstant(), GlobalValue::ExternalLinkage, nullptr, "",
        &V, GlobalValue::NotThreadLocal, V.getAddressSpace());
    Declaration->setAlignment(V.getAlign());
    Declaration->takeName(&V);
    V.replaceAllUsesWith(Declaration);
    V.eraseFromParent();
  }
  // ptxas takes malloc, free and vprintf for CUDA's own.
  for (GlobalObject &G : M.global_objects())
    if (StringRef Name = G.getName();
        !G.hasLocalLinkage() && !Name.starts_with("_Z") &&
        !Name.starts_with("__heddle_") && !Name.starts_with("llvm."))
      G.setName("__heddle$" + Name);
}

void generateCode(Module &M, TargetMachine &Target, CodeGenFileType Type,
                  SmallVectorImpl<char> &Code) {
  if (hadErrors())
    return;
  raw_svector_ostream OS(Code);
  legacy::PassManager Passes;
  if (Target.addPassesToEmitFile(Passes, OS, nullptr, Type,
                                 /*DisableVerify=*/false)) {
    error("this LLVM cannot emit a file of this type");
    return;
  }
  Passes.run(M);
}

} // namespace heddle
