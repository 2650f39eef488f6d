//===- LaunchFailure.cpp - Why a launch could not go ahead ----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LaunchFailure.h"

#include <cstdarg>
#include <cstdio>

namespace heddle::host {

void report(const LaunchFailure &Failure) {
  // One write, so that lines of programs that share the terminal stay whole.
  std::string Text = "heddle: error: " + Failure.What + "\n";
  if (!Failure.Where.empty())
    Text += "heddle: note: " + Failure.Where + "\n";
  if (!Failure.Remedy.empty())
    Text += "heddle: note: " + Failure.Remedy + "\n";
  fputs(Text.c_str(), stderr);
}

void warn(const std::string &Text) {
  fputs(("heddle: warning: " + Text + "\n").c_str(), stderr);
}

std::string format(const char *Format, ...) {
  va_list Arguments, Again;
  va_start(Arguments, Format);
  va_copy(Again, Arguments);
  int Length = vsnprintf(nullptr, 0, Format, Arguments);
  va_end(Arguments);
  std::string Text(Length > 0 ? Length : 0, '\0');
  vsnprintf(Text.data(), Text.size() + 1, Format, Again);
  va_end(Again);
  return Text;
}

std::string printable(std::string Text) {
  for (char &Each : Text)
    if (static_cast<unsigned char>(Each) < ' ' || Each == 0x7f)
      Each = '?';
  return Text;
}

std::string formatBytes(unsigned long long Bytes) {
  static constexpr const char *Units[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
  unsigned Unit = 0;
  double Value = static_cast<double>(Bytes);
  while (Value >= 1024 && Unit < 4) {
    Value /= 1024;
    ++Unit;
  }
  bool Whole = Value == static_cast<double>(static_cast<long long>(Value));
  return format(Whole ? "%.0f %s" : "%.1f %s", Value, Units[Unit]);
}

} // namespace heddle::host
