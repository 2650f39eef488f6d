//===- LinkOptions.h - What one run of heddle-ld is asked to do -----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TOOLS_HEDDLE_LD_LINKOPTIONS_H
#define HEDDLE_TOOLS_HEDDLE_LD_LINKOPTIONS_H

#include "Sanitizers.h"
#include "toolchain/Occupancy.h"
#include "llvm/Passes/OptimizationLevel.h"
#include "llvm/Support/CodeGen.h"
#include <string>
#include <vector>

namespace heddle {

struct LinkInput {
  std::string Path;
  bool WholeArchive;
};

struct LinkOptions {
  std::string Output = "a.out";
  std::vector<LinkInput> Inputs;
  bool ForGpu = true, ForCpu = true;
  /// "sm_90"; empty: this machine's GPU, or DefaultGpu when it has none.
  std::string Gpu;
  Occupancy Warps;
  llvm::OptimizationLevel Level = llvm::OptimizationLevel::O2;
  bool StripDebugInfo = false;
  bool DeviceLibraries = true;
  /// Link library code that was compiled before, where there is any.
  bool Precompiled = true;
  /// Not empty: compile all of it into this folder, and link nothing.
  std::string PrecompileInto;
  bool Verbose = false, PrintTimes = false;
  bool SaveTemps = false;
  Sanitizers Sanitize;
  std::vector<std::string> PtxasOptions, HostOptions;

  static constexpr const char *DefaultGpu = "sm_90";

  llvm::CodeGenOptLevel codeGenLevel() const {
    switch (Level.getSpeedupLevel()) {
    case 0:
      return llvm::CodeGenOptLevel::None;
    case 1:
      return llvm::CodeGenOptLevel::Less;
    case 2:
      return llvm::CodeGenOptLevel::Default;
    default:
      return llvm::CodeGenOptLevel::Aggressive;
    }
  }
};

} // namespace heddle

#endif // HEDDLE_TOOLS_HEDDLE_LD_LINKOPTIONS_H
