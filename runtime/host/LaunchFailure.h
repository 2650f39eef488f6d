//===- LaunchFailure.h - Why a launch could not go ahead ------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_LAUNCHFAILURE_H
#define HEDDLE_RUNTIME_HOST_LAUNCHFAILURE_H

#include "ExitCodes.h"

#include <string>

namespace heddle::host {

/// Told to the user in three parts: what is wrong, where it was found, and
/// what to do about it. Where and Remedy may be empty.
struct LaunchFailure {
  ExitCode Code = ExitCode::LaunchFailed;
  std::string What;
  std::string Where;
  std::string Remedy;
};

/// Prints \p Failure on stderr, one line a part.
void report(const LaunchFailure &Failure);

/// Prints "heddle: warning: " and \p Text on stderr.
void warn(const std::string &Text);

/// printf into a string.
[[gnu::format(printf, 1, 2)]] std::string format(const char *Format, ...);

/// \p Text from memory that anything may have been written to, for a line of a
/// message: control characters become question marks.
std::string printable(std::string Text);

/// \p Bytes with a binary unit: "8 MiB", "139.8 GiB", "513 bytes".
std::string formatBytes(unsigned long long Bytes);

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_LAUNCHFAILURE_H
