//===- LaunchOptions.h - What a launch can be told ------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_LAUNCHOPTIONS_H
#define HEDDLE_RUNTIME_HOST_LAUNCHOPTIONS_H

#include "LaunchFailure.h"

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::host {

enum class DeviceChoice { Auto, Gpu, Cpu };

enum class OptionKind { Device, Count, Size, Seconds, Flag };

/// A line of LaunchOptions.def.
struct OptionDescription {
  std::string_view Variable;
  std::string_view Flag;
  OptionKind Kind;
  uint64_t Least, Most;
  std::string_view Operand;
  std::string_view Help;
};

std::span<const OptionDescription> optionTable();

/// The options of one launch. A number that is 0 was not given, but for Gpu.
struct LaunchOptions {
  DeviceChoice Device = DeviceChoice::Auto;
  uint32_t Gpu = 0;
  uint32_t Warps = 0;
  uint64_t Stack = 0;
  uint64_t LocalStack = 0;
  uint64_t Heap = 0;
  bool HeapCheck = false;
  bool Verbose = false;
  bool Stats = false;
  std::chrono::nanoseconds Timeout{0};

  /// Sets what \p Description describes from \p Value. On a bad value returns
  /// false and says in \p Failure what is wrong with \p Source, which is how
  /// the user wrote it ("HEDDLE_WARPS=abc", "--warps=abc").
  bool set(const OptionDescription &Description, std::string_view Value,
           std::string_view Source, LaunchFailure &Failure);

  /// Reads every HEDDLE_* variable of \p Environment, which ends with a null.
  /// An empty value counts as not set. A variable that is none of the table's
  /// but nearly one is named in \p Warnings; the compiler and the tests have
  /// variables, too, so others are named only when Verbose is set.
  bool readEnvironment(char *const *Environment,
                       std::vector<std::string> &Warnings,
                       LaunchFailure &Failure);
};

/// Bytes from "65536", "64K", "8M", "8MiB", "2g": false when \p Text is none.
bool parseSize(std::string_view Text, uint64_t &Bytes);

/// The entry of \p Candidates that needs the fewest edits to become \p Text,
/// or an empty view when all need more than a third of its letters.
std::string_view nearestMatch(std::string_view Text,
                              std::span<const std::string_view> Candidates);

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_LAUNCHOPTIONS_H
