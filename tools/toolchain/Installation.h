//===- Installation.h - Where Heddle and the tools it runs are ------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TOOLS_TOOLCHAIN_INSTALLATION_H
#define HEDDLE_TOOLS_TOOLCHAIN_INSTALLATION_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace heddle {

/// The folders of the Heddle that the running executable belongs to, found
/// relative to the executable, so that the tree can be moved.
struct Installation {
  std::string BinDir;       ///< heddle++, heddle-ld, heddle.cfg
  std::string LibDir;       ///< libHeddle.so
  std::string DeviceLibDir; ///< libc.a, libheddle-device.a, arch-*.bc, ...

  static Installation find();
  std::string configFile() const { return BinDir + "/heddle.cfg"; }
  std::string plugin() const { return LibDir + "/libHeddle.so"; }
};

/// The program that the environment variable \p Variable names, else the first
/// of \p Candidates that is executable. A candidate without a slash is searched
/// in PATH. Returns an empty string when there is none.
std::string findProgram(llvm::StringRef Variable,
                        llvm::ArrayRef<std::string> Candidates);

/// clang++ of LLVM 22: $HEDDLE_CLANG, PATH's, the one Heddle was built with.
std::string findClang();

/// A tool of the CUDA toolkit ("ptxas"): $HEDDLE_<NAME>, $CUDA_HOME/bin,
/// /usr/local/cuda/bin, PATH.
std::string findCudaTool(llvm::StringRef Name);

/// Quoted so that a shell reads it back as it was.
std::string shellCommand(llvm::ArrayRef<std::string> Command);

/// Runs \p Command. Standard output and error go to the file \p Output when it
/// is not empty. Returns the exit status, or -1 with the reason in \p Error when
/// it could not be started or was killed.
int runCommand(llvm::ArrayRef<std::string> Command, llvm::StringRef Output,
               std::string &Error);

} // namespace heddle

#endif // HEDDLE_TOOLS_TOOLCHAIN_INSTALLATION_H
