//===- CommandLine.cpp - What heddle++ is asked to do ---------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CommandLine.h"
#include "Sanitizers.h"
#include "toolchain/Occupancy.h"
#include "clang/Options/Options.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Option/Option.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>

using namespace llvm;
using namespace llvm::opt;
using namespace clang::options;
namespace types = clang::driver::types;

namespace heddle {
namespace {

/// Options that mean something for a native program and make no difference
/// here: threads are always there, everything is linked statically by Heddle's
/// linker, bitcode is whole-program already, the processor is the device's.
bool isWithoutMeaning(const Option &O) {
  for (ID Known :
       {OPT_pthread,     OPT_static,          OPT_static_libgcc,
        OPT_static_libstdcxx, OPT_static_pie, OPT_pie,
        OPT_no_pie,      OPT_nopie,           OPT_rdynamic,
        OPT_fuse_ld_EQ,  OPT_stdlib_EQ,       OPT_flto,
        OPT_flto_EQ,     OPT_fno_lto,         OPT_flto_jobs_EQ,
        OPT_ffat_lto_objects, OPT_fno_fat_lto_objects,
        OPT_mtune_EQ,    OPT_mcpu_EQ,         OPT_m64,
        OPT_shared_libgcc, OPT_rtlib_EQ,
        OPT_unwindlib_EQ, OPT_fno_plt,        OPT_mcmodel_EQ})
    if (O.matches(Known))
      return true;
  return false;
}

bool isForLinker(const Option &O) {
  return O.hasFlag(LinkerInput) || O.hasFlag(LinkOption) ||
         O.matches(OPT_Link_Group) || O.matches(OPT_shared);
}

bool isForSanitizers(const Arg &A) {
  StringRef Name = A.getOption().getName();
  return Name.starts_with("fsanitize") || Name.starts_with("fno-sanitize");
}

/// -O3 as heddle-ld is to be told it.
std::string linkLevel(const Arg &A) {
  if (A.getOption().matches(OPT_O4))
    return "-O3";
  if (A.getOption().matches(OPT_Ofast))
    return "-O3";
  if (A.getOption().matches(OPT_O0))
    return "-O0";
  StringRef Level = A.getValue();
  return "-O" + (Level.empty() ? "1" : Level.str());
}

bool IsHeddlecc = false;

types::ID typeOf(StringRef Path, StringRef Language) {
  if (!Language.empty() && Language != "none")
    return types::lookupTypeForTypeSpecifier(Language.str().c_str());
  StringRef Extension = sys::path::extension(Path);
  Extension.consume_front(".");
  types::ID Type = types::lookupTypeForExtension(Extension);
  return Type == types::TY_C && !IsHeddlecc ? types::TY_CXX : Type;
}

bool isLinkable(types::ID Type) {
  return Type == types::TY_INVALID || Type == types::TY_Object ||
         Type == types::TY_LLVM_BC || Type == types::TY_LTO_BC;
}

/// Reports \p Text, which begins with --heddle-, if it is none of the linker's
/// options: also where nothing is linked, and before anything is compiled.
bool isHeddleOption(StringRef Text) {
  static constexpr StringLiteral Known[] = {"--heddle-targets=",
                                            "--heddle-precompiled=",
                                            "--heddle-warps=",
                                            "--heddle-time"};
  std::string Suggestion;
  auto [Name, Value] = Text.split('=');
  for (StringRef Option : Known) {
    bool TakesValue = Option.consume_back("=");
    if (Name == Option && TakesValue == Text.contains('='))
      return true;
    if (Name.edit_distance(Option) <= 2)
      Suggestion = ("; did you mean '" + Option + (TakesValue ? "=" : "") +
                    (TakesValue ? Value : "") + "'?")
                       .str();
  }
  driverError("unknown argument '" + Text.str() + "'" + Suggestion);
  return false;
}

/// What heddle-ld is to be told for -fheddle-warps=<n>. An error, also where nothing is
/// linked, if it cannot be, or if \p Text is another option that begins so.
std::optional<std::string> optionOfLinker(StringRef Text) {
  constexpr StringLiteral Warps = "-fheddle-warps";
  auto [Name, Value] = Text.split('=');
  if (Name != Warps || !Text.contains('=')) {
    driverError("unknown argument '" + Text.str() + "'" +
                (Name.edit_distance(Warps) <= 2
                     ? "; did you mean '" + Warps.str() + "=" + Value.str() + "'?"
                     : ""));
    return std::nullopt;
  }
  if (!Occupancy::parse(Value)) {
    driverError(Warps.str() + ": " + Occupancy::refusal(Value));
    return std::nullopt;
  }
  return "--heddle-warps=" + Value.str();
}

} // namespace

void becomeHeddlecc() { IsHeddlecc = true; }
bool isHeddlecc() { return IsHeddlecc; }
const char *driverName() { return IsHeddlecc ? "heddlecc" : "heddle++"; }

void driverError(const std::string &Message) {
  WithColor::error(errs(), driverName()) << Message << '\n';
}

void driverWarning(const std::string &Message) {
  WithColor::warning(errs(), driverName()) << Message << '\n';
}

void printHelp() {
  outs() << "Heddle: unmodified std::thread programs on GPU warps\n\n"
            "Heddle's own options:\n"
            "  --heddle-targets=gpu,cpu  The devices the program is to run on "
            "(both)\n"
            "  --heddle-precompiled=no   Optimize all of the libraries with "
            "the program, and keep\n"
            "                            PTX for newer GPUs: slower to link\n"
            "  --heddle-time             Print how long each phase of linking "
            "took\n"
            "  -fsanitize=<check>        address, thread, leak, undefined: the "
            "program runs on the CPU\n"
            "                            device under clang's sanitizer\n"
            "  -fheddle-warps=<n>        Warps on each multiprocessor of the GPU: "
            "8, 16 (default), 32 or 64,\n"
            "                            with 255, 128, 64 or 32 registers a "
            "lane; for linking\n"
            "  -march=sm_<NN>            The GPU to generate code for (this "
            "machine's, or sm_90)\n"
            "  --save-temps              Keep the IR before and after the "
            "passes, and the PTX\n"
            "  -Xlinker --help           The options of heddle-ld\n\n"
            "and clang's:\n\n";
  std::string Usage = std::string(driverName()) + " [options] file...";
  clang::getDriverOptTable().printHelp(outs(), Usage.c_str(), "clang",
                                       /*ShowHidden=*/false,
                                       /*ShowAllAliases=*/false,
                                       Visibility(ClangOption));
}

bool CommandLine::addSanitizers(ArrayRef<std::string> Arguments,
                                bool HasDebugInfo) {
  SanitizerChoice Choice;
  if (!chooseSanitizers(Arguments, Choice))
    return false;
  if (Choice.ForLinker.empty())
    return true;
  std::string Kinds = join(Choice.ForLinker, ",");
  bool Chosen = false;
  for (StringRef Argument : LinkerArguments)
    if (Argument.consume_front("--heddle-targets=")) {
      Chosen = true;
      if (is_contained(split(Argument, ','), "gpu")) {
        driverError("-fsanitize=" + Kinds +
                    " is for the CPU device: the sanitizer's runtime cannot "
                    "run on a GPU; leave out --heddle-targets, or say "
                    "--heddle-targets=cpu");
        return false;
      }
    }
  if (!Chosen)
    LinkerArguments.push_back("--heddle-targets=cpu");
  LinkerArguments.push_back("--sanitize=" + Kinds);
  if (Choice.RecoverAddress)
    LinkerArguments.push_back("--sanitize-recover");
  // Reports name lines, and know by the file what is the C++ library's.
  if (!HasDebugInfo && Choice.ForLinker.front() != "undefined")
    CompilerArguments.push_back("-gline-tables-only");
  for (std::string &Argument : Choice.FrontendArguments)
    CompilerArguments.insert(CompilerArguments.end(),
                             {"-Xclang", std::move(Argument)});
  return true;
}

bool CommandLine::parse(ArrayRef<const char *> Arguments) {
  SmallVector<const char *, 64> ForClang;
  for (const char *Argument : Arguments) {
    StringRef Text = Argument;
    if (Text.starts_with("--heddle-")) {
      if (!isHeddleOption(Text))
        return false;
      LinkerArguments.push_back(Text.str());
    } else if (Text.starts_with("-fheddle-")) {
      std::optional<std::string> Option = optionOfLinker(Text);
      if (!Option)
        return false;
      LinkerArguments.push_back(std::move(*Option));
    } else {
      ForClang.push_back(Argument);
    }
  }

  unsigned MissingIndex, MissingCount;
  InputArgList Args = clang::getDriverOptTable().ParseArgs(
      ForClang, MissingIndex, MissingCount, Visibility(ClangOption));
  if (MissingCount || Args.hasArg(OPT_UNKNOWN)) {
    // clang says it better.
    What = Action::Forward;
    CompilerArguments.assign(ForClang.begin(), ForClang.end());
    return true;
  }

  std::string Language;
  std::string Level;
  std::vector<std::string> ForSanitizers;
  bool Sanitizes = false;
  for (const Arg *A : Args) {
    const Option &O = A->getOption();
    if (O.getKind() == Option::InputClass) {
      Input In;
      In.Path = A->getValue();
      In.Language = Language;
      In.Type = typeOf(In.Path, Language);
      In.IsSource = !isLinkable(In.Type);
      if (In.Path == "-" && Language.empty())
        In.IsSource = true;
      LinkItems.push_back({int(Inputs.size()), ""});
      Inputs.push_back(std::move(In));
      continue;
    }
    bool IsForSanitizers = isForSanitizers(*A);
    Sanitizes |= IsForSanitizers;
    if (IsForSanitizers || O.matches(OPT_O_Group))
      ForSanitizers.push_back(A->getAsString(Args));
    if (IsForSanitizers) {
      A->claim();
    } else if (O.matches(OPT_x)) {
      Language = A->getValue();
      if (Language != "none" &&
          types::lookupTypeForTypeSpecifier(A->getValue()) ==
              types::TY_INVALID) {
        driverError("language not recognized: '" + Language + "'");
        return false;
      }
      if (Language == "none")
        Language.clear();
    } else if (O.matches(OPT_o)) {
      Output = A->getValue();
    } else if (O.matches(OPT_march_EQ)) {
      StringRef Gpu = A->getValue();
      if (Gpu.starts_with("sm_") || Gpu == "native")
        LinkerArguments.push_back("-march=" + Gpu.str());
      else
        driverWarning("ignoring '-march=" + Gpu.str() +
                      "': the device is a GPU (-march=sm_90, ...)");
    } else if (O.matches(OPT_shared)) {
      driverError("-shared: device code has no dynamic linking; build a static "
                  "library (ar rcs lib.a *.o) and link it");
      return false;
    } else if (O.matches(OPT_Wl_COMMA)) {
      for (const char *Value : A->getValues())
        if (!StringRef(Value).starts_with("-O"))
          LinkItems.push_back({-1, Value});
    } else if (O.matches(OPT_Xlinker)) {
      LinkItems.push_back({-1, A->getValue()});
    } else if (O.matches(OPT_l)) {
      LinkItems.push_back({-1, std::string("-l") + A->getValue()});
    } else if (O.matches(OPT_L)) {
      LinkItems.push_back({-1, std::string("-L") + A->getValue()});
    } else if (O.matches(OPT_z)) {
      continue;
    } else if (O.matches(OPT_nostdlib) || O.matches(OPT_nodefaultlibs)) {
      LinkerArguments.push_back("-nostdlib");
    } else if (O.matches(OPT_save_temps) || O.matches(OPT_save_temps_EQ)) {
      // Clang would optimize each file in a process that knows no file passes.
      LinkerArguments.push_back("--save-temps");
    } else if (O.matches(OPT_mllvm)) {
      CompilerArguments.insert(CompilerArguments.end(),
                               {"-mllvm", A->getValue()});
      LinkerArguments.insert(LinkerArguments.end(), {"-mllvm", A->getValue()});
    } else if (O.matches(OPT__HASH_HASH_HASH)) {
      PrintOnly = true;
    } else if (isWithoutMeaning(O)) {
      continue;
    } else if (isForLinker(O)) {
      LinkItems.push_back({-1, A->getAsString(Args)});
    } else {
      if (O.matches(OPT_O_Group) && !O.matches(OPT_O_flag))
        Level = linkLevel(*A);
      else if (O.matches(OPT_O_flag))
        Level = "-O1";
      if (O.matches(OPT_v))
        Verbose = true;
      if (O.matches(OPT_MD) || O.matches(OPT_MMD))
        WritesDependencies = true;
      ArgStringList Rendered;
      A->render(Args, Rendered);
      CompilerArguments.insert(CompilerArguments.end(), Rendered.begin(),
                               Rendered.end());
    }
  }
  if (Args.hasArg(OPT_MF))
    WritesDependencies = false;
  if (Sanitizes && !addSanitizers(ForSanitizers, Args.hasArg(OPT_g_Group)))
    return false;

  for (const Input &In : Inputs)
    if (In.Type == types::TY_Asm || In.Type == types::TY_PP_Asm) {
      driverError(In.Path + ": assembly code is for another processor");
      return false;
    }

  bool OnlyHeaders = !Inputs.empty() && all_of(Inputs, [](const Input &In) {
    return In.Type != types::TY_INVALID && types::onlyPrecompileType(In.Type);
  });
  if (Args.hasArg(OPT__version))
    What = Action::Version;
  else if (Args.hasArg(OPT_help))
    What = Action::Help;
  else if (Args.hasArg(OPT_c, OPT_S, OPT_E, OPT_M, OPT_MM, OPT_fsyntax_only,
                       OPT_emit_llvm) ||
           Args.hasArg(OPT__precompile, OPT__analyze, OPT_emit_ast, OPT_rewrite_objc,
                       OPT_verify_pch, OPT_module_file_info) ||
           OnlyHeaders)
    What = Action::Forward;
  else if (Inputs.empty()) {
    bool Asks = any_of(Args, [](const Arg *A) {
      return A->getOption().matches(OPT_Action_Group) ||
             A->getSpelling().ltrim('-').starts_with("print-") ||
             A->getSpelling().starts_with("-dump");
    });
    if (Asks)
      What = Action::Forward;
    else if (Verbose || PrintOnly)
      What = Action::Nothing;
    else {
      driverError("no input files");
      return false;
    }
  }

  // Unless told otherwise, a program compiled here is compiled without
  // optimization, as clang does; one that is only linked here was compiled as
  // its author wanted, and is optimized.
  bool Compiles = any_of(Inputs, [](const Input &In) { return In.IsSource; });
  if (!Level.empty())
    LinkerArguments.push_back(Level);
  else if (Compiles)
    LinkerArguments.push_back("-O0");
  if (Verbose)
    LinkerArguments.push_back("-v");
  return true;
}

} // namespace heddle
