//===- LowerByVal.h - class arguments stay where the caller built them ----===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// Per file, before any optimization; and on the whole program, for bitcode that
// was compiled without the plugin.
//
// Expects: what clang emits. Its NVPTX ABI passes every class as byval, that is
// as a copy of its bytes, also classes whose copy constructor is not trivial. A
// std::function or a std::list passed by value then points into the object it
// was copied from, and a moved-from std::string is freed twice. The Itanium C++
// ABI, 3.1.2.3, wants the address of the caller's temporary instead.
// Guarantees: no byval on a function's parameter, nor on a fixed argument of a
// call: the callee owns what the pointer points to. Variable arguments keep it
// (ExpandVariadics copies them).
// Refuses: nothing.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PLUGIN_LOWERBYVAL_H
#define HEDDLE_PLUGIN_LOWERBYVAL_H

#include "llvm/IR/PassManager.h"

namespace heddle {

struct LowerByValOptions {
  /// Whether calls copy what they pass. C passes the address of a variable and
  /// leaves the copy to byval. C++ builds a temporary for every argument, which
  /// must not be copied again; a constructor or thunk that passes on its own
  /// parameter passes on that very object.
  bool CopyAtCalls = true;
};

class LowerByValPass : public llvm::PassInfoMixin<LowerByValPass> {
  LowerByValOptions Options;

public:
  LowerByValPass() = default;
  explicit LowerByValPass(LowerByValOptions Options) : Options(Options) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &AM);
  static bool isRequired() { return true; }
};

} // namespace heddle

#endif // HEDDLE_PLUGIN_LOWERBYVAL_H
