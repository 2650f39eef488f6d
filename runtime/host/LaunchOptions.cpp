//===- LaunchOptions.cpp - What a launch can be told ----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LaunchOptions.h"

#include <algorithm>
#include <charconv>

namespace heddle::host {

static constexpr OptionDescription Table[] = {
#define HEDDLE_OPTION(field, variable, flag, kind, least, most, operand, help) \
  {variable, flag, OptionKind::kind, least, most, operand, help},
#include "LaunchOptions.def"
};

std::span<const OptionDescription> optionTable() { return Table; }

static bool parseCount(std::string_view Text, uint64_t &Value) {
  auto [End, Error] =
      std::from_chars(Text.data(), Text.data() + Text.size(), Value);
  return Error == std::errc() && End == Text.data() + Text.size();
}

bool parseSize(std::string_view Text, uint64_t &Bytes) {
  auto [End, Error] =
      std::from_chars(Text.data(), Text.data() + Text.size(), Bytes);
  if (Error != std::errc())
    return false;
  std::string_view Unit = Text.substr(End - Text.data());
  if (Unit.empty())
    return true;
  unsigned Shift;
  switch (Unit.front() | 0x20) {
  case 'k':
    Shift = 10;
    break;
  case 'm':
    Shift = 20;
    break;
  case 'g':
    Shift = 30;
    break;
  case 't':
    Shift = 40;
    break;
  default:
    return false;
  }
  Unit.remove_prefix(1);
  if (!Unit.empty() && Unit != "B" && Unit != "iB" && Unit != "b")
    return false;
  if (Bytes > (~uint64_t(0) >> Shift))
    return false;
  Bytes <<= Shift;
  return true;
}

// Digits with an optional point among them, and nothing that strtod also takes.
static bool parseSeconds(std::string_view Text, std::chrono::nanoseconds &Time) {
  if (Text.empty() || Text.find_first_not_of("0123456789.") != Text.npos)
    return false;
  double Value;
  auto [End, Error] = std::from_chars(Text.data(), Text.data() + Text.size(),
                                      Value, std::chars_format::fixed);
  if (Error != std::errc() || End != Text.data() + Text.size() || Value > 2e9)
    return false;
  Time = std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>(Value));
  return true;
}

static bool parseFlag(std::string_view Text, bool &Value) {
  for (std::string_view Yes : {"1", "yes", "on", "true"})
    if (Text == Yes)
      return Value = true;
  for (std::string_view No : {"0", "no", "off", "false"})
    if (Text == No) {
      Value = false;
      return true;
    }
  return false;
}

static bool parseDevice(std::string_view Text, DeviceChoice &Choice) {
  if (Text == "auto")
    Choice = DeviceChoice::Auto;
  else if (Text == "gpu")
    Choice = DeviceChoice::Gpu;
  else if (Text == "cpu")
    Choice = DeviceChoice::Cpu;
  else
    return false;
  return true;
}

// What the option takes, in the words of a message.
static std::string expectation(const OptionDescription &Description) {
  switch (Description.Kind) {
  case OptionKind::Device:
    return "gpu, cpu or auto";
  case OptionKind::Count:
    return format("a whole number from %llu to %llu",
                  static_cast<unsigned long long>(Description.Least),
                  static_cast<unsigned long long>(Description.Most));
  case OptionKind::Size:
    return "bytes, with an optional K, M or G, from " +
           formatBytes(Description.Least) + " to " +
           formatBytes(Description.Most);
  case OptionKind::Seconds:
    return format("seconds, with decimals if need be, from %g to %g",
                  double(Description.Least) * 1e-3,
                  double(Description.Most) * 1e-3);
  case OptionKind::Flag:
    return "0 or 1";
  }
  __builtin_unreachable();
}

namespace {
// One overload a kind of field, so that a line of the table whose kind does
// not suit its field does not compile.
struct FieldParser {
  const OptionDescription &Description;
  std::string_view Text;

  bool inRange(uint64_t Value) const {
    return Value >= Description.Least && Value <= Description.Most;
  }
  bool operator()(DeviceChoice &Field) const {
    return parseDevice(Text, Field);
  }
  bool operator()(bool &Field) const { return parseFlag(Text, Field); }
  bool operator()(std::chrono::nanoseconds &Field) const {
    std::chrono::nanoseconds Time;
    if (!parseSeconds(Text, Time) ||
        !inRange(static_cast<uint64_t>(Time / std::chrono::milliseconds(1))))
      return false;
    Field = Time;
    return true;
  }
  bool operator()(uint32_t &Field) const {
    uint64_t Value;
    if (!parseCount(Text, Value) || !inRange(Value))
      return false;
    Field = static_cast<uint32_t>(Value);
    return true;
  }
  bool operator()(uint64_t &Field) const {
    uint64_t Value;
    if (!parseSize(Text, Value) || !inRange(Value))
      return false;
    Field = Value;
    return true;
  }
};
} // namespace

bool LaunchOptions::set(const OptionDescription &Description,
                        std::string_view Value, std::string_view Source,
                        LaunchFailure &Failure) {
  FieldParser Parse{Description, Value};
  bool Good = false;
#define HEDDLE_OPTION(field, variable, flag, kind, least, most, operand, help) \
  if (Description.Variable == std::string_view(variable))                      \
    Good = Parse(field);
#include "LaunchOptions.def"
  if (Good)
    return true;
  Failure.Code = ExitCode::BadOption;
  Failure.What = "bad value in " + std::string(Source);
  Failure.Where = std::string(Description.Variable) + " takes " +
                  expectation(Description);
  Failure.Remedy = "heddle-run --help describes every option";
  return false;
}

static constexpr std::string_view Prefix = "HEDDLE_";

// The variable that Name might have been meant to be. What all names share
// says nothing about that.
static std::string_view nearestVariable(std::string_view Name) {
  std::vector<std::string_view> Known;
  for (const OptionDescription &Description : Table)
    Known.push_back(Description.Variable.substr(Prefix.size()));
  std::string_view Near = nearestMatch(Name.substr(Prefix.size()), Known);
  for (const OptionDescription &Description : Table)
    if (Description.Variable.substr(Prefix.size()) == Near)
      return Description.Variable;
  return {};
}

bool LaunchOptions::readEnvironment(char *const *Environment,
                                    std::vector<std::string> &Warnings,
                                    LaunchFailure &Failure) {
  std::vector<std::string> Unknown;
  for (; *Environment; ++Environment) {
    std::string_view Entry = *Environment;
    if (!Entry.starts_with(Prefix))
      continue;
    size_t Equals = Entry.find('=');
    if (Equals == Entry.npos)
      continue;
    std::string_view Name = Entry.substr(0, Equals);
    std::string_view Value = Entry.substr(Equals + 1);
    const auto *Known = std::ranges::find(Table, Name,
                                          &OptionDescription::Variable);
    if (Known != std::end(Table)) {
      if (!Value.empty() && !set(*Known, Value, Entry, Failure))
        return false;
      continue;
    }
    std::string Ignored =
        "unknown variable " + std::string(Name) + " is ignored; ";
    if (std::string_view Near = nearestVariable(Name); !Near.empty())
      Warnings.push_back(Ignored + "did you mean " + std::string(Near) + "?");
    else
      Unknown.push_back(Ignored + "heddle-run --help lists the known ones");
  }
  if (Verbose)
    Warnings.insert(Warnings.end(), Unknown.begin(), Unknown.end());
  return true;
}

static size_t editDistance(std::string_view A, std::string_view B) {
  std::vector<size_t> Row(B.size() + 1);
  for (size_t J = 0; J <= B.size(); ++J)
    Row[J] = J;
  for (size_t I = 1; I <= A.size(); ++I) {
    size_t Diagonal = Row[0];
    Row[0] = I;
    for (size_t J = 1; J <= B.size(); ++J) {
      size_t Above = Row[J];
      Row[J] = std::min({Row[J] + 1, Row[J - 1] + 1,
                         Diagonal + (A[I - 1] != B[J - 1])});
      Diagonal = Above;
    }
  }
  return Row[B.size()];
}

std::string_view nearestMatch(std::string_view Text,
                              std::span<const std::string_view> Candidates) {
  std::string_view Best;
  size_t Least = (Text.size() + 2) / 3 + 1;
  for (std::string_view Candidate : Candidates) {
    size_t Distance = editDistance(Text, Candidate);
    if (Distance < Least) {
      Least = Distance;
      Best = Candidate;
    }
  }
  return Best;
}

} // namespace heddle::host
