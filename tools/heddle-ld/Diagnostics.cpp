//===- Diagnostics.cpp - Errors of the linker and of LLVM's passes --------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Diagnostics.h"
#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"
#include <atomic>
#include <mutex>

using namespace llvm;

namespace heddle {
namespace {

std::mutex PrintMutex;
std::atomic<bool> Failed = false;

struct Handler : DiagnosticHandler {
  bool handleDiagnostics(const DiagnosticInfo &DI) override {
    std::string Text;
    raw_string_ostream OS(Text);
    DiagnosticPrinterRawOStream Printer(OS);
    DI.print(Printer);
    switch (DI.getSeverity()) {
    case DS_Error:
      error(Text);
      break;
    case DS_Warning:
      warning(Text);
      break;
    case DS_Remark:
      break;
    case DS_Note:
      note(Text);
      break;
    }
    return true;
  }
};

} // namespace

void error(const Twine &Message) {
  Failed = true;
  std::lock_guard Lock(PrintMutex);
  WithColor::error(errs(), "heddle-ld") << Message << '\n';
}

void warning(const Twine &Message) {
  std::lock_guard Lock(PrintMutex);
  WithColor::warning(errs(), "heddle-ld") << Message << '\n';
}

void note(const Twine &Message) {
  std::lock_guard Lock(PrintMutex);
  WithColor::note(errs(), "heddle-ld") << Message << '\n';
}

bool hadErrors() { return Failed; }

void reportError(Error E, const Twine &What) {
  handleAllErrors(std::move(E), [&](const ErrorInfoBase &Info) {
    error(What + ": " + Info.message());
  });
}

void installDiagnosticHandler(LLVMContext &Context) {
  Context.setDiagnosticHandler(std::make_unique<Handler>());
}

} // namespace heddle
