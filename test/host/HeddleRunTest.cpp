//===- HeddleRunTest.cpp - heddle-run -------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExitCodes.h"
#include "LaunchOptions.h"
#include "Subprocess.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

using namespace heddle::test;
using namespace heddle::host;

namespace {

bool contains(const std::string &Text, const std::string &Part) {
  return Text.find(Part) != std::string::npos;
}

TEST(HeddleRun, PassesOptionsOn) {
  Outcome Result =
      run({HEDDLE_RUN, "--device=cpu", "--warps", "9", "--stack=1M",
           "--local-stack", "2M", "--heap=6M", "--", FAKE_PROGRAM, "geometry"});
  EXPECT_EQ(Result.Status, 0);
  EXPECT_EQ(Result.Output, "warps 9 blocks 1 per block 9 distinct 9 stack "
                           "1048576 local 2097152 heap 6291456\nreserve 0\n");
}

TEST(HeddleRun, LeavesTheProgramsArgumentsAlone) {
  Outcome Result = run({HEDDLE_RUN, "--verbose", "--device=cpu", FAKE_PROGRAM,
                        "arguments", "--warps=x", "--"});
  EXPECT_EQ(Result.Status, 0);
  EXPECT_TRUE(contains(Result.Output, "argument --warps=x\nargument --\n"));
  EXPECT_TRUE(contains(Result.Errors, "heddle: running on the CPU device"));
}

TEST(HeddleRun, FlagsWinOverVariables) {
  Outcome Result = run({HEDDLE_RUN, "--warps=3", FAKE_PROGRAM, "geometry"},
                       {"HEDDLE_WARPS=5", "HEDDLE_DEVICE=cpu"});
  EXPECT_TRUE(contains(Result.Output, "warps 3 "));
}

TEST(HeddleRun, RefusesWhatIsWrong) {
  struct {
    std::vector<std::string> Arguments;
    int Status;
    const char *Text;
  } Cases[] = {
      {{"--warps=abc", FAKE_PROGRAM}, 112, "bad value in --warps=abc"},
      {{"--warps", "0", FAKE_PROGRAM}, 112, "bad value in --warps 0"},
      {{"--warps"}, 112, "bad value in --warps"},
      {{"--wraps=3", FAKE_PROGRAM}, 112, "did you mean --warps?"},
      {{"--frobnicate", FAKE_PROGRAM}, 112, "--help lists its options"},
      {{"-v", FAKE_PROGRAM}, 112, "has no option --v"},
      {{}, 112, "no program to run"},
      {{"--"}, 112, "no program to run"},
      {{"/nonexistent"}, 127, "No such file"},
      {{"/tmp"}, 126, "Permission denied"},
  };
  for (auto &Case : Cases) {
    auto Command = Case.Arguments;
    Command.insert(Command.begin(), HEDDLE_RUN);
    Outcome Result = run(Command);
    EXPECT_EQ(Result.Status, Case.Status) << Case.Text;
    EXPECT_TRUE(contains(Result.Errors, Case.Text)) << Result.Errors;
  }
}

TEST(HeddleRun, HelpCoversEveryOptionAndStatus) {
  Outcome Result = run({HEDDLE_RUN, "--help"});
  EXPECT_EQ(Result.Status, 0);
  for (const OptionDescription &Each : optionTable()) {
    EXPECT_TRUE(contains(Result.Output, "--" + std::string(Each.Flag)));
    EXPECT_TRUE(contains(Result.Output, std::string(Each.Variable)));
  }
  for (const ExitCodeText &Each : ExitCodeTexts)
    EXPECT_TRUE(contains(Result.Output,
                         std::to_string(int(Each.Code)) + "  " + Each.Text));
}

TEST(HeddleRun, DocumentationCoversEveryOptionAndStatus) {
  std::ifstream File(DOCUMENTATION);
  std::string Text((std::istreambuf_iterator<char>(File)),
                   std::istreambuf_iterator<char>());
  for (const OptionDescription &Each : optionTable())
    EXPECT_TRUE(contains(Text, "| `" + std::string(Each.Variable) + "` | `--" +
                                   std::string(Each.Flag) + "` |"))
        << Each.Variable;
  for (const ExitCodeText &Each : ExitCodeTexts)
    EXPECT_TRUE(contains(Text, "| " + std::to_string(int(Each.Code)) + " | " +
                                   Each.Text + " |"))
        << Each.Text;
}

TEST(HeddleRun, TellsItsVersion) {
  Outcome Result = run({HEDDLE_RUN, "--version", "--warps=x"});
  EXPECT_EQ(Result.Status, 0);
  EXPECT_EQ(Result.Output, "heddle-run of Heddle " HEDDLE_VERSION "\n");
}

// Each option with a value that it does not take: what, where and what to do.
TEST(HeddleRun, EveryOptionRefusesWhatItDoesNotTake) {
  for (const OptionDescription &Each : optionTable())
    for (bool ByFlag : {true, false}) {
      std::string Flag = "--" + std::string(Each.Flag) + "=nonsense";
      std::string Variable = std::string(Each.Variable) + "=nonsense";
      Outcome Result = ByFlag ? run({HEDDLE_RUN, Flag, FAKE_PROGRAM})
                              : run({FAKE_PROGRAM}, {Variable});
      EXPECT_EQ(Result.Status, int(ExitCode::BadOption)) << Flag;
      EXPECT_EQ(Result.Errors.rfind("heddle: error: bad value in " +
                                        (ByFlag ? Flag : Variable) + "\nheddle: note: " +
                                        std::string(Each.Variable) + " takes ",
                                    0),
                0u)
          << Result.Errors;
      EXPECT_TRUE(contains(Result.Errors, "\nheddle: note: heddle-run --help "));
      EXPECT_EQ(Result.Output, "");
    }
}

TEST(HeddleRun, ListsDevices) {
  Outcome Result = run({HEDDLE_RUN, "--list-devices"},
                       {"FAKE_CUDA=devices=2",
                        "LD_LIBRARY_PATH=" FAKE_CUDA_FOLDER});
  EXPECT_EQ(Result.Status, 0);
  EXPECT_EQ(Result.Output.rfind(
                "gpu 0: Fake GPU 0 (sm_90), 4 multiprocessors, 16 GiB\n"
                "gpu 1: Fake GPU 1 (sm_90), 4 multiprocessors, 16 GiB\n"
                "CUDA driver: 13.0\ncpu: ",
                0),
            0u)
      << Result.Output;
}

} // namespace
