//===- LaunchOptionsTest.cpp - Parsing of launch options ------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LaunchOptions.h"

#include <gtest/gtest.h>

using namespace heddle::host;

namespace {

struct Parsed {
  bool Good;
  LaunchOptions Options;
  std::vector<std::string> Warnings;
  LaunchFailure Failure;
};

Parsed parse(std::vector<std::string> Variables) {
  std::vector<char *> Environment;
  for (std::string &Each : Variables)
    Environment.push_back(Each.data());
  Environment.push_back(nullptr);
  Parsed Result;
  Result.Good = Result.Options.readEnvironment(Environment.data(),
                                               Result.Warnings, Result.Failure);
  return Result;
}

TEST(LaunchOptions, ReadsEveryVariable) {
  Parsed P = parse({"PATH=/bin", "HEDDLE_DEVICE=cpu", "HEDDLE_GPU=3",
                    "HEDDLE_WARPS=17", "HEDDLE_STACK=1M",
                    "HEDDLE_LOCAL_STACK=64K", "HEDDLE_HEAP=2G",
                    "HEDDLE_VERBOSE=1", "HEDDLE_STATS=yes",
                    "HEDDLE_TIMEOUT=2.25"});
  ASSERT_TRUE(P.Good) << P.Failure.What;
  EXPECT_EQ(P.Options.Device, DeviceChoice::Cpu);
  EXPECT_EQ(P.Options.Gpu, 3u);
  EXPECT_EQ(P.Options.Warps, 17u);
  EXPECT_EQ(P.Options.Stack, 1u << 20);
  EXPECT_EQ(P.Options.LocalStack, 64u << 10);
  EXPECT_EQ(P.Options.Heap, 2ull << 30);
  EXPECT_TRUE(P.Options.Verbose);
  EXPECT_TRUE(P.Options.Stats);
  EXPECT_EQ(P.Options.Timeout, std::chrono::milliseconds(2250));
  EXPECT_TRUE(P.Warnings.empty());
}

TEST(LaunchOptions, DefaultsWhenUnsetOrEmpty) {
  Parsed P = parse({"HEDDLE_WARPS=", "HEDDLE_DEVICE="});
  ASSERT_TRUE(P.Good);
  EXPECT_EQ(P.Options.Warps, 0u);
  EXPECT_EQ(P.Options.Device, DeviceChoice::Auto);
  EXPECT_FALSE(P.Options.Verbose);
}

TEST(LaunchOptions, RefusesBadValues) {
  for (const char *Bad :
       {"HEDDLE_WARPS=abc", "HEDDLE_WARPS=0", "HEDDLE_WARPS=-1",
        "HEDDLE_WARPS=1048577", "HEDDLE_WARPS=99999999999999999999",
        "HEDDLE_WARPS=4 ", "HEDDLE_WARPS=0x10", "HEDDLE_DEVICE=GPU",
        "HEDDLE_DEVICE=tpu", "HEDDLE_STACK=1", "HEDDLE_STACK=3X",
        "HEDDLE_STACK=M", "HEDDLE_STACK=1.5M", "HEDDLE_STACK=17179869184G",
        "HEDDLE_LOCAL_STACK=1", "HEDDLE_HEAP=1K", "HEDDLE_GPU=x",
        "HEDDLE_VERBOSE=2", "HEDDLE_TIMEOUT=0", "HEDDLE_TIMEOUT=1s",
        "HEDDLE_TIMEOUT=-1", "HEDDLE_TIMEOUT=1e3", "HEDDLE_TIMEOUT=inf",
        "HEDDLE_TIMEOUT=.", "HEDDLE_TIMEOUT=1.2.3", "HEDDLE_TIMEOUT=0x1",
        "HEDDLE_TIMEOUT=2000000000"}) {
    Parsed P = parse({Bad});
    EXPECT_FALSE(P.Good) << Bad;
    EXPECT_EQ(P.Failure.Code, ExitCode::BadOption);
    EXPECT_NE(P.Failure.What.find(Bad), std::string::npos) << P.Failure.What;
    EXPECT_FALSE(P.Failure.Where.empty());
  }
}

TEST(LaunchOptions, SaysWhatIsExpected) {
  EXPECT_EQ(parse({"HEDDLE_WARPS=abc"}).Failure.Where,
            "HEDDLE_WARPS takes a whole number from 1 to 1048576");
  EXPECT_EQ(parse({"HEDDLE_STACK=1"}).Failure.Where,
            "HEDDLE_STACK takes bytes, with an optional K, M or G, from 64 KiB "
            "to 1 TiB");
  EXPECT_EQ(parse({"HEDDLE_DEVICE=x"}).Failure.Where,
            "HEDDLE_DEVICE takes gpu, cpu or auto");
}

TEST(LaunchOptions, WarnsOfVariablesThatAreNearlyOptions) {
  Parsed P = parse({"HEDDLE_WRAPS=3", "HEDDLE_CACHE=/tmp", "HEDDLE_CLANG=clang",
                    "HEDDLE_LOCALSTACK=64K", "HEDDLE=1", "HEDDLE_"});
  ASSERT_TRUE(P.Good);
  ASSERT_EQ(P.Warnings.size(), 2u);
  EXPECT_EQ(P.Warnings[0], "unknown variable HEDDLE_WRAPS is ignored; did you "
                           "mean HEDDLE_WARPS?");
  EXPECT_EQ(P.Warnings[1], "unknown variable HEDDLE_LOCALSTACK is ignored; did "
                           "you mean HEDDLE_LOCAL_STACK?");
}

TEST(LaunchOptions, NamesAllUnknownVariablesWhenVerbose) {
  Parsed P = parse({"HEDDLE_THREADS=3", "HEDDLE_VERBOSE=1"});
  ASSERT_TRUE(P.Good);
  ASSERT_EQ(P.Warnings.size(), 1u);
  EXPECT_EQ(P.Warnings[0], "unknown variable HEDDLE_THREADS is ignored; "
                           "heddle-run --help lists the known ones");
}

TEST(LaunchOptions, Sizes) {
  auto Size = [](std::string_view Text) {
    uint64_t Bytes = 0;
    return parseSize(Text, Bytes) ? Bytes : ~uint64_t(0);
  };
  EXPECT_EQ(Size("0"), 0u);
  EXPECT_EQ(Size("123"), 123u);
  EXPECT_EQ(Size("64K"), 65536u);
  EXPECT_EQ(Size("64k"), 65536u);
  EXPECT_EQ(Size("8MiB"), 8u << 20);
  EXPECT_EQ(Size("8MB"), 8u << 20);
  EXPECT_EQ(Size("2g"), 2ull << 30);
  EXPECT_EQ(Size("1T"), 1ull << 40);
  EXPECT_EQ(Size("16777215T"), 16777215ull << 40);
  for (const char *Bad : {"", "K", "-1", "1KK", "1 K", "16777216T", "1x"})
    EXPECT_EQ(Size(Bad), ~uint64_t(0)) << Bad;
}

TEST(LaunchOptions, TableIsConsistent) {
  for (const OptionDescription &Each : optionTable()) {
    EXPECT_TRUE(Each.Variable.starts_with("HEDDLE_"));
    EXPECT_FALSE(Each.Help.empty());
    // Flag and variable are one name in two spellings.
    std::string Spelled = "HEDDLE_";
    for (char Letter : Each.Flag)
      Spelled += Letter == '-' ? '_' : static_cast<char>(toupper(Letter));
    EXPECT_EQ(Spelled, Each.Variable);
  }
}

TEST(LaunchFailure, FormatsBytes) {
  EXPECT_EQ(formatBytes(513), "513 bytes");
  EXPECT_EQ(formatBytes(8 << 20), "8 MiB");
  EXPECT_EQ(formatBytes(150'105'358'336ull), "139.8 GiB");
}

} // namespace
