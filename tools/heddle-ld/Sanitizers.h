//===- Sanitizers.h - Programs of the CPU device under a sanitizer --------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Code is instrumented before the whole program is optimized, as x86-64 IR. It
// calls clang's runtime for x86-64 Linux, which is linked into the executable,
// and runtime/sanitizer, which tells that runtime of threads, locks and memory.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TOOLS_HEDDLE_LD_SANITIZERS_H
#define HEDDLE_TOOLS_HEDDLE_LD_SANITIZERS_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/PassManager.h"
#include <optional>
#include <string>

namespace heddle {

struct Sanitizers {
  bool Address = false, Thread = false, Leak = false, Undefined = false;
  /// AddressSanitizer goes on after an error if ASAN_OPTIONS says so.
  bool RecoverAddress = false;

  /// "address,undefined". Nothing, reported, when a part is unknown.
  static std::optional<Sanitizers> parse(llvm::StringRef Kinds);

  bool any() const { return Address || Thread || Leak || Undefined; }
  /// Whether heap and threads are the sanitizer's. UndefinedBehaviorSanitizer
  /// alone needs nothing but its handlers.
  bool ownProcess() const { return Address || Thread || Leak; }
  /// "address,undefined" for -fsanitize= of the host's driver.
  std::string text() const;
};

/// Where a file's definitions come from, for what is done to them.
enum class FileOrigin { Program, DeviceLibrary, DeviceRuntime };

/// Before \p File is linked into the program: directs the calls that
/// Interceptors.def names to where they belong, and marks the functions of the
/// device libraries for instrumentation. Those of the program were marked by the
/// frontend; the runtime's are never instrumented.
void prepareFile(llvm::Module &File, FileOrigin Origin, const Sanitizers &Which);

/// Whether the undefined symbol \p Name is runtime/sanitizer's or clang's
/// runtime's to define.
bool isOfSanitizer(llvm::StringRef Name, const Sanitizers &Which);

/// Whether runtime/sanitizer calls the function \p Name of the program.
bool isForSanitizer(llvm::StringRef Name, const Sanitizers &Which);

/// What reports need of the code to walk its stack.
void prepareForReports(llvm::Module &M);

/// Appends the instrumentation.
void addInstrumentation(llvm::ModulePassManager &Passes,
                        const Sanitizers &Which);

} // namespace heddle

#endif // HEDDLE_TOOLS_HEDDLE_LD_SANITIZERS_H
