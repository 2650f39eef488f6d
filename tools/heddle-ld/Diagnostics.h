//===- Diagnostics.h - Errors of the linker and of LLVM's passes ----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TOOLS_HEDDLE_LD_DIAGNOSTICS_H
#define HEDDLE_TOOLS_HEDDLE_LD_DIAGNOSTICS_H

#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"

namespace llvm {
class LLVMContext;
} // namespace llvm

namespace heddle {

/// Print to standard error, one message at a time from all threads. error()
/// makes hadErrors() true.
void error(const llvm::Twine &Message);
void warning(const llvm::Twine &Message);
void note(const llvm::Twine &Message);
bool hadErrors();

/// Prints each part of \p E as an error; \p What says what was being done.
void reportError(llvm::Error E, const llvm::Twine &What);

/// Sends what passes and the backends report to the functions above.
void installDiagnosticHandler(llvm::LLVMContext &Context);

} // namespace heddle

#endif // HEDDLE_TOOLS_HEDDLE_LD_DIAGNOSTICS_H
