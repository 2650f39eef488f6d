//===- heddle++.cpp - A drop-in C++ compiler for GPU warps ----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Whatever clang can do alone goes to clang, with Heddle's configuration file
// and plugin. A link compiles the sources, several at a time, and gives the
// objects to heddle-ld. Called heddlecc, it is the compiler of C programs.
//
//===----------------------------------------------------------------------===//

#include "CommandLine.h"
#include "Configuration.h"
#include "toolchain/Installation.h"
#include "clang/Basic/Version.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include <atomic>
#include <thread>
#include <unistd.h>

using namespace llvm;

namespace heddle {
namespace {

using Command = std::vector<std::string>;

/// Replaces this process.
int execute(const Command &Cmd) {
  std::vector<char *> Arguments;
  for (const std::string &Argument : Cmd)
    Arguments.push_back(const_cast<char *>(Argument.c_str()));
  Arguments.push_back(nullptr);
  outs().flush();
  execv(Arguments[0], Arguments.data());
  driverError("cannot run " + Cmd.front());
  return 127;
}

class Driver {
  const CommandLine &Line;
  Installation Heddle = Installation::find();
  std::string Clang = findClang();
  SmallString<128> Folder; ///< of temporary objects
  std::vector<std::string> Objects; ///< one an input

  Command clangCommand() const;
  Command compileCommand(size_t Index) const;
  Command linkCommand() const;
  bool compileAll();
  int forward();
  int link();
  int printVersion();
  void announce(const Command &Cmd) const {
    if (Line.Verbose || Line.PrintOnly)
      errs() << ' ' << shellCommand(Cmd) << '\n';
  }

public:
  explicit Driver(const CommandLine &Line) : Line(Line) {}
  int run();
};

Command Driver::clangCommand() const {
  Command Cmd = {Clang, "--config=" + Heddle.configFile(),
                 "-fplugin=" + Heddle.plugin()};
  if (isHeddlecc())
    Cmd.push_back("--driver-mode=gcc");
  Cmd.insert(Cmd.end(), Line.CompilerArguments.begin(),
             Line.CompilerArguments.end());
  return Cmd;
}

Command Driver::compileCommand(size_t Index) const {
  const CommandLine::Input &In = Line.Inputs[Index];
  Command Cmd = clangCommand();
  if (Line.WritesDependencies) {
    SmallString<128> Dependencies(
        Line.Output.empty() ? sys::path::filename(In.Path) : Line.Output);
    sys::path::replace_extension(Dependencies, "d");
    SmallString<128> Object(sys::path::filename(In.Path));
    sys::path::replace_extension(Object, "o");
    Cmd.insert(Cmd.end(), {"-MF", std::string(Dependencies), "-MT",
                           std::string(Object)});
  }
  if (!In.Language.empty())
    Cmd.insert(Cmd.end(), {"-x", In.Language});
  Cmd.insert(Cmd.end(), {"-c", In.Path, "-o", Objects[Index]});
  return Cmd;
}

Command Driver::linkCommand() const {
  Command Cmd = {Heddle.BinDir + "/heddle-ld", "-o",
                 Line.Output.empty() ? "a.out" : Line.Output};
  Cmd.insert(Cmd.end(), Line.LinkerArguments.begin(),
             Line.LinkerArguments.end());
  for (const CommandLine::LinkItem &Item : Line.LinkItems)
    Cmd.push_back(Item.InputIndex < 0 ? Item.Option : Objects[Item.InputIndex]);
  return Cmd;
}

bool Driver::compileAll() {
  std::vector<size_t> Sources;
  for (size_t I = 0; I != Line.Inputs.size(); ++I)
    if (Line.Inputs[I].IsSource)
      Sources.push_back(I);
  for (size_t I : Sources)
    announce(compileCommand(I));
  if (Line.PrintOnly || Sources.empty())
    return true;

  std::string Problem;
  if (Sources.size() == 1) {
    int Status = runCommand(compileCommand(Sources[0]), "", Problem);
    if (Status < 0)
      driverError(Clang + ": " + Problem);
    return Status == 0;
  }
  // What each compilation prints is kept, to be shown in order.
  bool Colors = sys::Process::StandardErrHasColors();
  std::vector<int> Status(Sources.size());
  std::vector<std::string> Reasons(Sources.size());
  std::atomic<size_t> Next = 0;
  auto Work = [&] {
    for (size_t I; (I = Next++) < Sources.size();) {
      Command Cmd = compileCommand(Sources[I]);
      if (Colors)
        Cmd.push_back("-fcolor-diagnostics");
      Status[I] = runCommand(Cmd, Objects[Sources[I]] + ".log", Reasons[I]);
    }
  };
  std::vector<std::thread> Workers;
  size_t Count = std::min<size_t>(
      Sources.size(), std::max(1u, std::thread::hardware_concurrency()));
  for (size_t I = 0; I != Count; ++I)
    Workers.emplace_back(Work);
  for (std::thread &Worker : Workers)
    Worker.join();

  bool Good = true;
  for (size_t I = 0; I != Sources.size(); ++I) {
    std::string Log = Objects[Sources[I]] + ".log";
    if (auto Text = MemoryBuffer::getFile(Log))
      errs() << (*Text)->getBuffer();
    sys::fs::remove(Log);
    if (Status[I] < 0)
      driverError(Clang + ": " + Reasons[I]);
    Good &= Status[I] == 0;
  }
  return Good;
}

int Driver::link() {
  if (!Line.PrintOnly && sys::fs::createUniqueDirectory("heddle", Folder)) {
    driverError("cannot make a temporary folder");
    return 1;
  }
  for (size_t I = 0; I != Line.Inputs.size(); ++I) {
    const CommandLine::Input &In = Line.Inputs[I];
    if (!In.IsSource) {
      Objects.push_back(In.Path);
      continue;
    }
    SmallString<128> Object(Folder);
    sys::path::append(Object, sys::path::stem(In.Path) + "-" + utostr(I) + ".o");
    Objects.push_back(std::string(Object));
  }
  int Status = 1;
  if (compileAll()) {
    Command Cmd = linkCommand();
    announce(Cmd);
    std::string Problem;
    Status = Line.PrintOnly ? 0 : runCommand(Cmd, "", Problem);
    if (Status < 0)
      driverError(Cmd.front() + ": " + Problem);
  }
  if (!Folder.empty())
    sys::fs::remove_directories(Folder);
  return Status < 0 ? 1 : Status;
}

int Driver::forward() {
  Command Cmd = clangCommand();
  for (const CommandLine::Input &In : Line.Inputs) {
    Cmd.insert(Cmd.end(), {"-x", In.Language.empty() ? "none" : In.Language});
    Cmd.push_back(In.Path);
  }
  if (!Line.Output.empty())
    Cmd.insert(Cmd.end(), {"-o", Line.Output});
  if (Line.PrintOnly)
    Cmd.push_back("-###");
  return execute(Cmd);
}

int Driver::printVersion() {
  outs() << "Heddle " HEDDLE_VERSION " (clang " CLANG_VERSION_STRING ")\n";
  return execute({Clang, "--version"});
}

int Driver::run() {
  if (Clang.empty()) {
    driverError("no clang++ of LLVM 22 in PATH; set HEDDLE_CLANG");
    return 127;
  }
  switch (Line.What) {
  case CommandLine::Action::Version:
    return printVersion();
  case CommandLine::Action::Help:
    printHelp();
    return 0;
  case CommandLine::Action::Forward:
    return forward();
  case CommandLine::Action::Nothing:
    errs() << "Heddle " HEDDLE_VERSION " (clang " CLANG_VERSION_STRING ")\n";
    return execute(clangCommand());
  case CommandLine::Action::Link:
    return link();
  }
  return 1;
}

} // namespace
} // namespace heddle

int main(int Argc, char **Argv) {
  InitLLVM Init(Argc, Argv);
  if (sys::path::filename(Argv[0]) == "heddlecc")
    heddle::becomeHeddlecc();
  BumpPtrAllocator Allocator;
  StringSaver Saver(Allocator);
  SmallVector<const char *, 64> Arguments(Argv + 1, Argv + Argc);
  if (!cl::ExpandResponseFiles(Saver, cl::TokenizeGNUCommandLine, Arguments)) {
    heddle::driverError("cannot read a response file");
    return 1;
  }
  heddle::CommandLine Line;
  if (!Line.parse(Arguments))
    return 1;
  return heddle::Driver(Line).run();
}
