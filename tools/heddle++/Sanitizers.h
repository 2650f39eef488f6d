//===- Sanitizers.h - What -fsanitize= means for compiling and linking ----===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TOOLS_HEDDLEXX_SANITIZERS_H
#define HEDDLE_TOOLS_HEDDLEXX_SANITIZERS_H

#include "llvm/ADT/ArrayRef.h"
#include <string>
#include <vector>

namespace heddle {

struct SanitizerChoice {
  /// For clang's frontend, which takes them for any target, each without
  /// -Xclang. Clang's driver refuses sanitizers for nvptx64.
  std::vector<std::string> FrontendArguments;
  /// For heddle-ld: "address", "thread", "leak", "undefined". Empty when every
  /// check was switched off again.
  std::vector<std::string> ForLinker;
  /// -fsanitize-recover=address.
  bool RecoverAddress = false;
};

/// Lets clang's driver read \p Arguments, all of -f[no-]sanitize* and -O, as for
/// a program of x86-64 Linux, which is where sanitized programs run. Errors,
/// clang's own among them, are printed; false after one.
bool chooseSanitizers(llvm::ArrayRef<std::string> Arguments,
                      SanitizerChoice &Choice);

} // namespace heddle

#endif // HEDDLE_TOOLS_HEDDLEXX_SANITIZERS_H
