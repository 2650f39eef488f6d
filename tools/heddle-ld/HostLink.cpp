//===- HostLink.cpp - The host's linker makes the executable --------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HostLink.h"
#include "Diagnostics.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace heddle {

void linkExecutable(ArrayRef<std::string> Objects, const Installation &Heddle,
                    const LinkOptions &Options, PhaseTimes &Times) {
  std::string Clang = findClang();
  bool Sanitizes = Options.Sanitize.any();
  // Another compiler's sanitizers are another runtime.
  std::string Driver =
      Sanitizes ? Clang
                : findProgram("HEDDLE_HOST_CXX", {Clang, std::string("c++"),
                                                  std::string("g++")});
  if (Driver.empty()) {
    error("no C++ compiler to link the executable with; set HEDDLE_HOST_CXX");
    return;
  }
  std::vector<std::string> Command = {Driver, "-o", Options.Output};
  Command.insert(Command.end(), Objects.begin(), Objects.end());
  if (Sanitizes)
    Command.push_back("-fsanitize=" + Options.Sanitize.text());
  if (Options.Sanitize.ownProcess())
    Command.insert(Command.end(),
                   {"-Wl,--whole-archive",
                    Heddle.DeviceLibDir + "/libheddle-sanitizer.a",
                    "-Wl,--no-whole-archive"});
  Command.insert(Command.end(),
                 {Heddle.DeviceLibDir + "/libheddle-host.a",
                  "-static-libstdc++", "-static-libgcc", "-ldl", "-lpthread",
                  "-lm"});
  if (Driver == Clang) {
    SmallString<256> Real;
    sys::fs::real_path(Clang, Real);
    sys::path::remove_filename(Real);
    sys::path::append(Real, "ld.lld");
    if (sys::fs::can_execute(Real))
      Command.push_back("-fuse-ld=lld");
  }
  Command.insert(Command.end(), Options.HostOptions.begin(),
                 Options.HostOptions.end());
  if (Options.Verbose)
    note(shellCommand(Command));
  PhaseTimes::Phase Phase(Times, "host link");
  std::string Problem;
  if (int Status = runCommand(Command, "", Problem)) {
    error("the host's linker failed" +
          (Status == -1 ? ": " + Problem : std::string()));
    if (Sanitizes)
      note("-fsanitize needs clang's own runtime: Debian's libclang-rt-22-dev");
    if (Options.SaveTemps)
      note("to reproduce: " + shellCommand(Command));
    else
      note("-v shows the command, --save-temps keeps what it links");
  }
}

} // namespace heddle
