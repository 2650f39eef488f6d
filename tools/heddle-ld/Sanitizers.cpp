//===- Sanitizers.cpp - Programs of the CPU device under a sanitizer ------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sanitizers.h"
#include "BitcodeLink.h"
#include "Diagnostics.h"
#include "plugin/Symbols.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Instrumentation/AddressSanitizer.h"
#include "llvm/Transforms/Instrumentation/ThreadSanitizer.h"

using namespace llvm;

namespace heddle {
namespace {

constexpr StringLiteral Replaced[] = {
#define HEDDLE_REPLACED(Name) Name,
#include "runtime/sanitizer/Interceptors.def"
};

constexpr StringLiteral CheckedThreads[] = {
#define HEDDLE_CHECKED_THREADS(Name) Name,
#include "runtime/sanitizer/Interceptors.def"
};

constexpr StringLiteral CheckedSync[] = {
#define HEDDLE_CHECKED_SYNC(Name) Name,
#include "runtime/sanitizer/Interceptors.def"
};

constexpr StringLiteral OptionFunctions[] = {
#define HEDDLE_OPTIONS(Name) Name,
#include "runtime/sanitizer/Interceptors.def"
};

constexpr StringLiteral Exported[] = {
#define HEDDLE_EXPORTED(Name) Name,
#include "runtime/sanitizer/Interceptors.def"
};

constexpr StringLiteral RealPrefix("__heddle_real_");
constexpr StringLiteral CheckedPrefix("__heddle_checked_");

std::string renamed(StringLiteral Prefix, StringRef Name) {
  Name.consume_front("__heddle_");
  return (Prefix + Name).str();
}

/// Makes \p Names in \p File mean the device runtime's functions themselves, or
/// else those that stand before them.
void direct(Module &File, ArrayRef<StringLiteral> Names, bool IsReal) {
  for (StringRef Name : Names) {
    GlobalValue *Value = File.getNamedValue(Name);
    if (!Value)
      continue;
    if (IsReal)
      Value->setName(renamed(RealPrefix, Name));
    else if (Value->isDeclaration())
      Value->setName(renamed(CheckedPrefix, Name));
  }
}

/// Without this ThreadSanitizer instruments atomics and calls of every function:
/// the scheduler's would order threads that the program does not.
void exclude(Function &F) {
  F.addFnAttr(Attribute::DisableSanitizerInstrumentation);
}

/// The warp's context is what passes keep there, and goes from thread to thread
/// with the warp: an access in a function of the program is none of its own.
void excludeContext(Module &M) {
  Function *Context = M.getFunction(symbol::WarpContext);
  if (!Context)
    return;
  SmallVector<User *, 16> Addresses;
  for (User *U : Context->users())
    if (auto *Call = dyn_cast<CallBase>(U);
        Call && Call->getCalledFunction() == Context)
      Addresses.push_back(Call);
  while (!Addresses.empty()) {
    User *Address = Addresses.pop_back_val();
    for (User *U : Address->users())
      if (isa<GetElementPtrInst>(U))
        Addresses.push_back(U);
      else if (getLoadStorePointerOperand(U) == Address)
        cast<Instruction>(U)->setMetadata(LLVMContext::MD_nosanitize,
                                          MDNode::get(M.getContext(), {}));
  }
}

} // namespace

std::optional<Sanitizers> Sanitizers::parse(StringRef Kinds) {
  Sanitizers Which;
  for (StringRef Kind : split(Kinds, ',')) {
    if (Kind == "address")
      Which.Address = true;
    else if (Kind == "thread")
      Which.Thread = true;
    else if (Kind == "leak")
      Which.Leak = true;
    else if (Kind == "undefined")
      Which.Undefined = true;
    else {
      error("unknown sanitizer '" + Kind +
            "' in --sanitize: it is address, thread, leak or undefined");
      return std::nullopt;
    }
  }
  if (Which.Thread && (Which.Address || Which.Leak)) {
    error("--sanitize=" + Which.text() +
          ": ThreadSanitizer cannot share a program with AddressSanitizer or "
          "LeakSanitizer");
    return std::nullopt;
  }
  return Which;
}

std::string Sanitizers::text() const {
  SmallVector<StringRef, 4> Kinds;
  if (Address)
    Kinds.push_back("address");
  if (Thread)
    Kinds.push_back("thread");
  if (Leak)
    Kinds.push_back("leak");
  if (Undefined)
    Kinds.push_back("undefined");
  return join(Kinds, ",");
}

void prepareFile(Module &File, FileOrigin Origin, const Sanitizers &Which) {
  if (!Which.ownProcess())
    return;
  if (Origin != FileOrigin::Program)
    for (StringRef Name : Replaced)
      if (GlobalValue *Value = File.getNamedValue(Name);
          Value && !Value->isDeclaration())
        dropDefinition(File, Name);
  direct(File, CheckedThreads, Origin == FileOrigin::DeviceRuntime);
  if (Which.Thread)
    direct(File, CheckedSync, Origin == FileOrigin::DeviceRuntime);
  if (Origin == FileOrigin::Program) {
    direct(File, OptionFunctions, /*IsReal=*/true);
    return;
  }
  for (Function &F : File) {
    if (F.isDeclaration())
      continue;
    if (Origin == FileOrigin::DeviceRuntime) {
      exclude(F);
      continue;
    }
    if (Which.Address)
      F.addFnAttr(Attribute::SanitizeAddress);
    if (Which.Thread)
      F.addFnAttr(Attribute::SanitizeThread);
  }
}

bool isOfSanitizer(StringRef Name, const Sanitizers &Which) {
  if (Which.ownProcess() &&
      (Name.starts_with(CheckedPrefix) || is_contained(Replaced, Name)))
    return true;
  if (!Which.any())
    return false;
  for (StringRef Prefix : {"__sanitizer_", "__asan_", "__tsan_", "__lsan_",
                           "__ubsan_", "Annotate"})
    if (Name.starts_with(Prefix))
      return true;
  return false;
}

bool isForSanitizer(StringRef Name, const Sanitizers &Which) {
  if (!Which.any())
    return false;
  // Options and callbacks that the program defines.
  for (StringRef Prefix : {"__sanitizer_", "__asan_", "__tsan_", "__lsan_",
                           "__ubsan_"})
    if (Name.starts_with(Prefix))
      return true;
  return Which.ownProcess() &&
         (Name.starts_with(RealPrefix) || is_contained(Exported, Name));
}

void prepareForReports(Module &M) {
  // The name by which reports know where the program's part of a stack ends.
  if (Function *Main = M.getFunction("__heddle_original_main"))
    Main->setName("main");
  excludeContext(M);
  for (Function &F : M) {
    if (F.isDeclaration())
      continue;
    F.addFnAttr("frame-pointer", "all");
    // Exceptions are lowered; instrumentation would catch them once more.
    F.setDoesNotThrow();
    // What passes generated, and runtime/arch.
    if (F.getName().starts_with("__heddle_") &&
        !F.hasFnAttribute(Attribute::SanitizeAddress) &&
        !F.hasFnAttribute(Attribute::SanitizeThread))
      exclude(F);
  }
}

void addInstrumentation(ModulePassManager &Passes, const Sanitizers &Which) {
  if (Which.Address) {
    AddressSanitizerOptions Options;
    Options.Recover = Which.RecoverAddress;
    Options.UseAfterScope = true;
    Passes.addPass(AddressSanitizerPass(Options));
  }
  if (Which.Thread) {
    Passes.addPass(ModuleThreadSanitizerPass());
    Passes.addPass(createModuleToFunctionPassAdaptor(ThreadSanitizerPass()));
  }
}

} // namespace heddle
