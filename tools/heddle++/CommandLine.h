//===- CommandLine.h - What heddle++ is asked to do -----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TOOLS_HEDDLEXX_COMMANDLINE_H
#define HEDDLE_TOOLS_HEDDLEXX_COMMANDLINE_H

#include "clang/Driver/Types.h"
#include "llvm/ADT/ArrayRef.h"
#include <string>
#include <vector>

namespace heddle {

/// A command line, taken apart with clang's own option table: what the compiler
/// is to be told, what the linker is, and what neither needs to know.
struct CommandLine {
  enum class Action {
    Forward, ///< clang alone can do or answer it (-c, -E, -print-..., a typo)
    Link,
    Version,
    Help,
    Nothing, ///< -v or -### without an input
  };
  struct Input {
    std::string Path;
    clang::driver::types::ID Type;
    /// What -x said, or empty.
    std::string Language;
    bool IsSource;
  };
  /// In the order of the command line: an input (by its index), or an option of
  /// the linker.
  struct LinkItem {
    int InputIndex = -1;
    std::string Option;
  };

  Action What = Action::Link;
  std::string Output; ///< of -o, or empty
  std::vector<std::string> CompilerArguments; ///< without inputs, -o and -x
  std::vector<Input> Inputs;
  std::vector<LinkItem> LinkItems;
  std::vector<std::string> LinkerArguments; ///< that do not depend on order
  bool Verbose = false, PrintOnly = false, WritesDependencies = false;

  /// Errors and warnings are printed; false after an error.
  bool parse(llvm::ArrayRef<const char *> Arguments);

private:
  /// What -f[no-]sanitize* and -O, as given, mean for both tools.
  bool addSanitizers(llvm::ArrayRef<std::string> Arguments, bool HasDebugInfo);
};

/// Makes this program heddlecc. To that a .c file is C, as to gcc and clang; to
/// heddle++ it is C++, as to g++ and clang++.
void becomeHeddlecc();
bool isHeddlecc();
/// What messages begin with.
const char *driverName();
void driverError(const std::string &Message);
void driverWarning(const std::string &Message);

/// Heddle's own options, then clang's.
void printHelp();

} // namespace heddle

#endif // HEDDLE_TOOLS_HEDDLEXX_COMMANDLINE_H
