//===- heddle-ld.cpp - Links device bitcode into an executable ------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Resolve the bitcode files like a linker; then, one thread a device, each in an
// LLVMContext of its own: merge them, passes, optimization, code generation. For
// the GPU the libraries' large members are machine code already, which nvlink
// adds; without those the devices share the merged program. Embed the GPU's
// binary, link with the launcher.
//
//===----------------------------------------------------------------------===//

#include "BitcodeLink.h"
#include "Configuration.h"
#include "Diagnostics.h"
#include "GpuBinary.h"
#include "HostLink.h"
#include "PartCache.h"
#include "PartLink.h"
#include "PhaseTimes.h"
#include "Pipelines.h"
#include "ProgramImage.h"
#include "plugin/Symbols.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Option/Option.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"
#include <thread>

using namespace llvm;
using namespace llvm::opt;
using namespace heddle;

namespace {

enum ID {
  OPT_INVALID = 0,
#define OPTION(...) LLVM_MAKE_OPT_ID(__VA_ARGS__),
#include "Options.inc"
#undef OPTION
};

#define OPTTABLE_STR_TABLE_CODE
#include "Options.inc"
#undef OPTTABLE_STR_TABLE_CODE
#define OPTTABLE_PREFIXES_TABLE_CODE
#include "Options.inc"
#undef OPTTABLE_PREFIXES_TABLE_CODE

constexpr opt::OptTable::Info InfoTable[] = {
#define OPTION(...) LLVM_CONSTRUCT_OPT_INFO(__VA_ARGS__),
#include "Options.inc"
#undef OPTION
};

struct LinkerOptTable : opt::GenericOptTable {
  LinkerOptTable()
      : GenericOptTable(OptionStrTable, OptionPrefixesTable, InfoTable) {}
};

/// The C library and the runtime are always linked; the host's names of the
/// libraries that are part of them mean nothing more.
bool isPartOfDevice(StringRef Library) {
  static const StringRef Names[] = {"c",   "m",        "pthread", "dl",
                                    "rt",  "stdc++",   "c++",     "c++abi",
                                    "gcc", "gcc_s",    "atomic",  "util",
                                    "unwind", "gcc_eh", "c++experimental",
                                    "stdc++fs"};
  return is_contained(Names, Library);
}

std::string findLibrary(StringRef Name, ArrayRef<std::string> Folders) {
  bool Exact = Name.consume_front(":");
  for (const std::string &Folder : Folders) {
    SmallString<256> Path(Folder);
    sys::path::append(Path, Exact ? Name : "lib" + Name.str() + ".a");
    if (sys::fs::exists(Path))
      return std::string(Path);
  }
  for (const std::string &Folder : Folders) {
    SmallString<256> Path(Folder);
    sys::path::append(Path, "lib" + Name.str() + ".so");
    if (sys::fs::exists(Path)) {
      error("-l" + Name + ": " + Path +
            " is a shared library; device code has no dynamic linking: "
            "compile the library with heddle++ into an archive");
      return "";
    }
  }
  error("-l" + Name + ": no lib" + Name + ".a in the folders given with -L");
  return "";
}

std::optional<OptimizationLevel> parseLevel(StringRef Text) {
  return StringSwitch<std::optional<OptimizationLevel>>(Text)
      .Case("0", OptimizationLevel::O0)
      .Cases({"", "1", "g"}, OptimizationLevel::O1)
      .Case("2", OptimizationLevel::O2)
      .Cases({"3", "4", "fast"}, OptimizationLevel::O3)
      .Case("s", OptimizationLevel::Os)
      .Case("z", OptimizationLevel::Oz)
      .Default(std::nullopt);
}

/// Says at once what the host's linker would say at the end of a long link.
void checkOutput(StringRef Output) {
  sys::fs::file_status Status;
  if (!sys::fs::status(Output, Status)) {
    if (sys::fs::is_directory(Status)) {
      error("cannot write " + Output + ": it is a directory");
      return;
    }
    if (!sys::fs::is_regular_file(Status))
      return;
  }
  StringRef Folder = sys::path::parent_path(Output);
  if (std::error_code EC = sys::fs::access(Folder.empty() ? "." : Folder,
                                           sys::fs::AccessMode::Write))
    error("cannot write " + Output + ": " + EC.message());
}

/// Reads the command line; errors are printed.
LinkOptions parseOptions(const opt::InputArgList &Args) {
  LinkOptions Options;
  Options.Output = Args.getLastArgValue(OPT_o, "a.out").str();
  Options.Gpu = Args.getLastArgValue(OPT_march_eq).str();
  if (Options.Gpu == "native")
    Options.Gpu.clear();
  if (const opt::Arg *A = Args.getLastArg(OPT_heddle_warps_eq)) {
    if (auto Warps = Occupancy::parse(A->getValue()))
      Options.Warps = *Warps;
    else
      error("--heddle-warps: " + Occupancy::refusal(A->getValue()));
  }
  Options.StripDebugInfo = Args.hasArg(OPT_strip);
  Options.DeviceLibraries = !Args.hasArg(OPT_nostdlib);
  Options.Verbose = Args.hasArg(OPT_v);
  Options.PrintTimes = Args.hasArg(OPT_heddle_time);
  Options.SaveTemps = Args.hasArg(OPT_save_temps);
  Options.PtxasOptions = Args.getAllArgValues(OPT_Xptxas);
  Options.HostOptions = Args.getAllArgValues(OPT_Xhost);
  if (Args.hasArg(OPT_shared))
    error("-shared: device code has no dynamic linking; make an archive "
          "(llvm-ar rcs) and link it");
  if (Args.hasArg(OPT_relocatable))
    error("-r: partial linking is not supported; make an archive (llvm-ar rcs)");
  if (const opt::Arg *A = Args.getLastArg(OPT_O)) {
    if (auto Level = parseLevel(A->getValue()))
      Options.Level = *Level;
    else
      error("invalid optimization level '" + A->getAsString(Args) + "'");
  }
  Options.PrecompileInto = Args.getLastArgValue(OPT_precompile_eq).str();
  if (const opt::Arg *A = Args.getLastArg(OPT_heddle_precompiled_eq)) {
    StringRef Value = A->getValue();
    if (Value != "yes" && Value != "no")
      error("--heddle-precompiled is yes or no, not '" + Value + "'");
    Options.Precompiled = Value == "yes";
  }
  if (Args.hasArg(OPT_heddle_targets_eq)) {
    Options.ForGpu = Options.ForCpu = false;
    for (StringRef Device : Args.getAllArgValues(OPT_heddle_targets_eq))
      if (Device == "gpu")
        Options.ForGpu = true;
      else if (Device == "cpu")
        Options.ForCpu = true;
      else
        error("unknown device '" + Device +
              "' in --heddle-targets: it is gpu, cpu or gpu,cpu");
  }
  if (const opt::Arg *A = Args.getLastArg(OPT_sanitize_eq)) {
    if (auto Which = Sanitizers::parse(A->getValue()))
      Options.Sanitize = *Which;
    Options.Sanitize.RecoverAddress = Args.hasArg(OPT_sanitize_recover);
    if (Options.ForGpu)
      error("--sanitize is for the CPU device: say --heddle-targets=cpu");
  }

  std::vector<std::string> Folders = Args.getAllArgValues(OPT_L);
  bool WholeArchive = false;
  for (const opt::Arg *A : Args) {
    A->claim();
    switch (A->getOption().getID()) {
    case OPT_whole_archive:
      WholeArchive = true;
      break;
    case OPT_no_whole_archive:
      WholeArchive = false;
      break;
    case OPT_INPUT:
      Options.Inputs.push_back({A->getValue(), WholeArchive});
      break;
    case OPT_l:
      if (isPartOfDevice(A->getValue()))
        break;
      if (std::string Path = findLibrary(A->getValue(), Folders);
          !Path.empty())
        Options.Inputs.push_back({Path, WholeArchive});
      break;
    case OPT_UNKNOWN: {
      std::string Nearest;
      LinkerOptTable Table;
      bool Close = Table.findNearest(A->getSpelling(), Nearest) <= 1;
      error("unknown argument '" + A->getAsString(Args) + "'" +
            (Close ? "; did you mean '" + Nearest + "'?" : ""));
      break;
    }
    default:
      break;
    }
  }
  if (!Options.PrecompileInto.empty())
    return Options;
  if (Options.Inputs.empty())
    error("no input files");
  checkOutput(Options.Output);
  return Options;
}

/// Owns the folder of the temporary files: beside the executable when they are
/// to be kept.
class Temporaries {
  SmallString<128> Folder;
  std::string Stem;
  bool Keep;

public:
  explicit Temporaries(const LinkOptions &Options) : Keep(Options.SaveTemps) {
    if (Keep) {
      Stem = Options.Output;
      return;
    }
    if (std::error_code EC =
            sys::fs::createUniqueDirectory("heddle-ld", Folder))
      error("cannot make a temporary folder: " + EC.message());
    Stem = (Folder + "/" + sys::path::filename(Options.Output)).str();
  }
  ~Temporaries() {
    if (!Keep)
      sys::fs::remove(Folder); // stays when a failure left something in it
  }
  std::string path(StringRef Suffix) const { return Stem + Suffix.str(); }

  void saveModule(const Module &M, StringRef Suffix) const {
    if (!Keep)
      return;
    std::error_code EC;
    raw_fd_ostream OS(path(Suffix), EC);
    if (!EC)
      M.print(OS, nullptr);
  }
  std::string write(ArrayRef<char> Bytes, StringRef Suffix) const {
    std::string Path = path(Suffix);
    std::error_code EC;
    raw_fd_ostream OS(Path, EC);
    OS.write(Bytes.data(), Bytes.size());
    OS.close();
    if (EC || OS.has_error()) {
      error("cannot write " + Path + ": " + (EC ? EC : OS.error()).message());
      OS.clear_error();
    }
    return Path;
  }
  void remove(StringRef Path) const {
    if (!Keep)
      sys::fs::remove(Path);
  }
};

class ProgramLink {
  const LinkOptions &Options;
  Installation Heddle = Installation::find();
  PhaseTimes Times;
  Temporaries Temps{Options};

  Resolution Inputs;
  std::string GpuName;
  CompiledFiles Compiled; ///< empty: all is bitcode for the GPU too
  /// Bitcode of the program after common passes, if both devices are to have it.
  SmallVector<char, 0> Common;
  GpuBinary Gpu;
  std::string CpuObject;

  bool readInputs();
  void dropConflictingParts();
  std::unique_ptr<Module> makeCommon(LLVMContext &Context);
  std::unique_ptr<Module> joinParts(LLVMContext &Context, CompilationUnit &Unit,
                                    std::vector<std::string> &Objects);
  std::unique_ptr<Module> parseCommon(LLVMContext &Context);
  void buildGpu();
  void buildCpu();
  std::string buildImage();

public:
  explicit ProgramLink(const LinkOptions &Options) : Options(Options) {}
  void run();
};

} // namespace

static void addDeviceLibraries(Resolution &Inputs, const Installation &Heddle) {
  for (const char *Library :
       {"libheddle-device.a", "libc++.a", "libc++abi.a", "libc.a"})
    Inputs.add(Heddle.DeviceLibDir + "/" + Library, /*OfToolchain=*/true);
}

static std::string gpuName(const LinkOptions &Options) {
  std::string Name = Options.Gpu.empty() ? nativeGpu() : Options.Gpu;
  return Name.empty() ? LinkOptions::DefaultGpu : Name;
}

/// Reports it if a multiprocessor of \p Gpu has no room for so many.
static bool fits(const Occupancy &Warps, StringRef Gpu) {
  if (Warps.warps() <= mostWarps(Gpu))
    return true;
  error("--heddle-warps=" + Twine(Warps.warps()) + ": a multiprocessor of " +
        Gpu + " holds " + Twine(mostWarps(Gpu)) +
        " warps; say 32, or name another GPU with -march");
  return false;
}

bool ProgramLink::readInputs() {
  PhaseTimes::Phase Phase(Times, "read symbols");
  Inputs.require("main");
  for (const LinkInput &Input : Options.Inputs)
    Inputs.add(Input.Path, /*OfToolchain=*/false, Input.WholeArchive);
  if (Options.DeviceLibraries)
    addDeviceLibraries(Inputs, Heddle);
  for (StringRef Root : runtimeRoots())
    Inputs.require(Root);
  // Separately compiled code may ask for these where its bitcode does not.
  for (StringRef Late : {symbol::SelectHandler, symbol::ExceptionEscaped})
    Inputs.require(Late);
  return !hadErrors();
}

/// The program for the GPU without the code that was compiled before, which
/// becomes \p Objects.
std::unique_ptr<Module>
ProgramLink::joinParts(LLVMContext &Context, CompilationUnit &Unit,
                       std::vector<std::string> &Objects) {
  installDiagnosticHandler(Context);
  // Beside what the CPU device's thread saves.
  const std::string Device = Options.ForCpu ? ".gpu" : "";
  std::unique_ptr<Module> M;
  {
    PhaseTimes::Phase Phase(Times, "gpu: link bitcode");
    M = linkProgram(Context, Inputs, Compiled);
    if (!M || hadErrors())
      return nullptr;
    Temps.saveModule(*M, Device + ".linked.ll");
    PartLink Parts(Inputs, Compiled);
    SmallVector<StringRef> Roots(runtimeRoots());
    Roots.push_back("main");
    // SizeFrees may call it.
    Roots.push_back(symbol::FreeSized);
    Unit = Parts.join(*M, Roots);
    for (const LibraryPart *Part : Parts.live())
      Objects.push_back(Temps.write(arrayRefFromStringRef<char>(Part->Code),
                                    ".part" + utostr(Objects.size()) + ".o"));
  }
  // The CPU device's thread reports them, if there is one.
  if (!Options.ForCpu)
    reportUndefined(*M, Inputs);
  if (hadErrors() || !findUndefined(*M).empty())
    return nullptr;
  PhaseTimes::Phase Phase(Times, "gpu: common passes");
  runCommonPasses(*M, Unit, Options.Warps);
  Temps.saveModule(*M, Device + ".common.ll");
  return hadErrors() ? nullptr : std::move(M);
}

/// The program after common passes.
std::unique_ptr<Module> ProgramLink::makeCommon(LLVMContext &Context) {
  installDiagnosticHandler(Context);
  std::unique_ptr<Module> M;
  {
    PhaseTimes::Phase Phase(Times, "link bitcode");
    M = linkProgram(Context, Inputs, CompiledFiles(), Options.Sanitize);
    if (!M || hadErrors())
      return nullptr;
    Temps.saveModule(*M, ".linked.ll");
    SmallVector<StringRef> Roots(runtimeRoots());
    Roots.push_back("main");
    // SizeFrees may call it.
    if (!Options.Sanitize.any())
      Roots.push_back(symbol::FreeSized);
    keepReachable(*M, Roots, Options.Sanitize);
  }
  if (!M->getFunction("main"))
    error("undefined symbol: main");
  reportUndefined(*M, Inputs, Options.Sanitize);
  if (hadErrors())
    return nullptr;

  PhaseTimes::Phase Phase(Times, "common passes");
  runCommonPasses(*M, {}, Options.Warps, Options.Sanitize);
  Temps.saveModule(*M, ".common.ll");
  return hadErrors() ? nullptr : std::move(M);
}

/// Nobody would guard the recursion of parts that call each other, and nvlink wants
/// one definition of a symbol.
void ProgramLink::dropConflictingParts() {
  while (const BitcodeFile *File =
             PartLink(Inputs, Compiled).smallerOfTwoDefiners()) {
    if (Options.Verbose)
      note(File->Name + " is linked as bitcode: another member defines the same");
    Compiled.erase(File);
  }
  while (const BitcodeFile *File =
             PartLink(Inputs, Compiled).smallestRecursive()) {
    if (Options.Verbose)
      note(File->Name + " is linked as bitcode: it calls other members that "
                        "call it");
    Compiled.erase(File);
  }
}

std::unique_ptr<Module> ProgramLink::parseCommon(LLVMContext &Context) {
  installDiagnosticHandler(Context);
  Expected<std::unique_ptr<Module>> M = parseBitcodeFile(
      MemoryBufferRef(StringRef(Common.data(), Common.size()), "program"),
      Context);
  if (!M) {
    reportError(M.takeError(), "program");
    return nullptr;
  }
  return std::move(*M);
}

void ProgramLink::buildGpu() {
  std::unique_ptr<TargetMachine> Target = createGpuTarget(GpuName, Options);
  LLVMContext Context;
  CompilationUnit Unit;
  std::vector<std::string> Objects;
  std::unique_ptr<Module> M = Compiled.empty()
                                  ? parseCommon(Context)
                                  : joinParts(Context, Unit, Objects);
  scope_exit RemoveObjects([&] {
    for (const std::string &Object : Objects)
      Temps.remove(Object);
  });
  if (!M || !Target)
    return;
  {
    PhaseTimes::Phase Phase(Times, "gpu: passes");
    runGpuPasses(*M, *Target, Heddle.DeviceLibDir + "/arch-nvptx.bc", Options,
                 Unit);
    Temps.saveModule(*M, ".gpu.ll");
  }
  SmallVector<char, 0> Ptx;
  {
    PhaseTimes::Phase Phase(Times, "gpu: code generation");
    if (Unit.isSeparate())
      prepareForPtxLink(*M);
    generateCode(*M, *Target, CodeGenFileType::AssemblyFile, Ptx);
  }
  if (!hadErrors())
    Gpu = assembleGpuBinary(StringRef(Ptx.data(), Ptx.size()), GpuName,
                            Objects, Temps.path(".gpu"), Options, Times);
}

void ProgramLink::buildCpu() {
  std::unique_ptr<TargetMachine> Target = createCpuTarget(Options);
  LLVMContext Context;
  std::unique_ptr<Module> M =
      Common.empty() ? makeCommon(Context) : parseCommon(Context);
  if (!M || !Target)
    return;
  {
    PhaseTimes::Phase Phase(Times, "cpu: passes");
    runCpuPasses(*M, *Target, Heddle.DeviceLibDir + "/arch-cpu.bc", Options);
    Temps.saveModule(*M, ".cpu.ll");
  }
  PhaseTimes::Phase Phase(Times, "cpu: code generation");
  SmallVector<char, 0> Object;
  generateCode(*M, *Target, CodeGenFileType::ObjectFile, Object);
  if (!hadErrors())
    CpuObject = Temps.write(Object, ".cpu.o");
}

std::string ProgramLink::buildImage() {
  PhaseTimes::Phase Phase(Times, "program image");
  std::unique_ptr<TargetMachine> Target = createCpuTarget(Options);
  LLVMContext Context;
  installDiagnosticHandler(Context);
  std::unique_ptr<Module> M = createProgramImage(
      Context, Target->createDataLayout(), Target->getTargetTriple(),
      Options.ForGpu ? &Gpu : nullptr, Options.ForCpu, Options.Warps);
  SmallVector<char, 0> Object;
  generateCode(*M, *Target, CodeGenFileType::ObjectFile, Object);
  return Temps.write(Object, ".image.o");
}

void ProgramLink::run() {
  if (!readInputs())
    return;
  std::optional<PartCache> Cache;
  if (Options.ForGpu) {
    GpuName = gpuName(Options);
    if (!fits(Options.Warps, GpuName))
      return;
    if (Options.Precompiled) {
      PhaseTimes::Phase Phase(Times, "gpu: library parts");
      Cache.emplace(Heddle, GpuName, Options);
      Compiled = Cache->get(Inputs.files());
      dropConflictingParts();
    }
  }
  if (Options.ForGpu && Compiled.empty()) {
    LLVMContext Context;
    std::unique_ptr<Module> M = makeCommon(Context);
    if (!M)
      return;
    raw_svector_ostream OS(Common);
    WriteBitcodeToFile(*M, OS);
  }
  {
    std::thread Cpu;
    if (Options.ForCpu)
      Cpu = std::thread([this] { buildCpu(); });
    if (Options.ForGpu)
      buildGpu();
    if (Cpu.joinable())
      Cpu.join();
  }
  if (!hadErrors()) {
    std::vector<std::string> Objects = {buildImage()};
    if (!CpuObject.empty())
      Objects.push_back(CpuObject);
    if (!hadErrors())
      linkExecutable(Objects, Heddle, Options, Times);
    for (const std::string &Object : Objects)
      Temps.remove(Object);
  } else if (!CpuObject.empty()) {
    Temps.remove(CpuObject);
  }
  if (Options.PrintTimes)
    Times.print(errs());
}

/// Compiles all that can be separately; what an earlier version left there goes.
static void precompile(const LinkOptions &Options) {
  Installation Heddle = Installation::find();
  std::string Gpu = gpuName(Options);
  if (!fits(Options.Warps, Gpu))
    return;
  PartCache Cache(Heddle, Gpu, Options, Options.PrecompileInto);
  if (!Cache.isUsable()) {
    error("--precompile needs ptxas and nvlink of CUDA's toolkit");
    return;
  }
  Resolution Libraries;
  addDeviceLibraries(Libraries, Heddle);
  if (hadErrors())
    return;
  Cache.get(Libraries.all());
  Cache.removeOthers();
}

int main(int Argc, char **Argv) {
  InitLLVM Init(Argc, Argv);
  LinkerOptTable Table;
  BumpPtrAllocator Allocator;
  StringSaver Saver(Allocator);
  SmallVector<const char *, 64> Arguments(Argv + 1, Argv + Argc);
  cl::ExpandResponseFiles(Saver, cl::TokenizeGNUCommandLine, Arguments);
  unsigned MissingIndex, MissingCount;
  opt::InputArgList Args =
      Table.ParseArgs(Arguments, MissingIndex, MissingCount);
  if (MissingCount)
    error("argument to '" + Twine(Args.getArgString(MissingIndex)) +
          "' is missing");
  if (Args.hasArg(OPT_help)) {
    Table.printHelp(outs(), "heddle-ld [options] file...",
                    "Links LLVM bitcode for the GPU into an executable");
    return 0;
  }
  if (Args.hasArg(OPT_version)) {
    outs() << "heddle-ld " HEDDLE_VERSION " (LLVM " LLVM_VERSION_STRING ")\n";
    return 0;
  }
  // The NVPTX backend would call a library for integers of 128 bits, and has none.
  std::vector<const char *> LlvmOptions = {"heddle-ld",
                                           "-expand-fp-convert-bits=64"};
  for (const std::string &Option : Args.getAllArgValues(OPT_mllvm))
    LlvmOptions.push_back(Saver.save(Option).data());
  cl::ParseCommandLineOptions(LlvmOptions.size(), LlvmOptions.data());

  InitializeAllTargetInfos();
  InitializeAllTargets();
  InitializeAllTargetMCs();
  InitializeAllAsmPrinters();
  InitializeAllAsmParsers();

  LinkOptions Options = parseOptions(Args);
  if (hadErrors())
    return 1;
  if (!Options.PrecompileInto.empty())
    precompile(Options);
  else
    ProgramLink(Options).run();
  return hadErrors() ? 1 : 0;
}
