//===- CpuDeviceTest.cpp - The launcher with the CPU device ---------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExitCodes.h"
#include "HangExpectations.h"
#include "Subprocess.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <set>
#include <sstream>
#include <unistd.h>

using namespace heddle::test;
using heddle::host::ExitCode;
using Strings = std::vector<std::string>;

namespace {

constexpr const char *Program = FAKE_PROGRAM;

Outcome runOnCpu(Strings Arguments, Strings Environment = {},
                 const std::string &Input = "") {
  Arguments.insert(Arguments.begin(), Program);
  Environment.push_back("HEDDLE_DEVICE=cpu");
  return run(Arguments, Environment, Input);
}

/// For tests that talk to the program while it runs.
void startOnCpu(Subprocess &Process, const char *What, Strings Environment = {}) {
  Process.Command = {Program, What};
  Process.Environment = std::move(Environment);
  Process.Environment.push_back("HEDDLE_DEVICE=cpu");
  Process.start();
}

bool contains(const std::string &Text, const std::string &Part) {
  return Text.find(Part) != std::string::npos;
}

TEST(CpuDevice, EndsWithTheProgramsStatus) {
  for (const char *Status : {"0", "1", "42", "255"}) {
    Outcome Result = runOnCpu({"exit", Status});
    EXPECT_EQ(Result.Status, atoi(Status));
    EXPECT_EQ(Result.Output + Result.Errors, "");
  }
  EXPECT_EQ(runOnCpu({"exit", "256"}).Status, 0);
}

TEST(CpuDevice, PassesArgumentsAndEnvironment) {
  Outcome Result = runOnCpu({"arguments", "", "two words", "ä"},
                            {"FAKE_VARIABLE=value of it"});
  EXPECT_EQ(Result.Output,
            "argument " + std::string(Program) +
                "\nargument arguments\nargument \nargument two words\n"
                "argument ä\nenvironment FAKE_VARIABLE=value of it\n");
}

TEST(CpuDevice, NumbersItsWarps) {
  for (const char *Warps : {"1", "2", "16", "17", "64", "100"}) {
    Outcome Result =
        runOnCpu({"geometry"}, {"HEDDLE_WARPS=" + std::string(Warps),
                                "HEDDLE_STACK=1M", "HEDDLE_LOCAL_STACK=1M",
                                "HEDDLE_HEAP=64M"});
    EXPECT_EQ(Result.Status, 0);
    EXPECT_TRUE(contains(Result.Output,
                         "distinct " + std::string(Warps) +
                             " stack 1048576 local 1048576 heap 67108864\n"))
        << Result.Output;
  }
  EXPECT_TRUE(contains(runOnCpu({"geometry"}).Output,
                       "warps 64 blocks 4 per block 16 distinct 64 stack "
                       "8388608 local 16777216"));
}

TEST(CpuDevice, GrowsTheHeap) {
  Outcome Result = runOnCpu({"grow", "tell"}, {"HEDDLE_HEAP=200M"});
  EXPECT_EQ(Result.Status, 0);
  EXPECT_EQ(Result.Output, "pages 8192 12288 18432 25344 all\n") << Result.Errors;
  // What is no memory yet is none.
  Outcome Beyond = runOnCpu({"beyond-heap"}, {"HEDDLE_HEAP=200M"});
  EXPECT_EQ(Beyond.Signal, SIGSEGV) << Beyond.Errors;
}

TEST(CpuDevice, ServesAllWarpsAtOnce) {
  Outcome Result = runOnCpu({"together"}, {"HEDDLE_WARPS=33"});
  EXPECT_EQ(Result.Status, 0);
  std::istringstream Lines(Result.Output);
  std::set<std::string> Distinct;
  for (std::string Line; std::getline(Lines, Line);)
    Distinct.insert(Line);
  EXPECT_EQ(Distinct.size(), 3300u);
}

TEST(CpuDevice, WritesRecordsOfAllWarps) {
  Outcome Result = runOnCpu({"records"}, {"HEDDLE_WARPS=33"});
  EXPECT_EQ(Result.Status, 0);
  std::istringstream Lines(Result.Output);
  int Next[33] = {}, Total = 0;
  for (std::string Line; std::getline(Lines, Line); ++Total) {
    int Warp = -1, Number = -1;
    ASSERT_EQ(sscanf(Line.c_str(), "warp %d line %d", &Warp, &Number), 2);
    ASSERT_EQ(Number, Next[Warp]++);
  }
  EXPECT_EQ(Total, 33 * 3000);
}

TEST(CpuDevice, RecordsThatAreNotCompleteHoldUpNobodyForEver) {
  EXPECT_EQ(runOnCpu({"hole-exit"}).Output, "before\nbehind\n");
  EXPECT_EQ(runOnCpu({"hole-flush"}).Output, "before\nbehind\nafter\ncalled\n");
#ifndef __SANITIZE_ADDRESS__
  Outcome Fault = runOnCpu({"hole-null"});
  EXPECT_TRUE(contains(Fault.Output, "before\nbehind\n")) << Fault.Output;
  EXPECT_EQ(Fault.Signal, SIGSEGV);
#endif
}

TEST(CpuDevice, MovesBulkData) {
  std::string Path = testing::TempDir() + "heddle-bulk-cpu-" + std::to_string(getpid());
  Outcome Result = runOnCpu({"bulk", Path}, {"HEDDLE_HEAP=67108864"});
  EXPECT_EQ(Result.Status, 0) << Result.Output;
  EXPECT_EQ(Result.Output, "moved\n");
  remove(Path.c_str());
}

TEST(CpuDevice, CopiesItsInput) {
  std::string Text;
  for (int I = 0; I < 60000; ++I)
    Text += std::to_string(I) + "\n";
  Outcome Result = runOnCpu({"copy"}, {}, Text);
  EXPECT_EQ(Result.Status, 0);
  EXPECT_TRUE(Result.Output == Text);
  EXPECT_EQ(runOnCpu({"copy"}, {}, "").Output, "");
}

TEST(CpuDevice, AnswersWhileInputIsStillToCome) {
  Subprocess Process;
  startOnCpu(Process, "lines");
  Process.send("one\n");
  EXPECT_TRUE(Process.waitForText("> one\n"));
  Process.send("tw");
  Process.send("o\nthree");
  EXPECT_TRUE(Process.waitForText("> two\n"));
  Outcome Result = Process.finish();
  EXPECT_EQ(Result.Output, "> one\n> two\n> three");
  EXPECT_EQ(Result.Status, 0);
}

TEST(CpuDevice, ServesOthersWhileOneWaitsForInput) {
  Subprocess Process;
  startOnCpu(Process, "read-while-others-call", {"HEDDLE_WARPS=4"});
  // 5,000 calls are five times round the ring.
  EXPECT_TRUE(Process.waitForText("5000 calls\n"));
  Process.send("input\n");
  Outcome Result = Process.finish();
  EXPECT_EQ(Result.Output, "5000 calls\nline input\n");
  EXPECT_EQ(Result.Status, 0);
}

TEST(CpuDevice, ExitDoesNotWaitForWarpsThatGoOn) {
  Outcome Result = runOnCpu({"exit", "5"}, {"HEDDLE_WARPS=64"});
  EXPECT_EQ(Result.Status, 5);
  EXPECT_FALSE(Result.TimedOut);
}

TEST(CpuDevice, KernelThatReturnsIsAnError) {
  Outcome Result = runOnCpu({"kernel-returns"}, {"HEDDLE_WARPS=8"});
  EXPECT_EQ(Result.Status, int(ExitCode::DeviceLost));
  EXPECT_EQ(Result.Output, "last words\n");
  EXPECT_EQ(Result.Errors,
            "heddle: error: the kernel ended without an exit status\n");
}

TEST(CpuDevice, FatalErrorsEndAsOnLinux) {
  struct {
    const char *What;
    int Signal, Status;
    const char *Message;
  } Cases[] = {
      {"abort", SIGABRT, -1, ""},
      {"overflow", SIGSEGV, -1,
       "heddle: stack overflow in thread 7 \"worker\" (warp 12): frame of "
       "65536 bytes exceeds the thread's stack of 131072 bytes; HEDDLE_STACK "
       "sets the size\n"},
      {"runtime-error", 0, int(ExitCode::RuntimeError),
       "heddle: internal error in thread 7 \"worker\" (warp 12): free list is "
       "broken; this is a defect of Heddle\n"},
      {"unsupported", SIGABRT, -1,
       "heddle: not supported yet, in thread 7 \"worker\" (warp 12): throw "
       "from a detached thread\n"},
  };
  for (auto &Case : Cases) {
    Outcome Result = runOnCpu(
        {Case.What}, {"HEDDLE_STACK=128K", "HEDDLE_LOCAL_STACK=1M"});
    EXPECT_EQ(Result.Signal, Case.Signal) << Case.What;
    EXPECT_EQ(Result.Status, Case.Status) << Case.What;
    EXPECT_EQ(Result.Errors, Case.Message);
  }
}

TEST(CpuDevice, FaultsAreNamed) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer's handlers are left alone";
#endif
  Outcome Null = runOnCpu({"null"});
  EXPECT_EQ(Null.Signal, SIGSEGV);
  EXPECT_EQ(Null.Output, "before\n") << "what was written is flushed";
  EXPECT_TRUE(Null.Errors.starts_with(
      "heddle: segmentation fault in warp 0: invalid address 0x8, near the null "
      "pointer\n"
      "heddle:   #0 (anonymous namespace)::runMain("))
      << Null.Errors;
  Outcome Divide = runOnCpu({"divide"});
  EXPECT_EQ(Divide.Signal, SIGFPE);
  EXPECT_TRUE(Divide.Errors.starts_with(
      "heddle: arithmetic error in warp 0: an integer division by zero or one "
      "that overflows\n"
      "heddle:   #0 (anonymous namespace)::runMain("))
      << Divide.Errors;
  Outcome Trap = runOnCpu({"trap"});
  EXPECT_EQ(Trap.Signal, SIGILL);
  EXPECT_TRUE(contains(Trap.Errors, "heddle: illegal instruction in warp 0"));
  Outcome Deep = runOnCpu({"recurse"}, {"HEDDLE_LOCAL_STACK=256K"});
  EXPECT_EQ(Deep.Signal, SIGSEGV);
  EXPECT_TRUE(Deep.Errors.starts_with(
      "heddle: stack overflow in warp 0: calls are nested deeper than the local "
      "stack of 262144 bytes holds; HEDDLE_LOCAL_STACK sets the size\n"
      "heddle:   #0 (anonymous namespace)::recurse("))
      << Deep.Errors;
  EXPECT_TRUE(contains(Deep.Errors, "\nheddle:      and "));
}

TEST(CpuDevice, ClosedPipeEndsAsOnLinux) {
  Subprocess Process;
  startOnCpu(Process, "endless-output");
  EXPECT_TRUE(Process.waitForText("xxx"));
  Process.closeOutput();
  Outcome Result = Process.finish();
  EXPECT_EQ(Result.Signal, SIGPIPE);
}

TEST(CpuDevice, SignalsFlushAndEnd) {
  for (int Number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
    Subprocess Process;
    startOnCpu(Process, "unflushed-then-wait");
    ASSERT_TRUE(Process.waitForText("ready\n"));
    Process.signal(Number);
    Outcome Result = Process.finish();
    EXPECT_EQ(Result.Signal, Number);
    EXPECT_EQ(Result.Output, "written, not flushed");
  }
}

// What stands in the ring when the signal comes has been written, too.
TEST(CpuDevice, SignalsFlushTheRing) {
  Subprocess Process;
  startOnCpu(Process, "hole-wait");
  ASSERT_TRUE(Process.waitForText("ready\n"));
  Process.signal(SIGTERM);
  Outcome Result = Process.finishBySignal();
  EXPECT_EQ(Result.Signal, SIGTERM);
  EXPECT_EQ(Result.Output, "before\nbehind\n");
}

TEST(CpuDevice, SignalEndsAWriteNobodyReads) {
  Subprocess Process;
  startOnCpu(Process, "endless-output");
  EXPECT_TRUE(Process.waitForText("xxx"));
  usleep(200'000); // the pipe fills
  Process.signal(SIGTERM);
  EXPECT_EQ(Process.finish().Signal, SIGTERM);
}

TEST(CpuDevice, SignalEndsAReadThatWaits) {
  Subprocess Process;
  startOnCpu(Process, "read-while-others-call", {"HEDDLE_WARPS=2"});
  EXPECT_TRUE(Process.waitForText("5000 calls\n"));
  Process.signal(SIGINT);
  EXPECT_EQ(Process.finishBySignal().Signal, SIGINT);
}

TEST(CpuDevice, TooMuchMemoryIsExplained) {
  Outcome Heap = runOnCpu({"exit", "0"}, {"HEDDLE_HEAP=65536G"});
  // 64 TiB may be had where the address space is large enough for it; 127 TiB
  // of stacks never.
  EXPECT_TRUE(Heap.Status == 0 || Heap.Status == int(ExitCode::OutOfMemory));
  Outcome Stacks = runOnCpu({"exit", "0"}, {"HEDDLE_STACK=1024G",
                                            "HEDDLE_WARPS=200"});
  EXPECT_EQ(Stacks.Status, int(ExitCode::OutOfMemory));
  EXPECT_TRUE(contains(Stacks.Errors, "cannot reserve 200 TiB of address space "
                                      "for the threads' stacks"))
      << Stacks.Errors;
  EXPECT_TRUE(contains(Stacks.Errors, "lower HEDDLE_STACK or HEDDLE_WARPS"));
}

TEST(CpuDevice, BadOptionsAreExplained) {
  Outcome Result = runOnCpu({"exit", "0"}, {"HEDDLE_WARPS=abc"});
  EXPECT_EQ(Result.Status, int(ExitCode::BadOption));
  EXPECT_EQ(Result.Errors,
            "heddle: error: bad value in HEDDLE_WARPS=abc\n"
            "heddle: note: HEDDLE_WARPS takes a whole number from 1 to 1048576\n"
            "heddle: note: heddle-run --help describes every option\n");
  EXPECT_TRUE(contains(runOnCpu({"exit", "0"}, {"HEDDLE_WRAPS=1"}).Errors,
                       "heddle: warning: unknown variable HEDDLE_WRAPS is "
                       "ignored; did you mean HEDDLE_WARPS?\n"));
}

TEST(CpuDevice, SaysWhatItDoes) {
  Outcome Result =
      runOnCpu({"exit", "0"}, {"HEDDLE_VERBOSE=1", "HEDDLE_STATS=1"});
  EXPECT_TRUE(contains(Result.Errors,
                       "heddle: running on the CPU device, 64 warps\n"));
  EXPECT_TRUE(contains(Result.Errors, "heddle: host calls                        1\n"))
      << Result.Errors;
}

TEST(CpuDevice, ImagesMustFit) {
  Outcome NoCpu = run({FAKE_GPU_ONLY_PROGRAM}, {"HEDDLE_DEVICE=cpu"});
  EXPECT_EQ(NoCpu.Status, int(ExitCode::BadImage));
  EXPECT_TRUE(contains(NoCpu.Errors, "no code for the CPU device"));
  Outcome Version = run({FAKE_OLD_PROGRAM}, {"HEDDLE_DEVICE=cpu"});
  EXPECT_EQ(Version.Status, int(ExitCode::BadImage));
  EXPECT_TRUE(contains(Version.Errors, "two versions of Heddle"));
}

TEST(CpuDevice, FindsDeadlocks) { expectDeadlock(runOnCpu({"stuck"})); }

TEST(CpuDevice, TakesNothingElseForADeadlock) {
  for (const char *How : NoDeadlocks)
    expectTimeout(How, runOnCpu({"stuck", How}, {"HEDDLE_TIMEOUT=1.9"}));
}

} // namespace
