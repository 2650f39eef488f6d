//===- Plugin.cpp - Loading the plugin for the program at hand ------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// libHeddle.so is loaded by clang and by opt. It cannot be their plugin itself:
// a clang of another version fails to resolve some symbol or, worse, resolves
// all, and opt has none of clang's. So this object refers to nothing of LLVM,
// finds out who loads it before anything else runs, and then loads the
// implementation that lies beside it.
//
//===----------------------------------------------------------------------===//

#include "Implementation.h"
#include <cstdlib>
#include <dlfcn.h>
#include <optional>
#include <string>
#include <unistd.h>

namespace {

constexpr unsigned NeededMajor = HEDDLE_LLVM_MAJOR;
constexpr const char *ClangImplementation = "libHeddleClang.so";
constexpr const char *OptImplementation = "libHeddleOpt.so";

/// Not a global: the constructor below runs before those of globals.
llvm::PassPluginLibraryInfo &info() {
  static llvm::PassPluginLibraryInfo Info;
  return Info;
}

[[noreturn]] void fail(const std::string &Reason) {
  std::string Text = "error: Heddle: " + Reason + "\n";
  // Streams of the loading program may be in any state.
  if (write(STDERR_FILENO, Text.data(), Text.size()) < 0)
    _exit(2);
  _exit(1);
}

/// "clang version 14.0.6" out of what clang says of itself, or nothing if the
/// process has no clang.
std::optional<std::string> clangVersion() {
  void *Symbol =
      dlsym(RTLD_DEFAULT, "_ZN5clang19getClangFullVersionB5cxx11Ev");
  if (!Symbol)
    return std::nullopt;
  std::string Full = reinterpret_cast<std::string (*)()>(Symbol)();
  size_t Start = Full.find("clang version ");
  if (Start == std::string::npos)
    return Full;
  return Full.substr(Start, Full.find_first_of(" (\n", Start + 14) - Start);
}

unsigned majorIn(const std::string &Version) {
  size_t Digits = Version.find_first_of("0123456789");
  return Digits == std::string::npos ? 0 : atoi(Version.c_str() + Digits);
}

/// LLVM's own version, or 0 if it is older than the function that tells (16).
unsigned llvmMajor() {
  unsigned Major = 0, Minor, Patch;
  if (void *Symbol = dlsym(RTLD_DEFAULT, "LLVMGetVersion"))
    reinterpret_cast<void (*)(unsigned *, unsigned *, unsigned *)>(Symbol)(
        &Major, &Minor, &Patch);
  return Major;
}

void loadImplementation(const char *Name) {
  Dl_info Self;
  if (!dladdr(&info(), &Self))
    fail("cannot tell where libHeddle.so is");
  std::string Path = Self.dli_fname;
  Path = Path.substr(0, Path.rfind('/') + 1) + Name;
  void *Library = dlopen(Path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!Library)
    fail(std::string("cannot load its passes: ") + dlerror());
  void *Entry = dlsym(Library, "heddleImplementation");
  if (!Entry)
    fail(Path + " is not Heddle's");
  reinterpret_cast<decltype(&heddleImplementation)>(Entry)(info());
}

__attribute__((constructor)) void load() {
  const std::string Needed = std::to_string(NeededMajor);
  std::optional<std::string> Clang = clangVersion();
  unsigned Major = Clang ? majorIn(*Clang) : llvmMajor();
  if (Major != NeededMajor) {
    std::string Found =
        Clang   ? *Clang
        : Major ? "LLVM " + std::to_string(Major)
                : "a program with no LLVM, or one older than 16";
    fail("this plugin needs clang " + Needed + ", found " + Found +
         "; compile with clang++-" + Needed + " or heddle++");
  }
  loadImplementation(Clang ? ClangImplementation : OptImplementation);
}

} // namespace

extern "C" HEDDLE_EXPORT llvm::PassPluginLibraryInfo llvmGetPassPluginInfo() {
  return info();
}
