//===- heddle-run.cpp - Runs a program with launch options ----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every option of a launch is an environment variable that the program's own
// launcher reads; this tool checks flags with the launcher's parser, sets the
// variables and becomes the program.
//
//===----------------------------------------------------------------------===//

#include "CudaDriver.h"
#include "LaunchOptions.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <unistd.h>

using namespace heddle::host;

// As env(1) and the shells have them.
static constexpr int CannotExecute = 126, NotFound = 127;

[[noreturn]] static void refuse(const LaunchFailure &Failure) {
  report(Failure);
  exit(static_cast<int>(Failure.Code));
}

// Help in lines of 78 columns that start at column 26.
static void printWrapped(std::string_view Text) {
  constexpr size_t Indent = 26, Width = 78 - Indent;
  while (!Text.empty()) {
    size_t Length = Text.size();
    if (Length > Width) {
      Length = Text.rfind(' ', Width);
      if (Length == Text.npos)
        Length = Width;
    }
    printf("%*s%.*s\n", static_cast<int>(Indent), "", static_cast<int>(Length),
           Text.data());
    Text.remove_prefix(std::min(Text.size(), Length + 1));
  }
}

static void printHelp() {
  puts("Usage: heddle-run [options] program [arguments]\n\n"
       "Runs a program that heddle++ made. Each option sets the environment\n"
       "variable beside it, which the program itself reads; so a variable\n"
       "works without heddle-run, too.\n");
  for (const OptionDescription &Each : optionTable()) {
    std::string Flag = "--" + std::string(Each.Flag);
    if (!Each.Operand.empty())
      Flag += "=" + std::string(Each.Operand);
    printf("  %-23s %.*s\n", Flag.c_str(),
           static_cast<int>(Each.Variable.size()), Each.Variable.data());
    printWrapped(Each.Help);
  }
  puts("  --list-devices\n"
       "                          print the devices of this machine and exit\n"
       "  --version               print the version and exit\n"
       "  --help                  print this and exit\n\n"
       "Sizes are bytes, with an optional K, M or G.\n\n"
       "A program that ran ends with its own exit status, or by the signal that\n"
       "it would have died of on Linux. Other statuses:");
  for (const ExitCodeText &Each : ExitCodeTexts)
    printf("  %3d  %s\n", static_cast<int>(Each.Code), Each.Text);
  printf("  %3d  heddle-run found the program but could not execute it\n"
         "  %3d  heddle-run did not find the program\n",
         CannotExecute, NotFound);
}

static void listDevices() {
  LaunchFailure Failure;
  cuda::Driver Driver;
  if (Driver.load(Failure)) {
    for (int Index = 0; Index < Driver.deviceCount(); ++Index) {
      cuda::DeviceDescription Gpu;
      if (!Driver.describeDevice(Index, Gpu, Failure)) {
        report(Failure);
        continue;
      }
      printf("gpu %d: %s (sm_%u), %u multiprocessors, %s%s\n", Index,
             Gpu.Name.c_str(), Gpu.ComputeCapability, Gpu.Multiprocessors,
             formatBytes(Gpu.MemoryBytes).c_str(),
             Gpu.Prohibited           ? ", compute mode Prohibited"
             : !Gpu.CooperativeLaunch ? ", no cooperative launch: cannot be used"
             : Gpu.TimeLimited        ? ", drives a display: kernels are limited "
                                        "in time"
                                      : "");
    }
    printf("CUDA driver: %s\n", Driver.version().c_str());
  } else {
    printf("gpu: none: %s\n", Failure.What.c_str());
  }
  printf("cpu: %u hardware threads\n", std::thread::hardware_concurrency());
}

static void refuseUnknown(std::string_view Flag) {
  std::vector<std::string_view> Flags = {"list-devices", "version", "help"};
  for (const OptionDescription &Each : optionTable())
    Flags.push_back(Each.Flag);
  std::string_view Near = nearestMatch(Flag, Flags);
  LaunchFailure Failure;
  Failure.Code = ExitCode::BadOption;
  Failure.What = "heddle-run has no option --" + std::string(Flag);
  Failure.Remedy = Near.empty()
                       ? std::string("heddle-run --help lists its options")
                       : "did you mean --" + std::string(Near) + "?";
  refuse(Failure);
}

/// Reads the flags, sets their variables and returns the first argument that
/// is no flag.
static char **readFlags(char **Arguments) {
  LaunchOptions Checked;
  LaunchFailure Failure;
  for (; *Arguments; ++Arguments) {
    std::string_view Argument = *Arguments;
    if (Argument == "--")
      return Arguments + 1;
    if (Argument == "-h")
      Argument = "--help";
    if (!Argument.starts_with("-"))
      return Arguments;
    std::string_view Flag = Argument;
    Flag.remove_prefix(Argument.starts_with("--") ? 2 : 1);
    size_t Equals = Flag.find('=');
    std::string_view Value =
        Equals == Flag.npos ? std::string_view() : Flag.substr(Equals + 1);
    Flag = Flag.substr(0, Equals);
    if (Flag == "help" || Flag == "list-devices" || Flag == "version") {
      if (Flag == "help")
        printHelp();
      else if (Flag == "version")
        puts("heddle-run of Heddle " HEDDLE_VERSION);
      else
        listDevices();
      exit(0);
    }
    auto Table = optionTable();
    auto Known = std::ranges::find(Table, Flag, &OptionDescription::Flag);
    if (Known == Table.end() || !Argument.starts_with("--"))
      refuseUnknown(Flag);
    std::string Source(Argument);
    if (Equals == Flag.npos) {
      if (Known->Kind == OptionKind::Flag) {
        Value = "1";
      } else if (Arguments[1]) {
        Value = *++Arguments;
        Source += " " + std::string(Value);
      }
    }
    if (!Checked.set(*Known, Value, Source, Failure))
      refuse(Failure);
    setenv(std::string(Known->Variable).c_str(), std::string(Value).c_str(), 1);
  }
  return Arguments;
}

int main(int, char **Arguments) {
  char **Program = readFlags(Arguments + 1);
  if (!*Program) {
    LaunchFailure Failure;
    Failure.Code = ExitCode::BadOption;
    Failure.What = "heddle-run was given no program to run";
    Failure.Remedy = "usage: heddle-run [options] program [arguments]";
    refuse(Failure);
  }
  execvp(*Program, Program);
  int Error = errno;
  fprintf(stderr, "heddle-run: error: %s: %s\n", *Program, strerror(Error));
  return Error == ENOENT ? NotFound : CannotExecute;
}
