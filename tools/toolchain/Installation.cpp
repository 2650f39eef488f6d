//===- Installation.cpp - Where Heddle and the tools it runs are ----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Installation.h"
#include "Configuration.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace heddle {

Installation Installation::find() {
  static int Anchor;
  SmallString<256> Executable(
      sys::fs::getMainExecutable("heddle", static_cast<void *>(&Anchor)));
  sys::fs::real_path(Executable, Executable);
  StringRef Bin = sys::path::parent_path(Executable);
  std::string Prefix = sys::path::parent_path(Bin).str();
  return {Bin.str(), Prefix + "/lib", Prefix + "/lib/heddle"};
}

std::string findProgram(StringRef Variable, ArrayRef<std::string> Candidates) {
  if (auto Named = sys::Process::GetEnv(Variable); Named && !Named->empty())
    return *Named;
  for (const std::string &Candidate : Candidates) {
    if (Candidate.empty())
      continue;
    if (StringRef(Candidate).contains('/')) {
      if (sys::fs::can_execute(Candidate))
        return Candidate;
    } else if (auto Found = sys::findProgramByName(Candidate)) {
      return *Found;
    }
  }
  return "";
}

std::string findClang() {
  return findProgram("HEDDLE_CLANG",
                     {"clang++-22", HEDDLE_CONFIGURED_CLANG,
                      "/usr/lib/llvm-22/bin/clang++", "clang++"});
}

std::string findCudaTool(StringRef Name) {
  SmallVector<std::string> Candidates;
  for (const char *Home : {"CUDA_HOME", "CUDA_PATH"})
    if (auto Path = sys::Process::GetEnv(Home))
      Candidates.push_back(*Path + "/bin/" + Name.str());
  Candidates.push_back("/usr/local/cuda/bin/" + Name.str());
  Candidates.push_back(Name.str());
  return findProgram("HEDDLE_" + Name.upper(), Candidates);
}

std::string shellCommand(ArrayRef<std::string> Command) {
  std::string Text;
  raw_string_ostream OS(Text);
  for (const std::string &Argument : Command) {
    if (!Text.empty())
      OS << ' ';
    bool Plain = !Argument.empty() &&
                 all_of(Argument, [](char C) {
                   return isAlnum(C) || StringRef("_-+=./:,@%").contains(C);
                 });
    if (Plain) {
      OS << Argument;
      continue;
    }
    OS << '\'';
    for (char C : Argument)
      if (C == '\'')
        OS << "'\\''";
      else
        OS << C;
    OS << '\'';
  }
  return Text;
}

int runCommand(ArrayRef<std::string> Command, StringRef Output,
               std::string &Error) {
  SmallVector<StringRef> Arguments(Command.begin(), Command.end());
  std::optional<StringRef> Keep[] = {std::nullopt, std::nullopt, std::nullopt};
  if (!Output.empty())
    Keep[1] = Keep[2] = Output;
  int Status = sys::ExecuteAndWait(Command.front(), Arguments,
                                   /*Env=*/std::nullopt, Keep,
                                   /*SecondsToWait=*/0, /*MemoryLimit=*/0,
                                   &Error);
  return Status < 0 ? -1 : Status;
}

} // namespace heddle
