//===- FaultReport.cpp - What a program that faulted is told --------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FaultReport.h"

#include "Demangle.h"

#include <climits>
#include <unistd.h>

namespace heddle::host {

std::string describeInvalidAddress(uint64_t Address) {
  // Members of an object that a null pointer points to.
  static constexpr uint64_t NearNull = 4096;
  return format("invalid address 0x%llx%s",
                static_cast<unsigned long long>(Address),
                Address < NearNull ? ", near the null pointer" : "");
}

std::string describeLocalStackOverflow(uint64_t StackBytes) {
  return format("calls are nested deeper than the local stack of %llu bytes "
                "holds; HEDDLE_LOCAL_STACK sets the size",
                static_cast<unsigned long long>(StackBytes));
}

void describeDivideError(DeviceFault &Fault) {
  Fault.What = "arithmetic error";
  Fault.Detail = "an integer division by zero or one that overflows";
}

/// What the passes make of main.
static bool isMain(std::string_view Name) {
  return Name == "__heddle_original_main" || Name == "__heddle_user_main";
}

/// As the program's author knows the function. ptxas cuts functions in two, LLVM
/// and heddle-ld make some names unique.
static std::string sourceName(std::string Name) {
  for (std::string_view Suffix : {"_$_segment", ".llvm.", ".device"})
    if (size_t At = Name.find(Suffix); At != std::string::npos)
      Name.resize(At);
  if (Name.starts_with("__heddle$"))
    Name.erase(0, sizeof("__heddle$") - 1);
  if (isMain(Name))
    return "main";
  // What is no mangled function may be a mangled type: "f" is float.
  if (Name.starts_with("_Z"))
    return demangle(Name).value_or(Name);
  return Name;
}

/// Heddle's own functions, and those of the C++ library: what called the thread's
/// function, if nothing of the program's did.
static bool isLibrary(const CodePlace &Frame) {
  const std::string &Name = Frame.Function;
  if (isMain(std::string_view(Name).substr(0, Name.find("_$_segment"))))
    return false;
  return Name.empty() || Name.starts_with("_ZN6heddle") ||
         Name.starts_with("__heddle_") || Name.starts_with("_ZNSt3__1") ||
         Name.find("6heddle3abi") != std::string::npos;
}

/// Relative if it is below the working directory, where the user is.
static std::string shortPath(const std::string &Path) {
  char Here[PATH_MAX];
  if (!getcwd(Here, sizeof(Here)))
    return Path;
  std::string Folder = std::string(Here) + "/";
  return Path.starts_with(Folder) ? Path.substr(Folder.size()) : Path;
}

std::string describeFault(const DeviceFault &Fault, const std::string &Who) {
  std::string Text = "heddle: " + Fault.What;
  if (!Who.empty())
    Text += " in " + Who;
  if (!Fault.Detail.empty())
    Text += ": " + Fault.Detail;
  Text += "\n";

  size_t End = Fault.Frames.size();
  while (End && isLibrary(Fault.Frames[End - 1]))
    --End;
  bool HasLines = false;
  unsigned Number = 0, Repeats = 0;
  std::string Inner, InnerCall;
  auto EndRepeats = [&] {
    if (Repeats)
      Text += format("heddle:      and %u more of it\n", Repeats);
    Repeats = 0;
  };
  for (size_t I = 0; I < End; ++I) {
    const CodePlace &Frame = Fault.Frames[I];
    std::string Name = sourceName(Frame.Function);
    // Not twice the same function that ptxas has cut in two.
    bool IsPart = I && Name == Inner &&
                  Frame.Function != Fault.Frames[I - 1].Function;
    Inner = Name;
    if (Name.empty() || IsPart)
      continue;
    std::string Call = Name;
    if (!Frame.File.empty())
      Call += format(" at %s:%u", shortPath(Frame.File).c_str(), Frame.Line);
    HasLines |= !Frame.File.empty();
    if (Call == InnerCall) {
      ++Repeats;
      continue;
    }
    EndRepeats();
    InnerCall = Call;
    Text += format("heddle:   #%u %s\n", Number++, Call.c_str());
  }
  EndRepeats();
  if (Number && !HasLines)
    Text += "heddle: note: -g on the compiler's command line gives the lines\n";
  if (!Fault.Note.empty())
    Text += "heddle: note: " + Fault.Note + "\n";
  return Text;
}

} // namespace heddle::host
