//===- CudaDeviceTest.cpp - The launcher with a GPU that is made up -------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// FakeCuda.cpp stands in for the driver. What only a real GPU shows (time,
// memory ordering, limits) is not tested here.
//
//===----------------------------------------------------------------------===//

#include "ExitCodes.h"
#include "HangExpectations.h"
#include "Subprocess.h"

#include <gtest/gtest.h>

#include <csignal>
#include <unistd.h>
#include <vector>

using namespace heddle::test;
using heddle::host::ExitCode;
using Strings = std::vector<std::string>;

namespace {

Outcome runOnGpu(const std::string &Fake, Strings Arguments,
                 Strings Environment = {"HEDDLE_DEVICE=gpu"},
                 const std::string &Program = FAKE_PROGRAM) {
  Arguments.insert(Arguments.begin(), Program);
  Environment.push_back("FAKE_CUDA=" + Fake);
  Environment.push_back("LD_LIBRARY_PATH=" FAKE_CUDA_FOLDER);
  return run(Arguments, Environment);
}

bool contains(const std::string &Text, const std::string &Part) {
  return Text.find(Part) != std::string::npos;
}

TEST(CudaDevice, RunsThePrograms) {
  Outcome Result = runOnGpu("", {"arguments", "x"},
                            {"HEDDLE_VERBOSE=1", "FAKE_VARIABLE=1"});
  EXPECT_EQ(Result.Status, 0);
  EXPECT_EQ(Result.Output, "argument " FAKE_PROGRAM "\nargument arguments\n"
                           "argument x\nenvironment FAKE_VARIABLE=1\n");
  EXPECT_EQ(Result.Errors,
            "heddle: running on Fake GPU 0 (sm_90), 64 warps\n");
  EXPECT_EQ(runOnGpu("", {"exit", "7"}).Status, 7);
}

struct Geometry {
  const char *Warps, *Fake, *Text;
};

/// What the program says of its launch with HEDDLE_WARPS and the fake GPU set so.
static void expectGeometries(const std::vector<Geometry> &Cases,
                             const char *Program = FAKE_PROGRAM) {
  for (const Geometry &Case : Cases) {
    Outcome Result = runOnGpu(
        Case.Fake, {"geometry"},
        {"HEDDLE_DEVICE=gpu", "HEDDLE_WARPS=" + std::string(Case.Warps)},
        Program);
    EXPECT_TRUE(contains(Result.Output, Case.Text))
        << Result.Output << Result.Errors;
    EXPECT_EQ(Result.Status, 0);
  }
}

TEST(CudaDevice, MovesBulkData) {
  std::string Path = testing::TempDir() + "heddle-bulk-gpu-" + std::to_string(getpid());
  Outcome Result = runOnGpu("", {"bulk", Path}, {"HEDDLE_HEAP=67108864"});
  EXPECT_EQ(Result.Status, 0) << Result.Output;
  EXPECT_EQ(Result.Output, "moved\n");
  // What copies say is heard.
  Outcome Failed = runOnGpu("copy=1", {"bulk", Path}, {"HEDDLE_HEAP=67108864"});
  EXPECT_EQ(Failed.Errors, "failed: write\n");
  remove(Path.c_str());
}

TEST(CudaDevice, RecordsThatAreNotCompleteHoldUpNobodyForEver) {
  EXPECT_EQ(runOnGpu("", {"hole-exit"}).Output, "before\nbehind\n");
}

TEST(CudaDevice, TakesTheWholeGpuUnlessTold) {
  // 4 multiprocessors of one block of 16 warps, even if two would fit; 16 GiB.
  EXPECT_TRUE(contains(runOnGpu("", {"geometry"}).Output,
                       "warps 64 blocks 4 per block 16 distinct 64 stack "
                       "4194304 local 32768 heap "))
      << runOnGpu("", {"geometry"}).Output;
  expectGeometries({
      {"1", "", "warps 1 blocks 1 per block 16 distinct 1"},
      {"3", "", "warps 3 blocks 3 per block 16 distinct 3"},
      {"5", "", "warps 5 blocks 4 per block 16 distinct 5"},
      {"64", "", "warps 64 blocks 4 per block 16 distinct 64"},
      {"", "occupancy=2", "warps 64 blocks 4 per block 16 distinct 64"},
  });
}

TEST(CudaDevice, TakesTheWarpsThatTheProgramWasLinkedFor) {
  // Two blocks of 32 warps on each of 4 multiprocessors.
  expectGeometries({
      {"", "occupancy=2", "warps 256 blocks 8 per block 32 distinct 256"},
      {"", "occupancy=3", "warps 256 blocks 8 per block 32 distinct 256"},
      // A GPU of another kind, whose multiprocessors hold fewer.
      {"", "occupancy=1", "warps 128 blocks 4 per block 32 distinct 128"},
      {"3", "occupancy=2", "warps 3 blocks 3 per block 32 distinct 3"},
      {"129", "occupancy=2", "warps 129 blocks 5 per block 32 distinct 129"},
  }, FAKE_CROWDED_PROGRAM);
  Outcome TooMany = runOnGpu("occupancy=2", {"exit", "0"},
                             {"HEDDLE_DEVICE=gpu", "HEDDLE_WARPS=257"},
                             FAKE_CROWDED_PROGRAM);
  EXPECT_EQ(TooMany.Status, int(ExitCode::BadOption));
  EXPECT_TRUE(contains(TooMany.Errors, "holds 256 warps of this program"))
      << TooMany.Errors;
  EXPECT_FALSE(contains(TooMany.Errors, "-fheddle-warps")) << TooMany.Errors;
}

TEST(CudaDevice, SizesMemoryByTheGpu) {
  // Stacks are an eighth of 1 GiB over 256 warps, the local stack is the least,
  // for 16 * 2,048 lanes, and the heap may have what both leave.
  Outcome Result = runOnGpu("memory=1073741824,sms=16", {"geometry"});
  EXPECT_TRUE(contains(Result.Output,
                       "warps 256 blocks 16 per block 16 distinct 256 stack "
                       "524288 local 16384 heap 402653184\n"))
      << Result.Output << Result.Errors;
  Outcome Given =
      runOnGpu("", {"geometry"}, {"HEDDLE_STACK=100000", "HEDDLE_HEAP=5M",
                                  "HEDDLE_LOCAL_STACK=5000"});
  EXPECT_TRUE(
      contains(Given.Output, "stack 131072 local 5008 heap 6291456\n"))
      << Given.Output;
}

TEST(CudaDevice, GrowsTheHeap) {
  // 64 MiB, then half of what there is, until nothing is left of the GPU's memory.
  Outcome Result = runOnGpu("memory=1073741824,sms=16", {"grow", "tell"});
  EXPECT_EQ(Result.Status, 0);
  EXPECT_EQ(Result.Output, "pages 8192 12288 18432 27648 41472 48896 all\n")
      << Result.Errors;
  // A limit, beyond which the program need not ask.
  Outcome Limited = runOnGpu("", {"grow"}, {"HEDDLE_HEAP=1G"});
  EXPECT_EQ(Limited.Output, "pages all\n") << Limited.Errors;
  // More than the GPU has: less and less, until it has no more.
  Outcome Beyond = runOnGpu("memory=1073741824,sms=16", {"grow", "tell"},
                            {"HEDDLE_HEAP=4G"});
  EXPECT_EQ(Beyond.Output, "pages 8192 12288 18432 27648 41472 62208 93440 112128 "
                           "113664 error 12 not all\n")
      << Beyond.Errors;
  // No memory although there are addresses.
  Outcome Refused = runOnGpu("map=2", {"grow", "tell"}, {"HEDDLE_HEAP=1G"});
  EXPECT_EQ(Refused.Status, 0);
  EXPECT_EQ(Refused.Output, "pages 8192 error 12 not all\n") << Refused.Errors;
  // Drivers without virtual memory management: half of what is free, at the start.
  Outcome Old = runOnGpu("vmm=0,memory=1073741824,sms=16", {"geometry"});
  EXPECT_TRUE(contains(Old.Output, "heap 201326592\n")) << Old.Output;
  Outcome Whole = runOnGpu("vmm=0", {"grow", "tell"}, {"HEDDLE_HEAP=1G"});
  EXPECT_EQ(Whole.Output, "pages 130304 all\n") << Whole.Errors;
}

TEST(CudaDevice, GivesLargeFramesRoom) {
  auto Geometry = [](const char *Fake, Strings Environment = {}) {
    return runOnGpu(Fake, {"geometry"}, Environment, FAKE_GPU_ONLY_PROGRAM).Output;
  };
  // This program's frames have 100,000 bytes, beyond the usual 32 KiB.
  EXPECT_TRUE(contains(Geometry(""), " local 132768 ")) << Geometry("");
  EXPECT_TRUE(contains(Geometry(""), "reserve 108192\n")) << Geometry("");
  // But no more than half of the memory.
  EXPECT_TRUE(contains(Geometry("memory=2147483648,sms=16"), " local 32768 "))
      << Geometry("memory=2147483648,sms=16");
  EXPECT_TRUE(
      contains(Geometry("", {"HEDDLE_LOCAL_STACK=8000"}), " local 8000 "));
  // With less room, recursion is still watched, and has its part.
  for (const char *Given : {"HEDDLE_LOCAL_STACK=16K", "HEDDLE_LOCAL_STACK=32K"})
    EXPECT_TRUE(contains(Geometry("", {Given}), "reserve 8192\n"))
        << Geometry("", {Given});
}

TEST(CudaDevice, TooManyWarpsAreRefused) {
  Outcome Result = runOnGpu("", {"exit", "0"},
                            {"HEDDLE_DEVICE=gpu", "HEDDLE_WARPS=65"});
  EXPECT_EQ(Result.Status, int(ExitCode::BadOption));
  EXPECT_TRUE(contains(Result.Errors, "HEDDLE_WARPS=65 is too many"));
  EXPECT_TRUE(contains(Result.Errors,
                       "Fake GPU 0 (sm_90) holds 64 warps of this program"));
  EXPECT_TRUE(contains(Result.Errors, "one linked with -fheddle-warps=32"));
}

struct Trouble {
  const char *Fake;
  ExitCode Code;
  const char *What, *Remedy;
};

const Trouble Troubles[] = {
    {"init=100", ExitCode::NoDevice, "there is no GPU that the CUDA driver",
     "nvidia-smi"},
    {"init=999", ExitCode::NoDevice, "driver cannot be initialized",
     "nvidia-smi"},
    {"init=34", ExitCode::NoDriver, "toolkit's stub", "LD_LIBRARY_PATH"},
    {"init=803", ExitCode::DriverTooOld, "do not fit together", "restart"},
    {"version=11020", ExitCode::DriverTooOld,
     "it supports CUDA 11.2, Heddle needs 11.3", "update NVIDIA's driver"},
    {"devices=0", ExitCode::NoDevice, "there is no GPU 0", "HEDDLE_GPU"},
    {"cc=80", ExitCode::NoCodeForDevice,
     "this program has no code for Fake GPU 0 (sm_80)",
     "build it again for sm_80"},
    {"prohibited=1", ExitCode::DeviceUnavailable, "cannot be used",
     "HEDDLE_GPU"},
    {"cooperative=0", ExitCode::DeviceUnavailable, "no cooperative launch",
     "HEDDLE_GPU"},
    {"retain=46", ExitCode::DeviceUnavailable, "the GPU cannot be used",
     "another process may have the GPU to itself"},
    {"retain=2", ExitCode::OutOfMemory, "the GPU cannot be used",
     "who uses the GPU's memory"},
    {"set-limit=1", ExitCode::BadOption, "a local stack of 32 KiB",
     "HEDDLE_LOCAL_STACK"},
    {"set-limit=2", ExitCode::OutOfMemory, "a local stack of 32 KiB",
     "HEDDLE_LOCAL_STACK"},
    {"load=209", ExitCode::NoCodeForDevice,
     "it has a cubin for sm_90 and PTX for sm_90 and newer",
     "build it again for sm_90"},
    {"load=218", ExitCode::NoCodeForDevice, "ptxas fatal: made up", "sm_90"},
    {"load=222", ExitCode::DriverTooOld, "too old for this program's code",
     "update NVIDIA's driver, which supports CUDA 13.0"},
    {"load=999", ExitCode::LaunchFailed, "cannot load this program's code",
     "HEDDLE_DEVICE=cpu"},
    {"function=500", ExitCode::BadImage, "has no __heddle_kernel", ""},
    {"occupancy=0", ExitCode::NoCodeForDevice, "no block of 16 warps fits",
     ""},
    {"alloc=2", ExitCode::OutOfMemory, "for the threads' stacks",
     "HEDDLE_WARPS"},
    {"free=200000000", ExitCode::OutOfMemory,
     "the GPU has no 256 MiB for the threads' stacks", "lower HEDDLE_STACK"},
    {"free=270000000", ExitCode::OutOfMemory, "for the heap",
     "lower HEDDLE_HEAP"},
    {"host-register=2", ExitCode::OutOfMemory, "no pinned memory", ""},
    {"launch=2", ExitCode::OutOfMemory, "the launch of 4 blocks of 16 warps",
     "HEDDLE_LOCAL_STACK"},
    {"launch=720", ExitCode::LaunchFailed, "the launch of 4 blocks",
     "lower HEDDLE_WARPS"},
};

TEST(CudaDevice, SaysWhyItCannotLaunch) {
  for (const Trouble &Each : Troubles) {
    Outcome Result = runOnGpu(Each.Fake, {"exit", "0"});
    EXPECT_EQ(Result.Status, int(Each.Code)) << Each.Fake;
    EXPECT_TRUE(contains(Result.Errors, Each.What))
        << Each.Fake << ": " << Result.Errors;
    EXPECT_TRUE(contains(Result.Errors, Each.Remedy))
        << Each.Fake << ": " << Result.Errors;
    EXPECT_EQ(Result.Errors.rfind("heddle: error: ", 0), 0u) << Result.Errors;
  }
}

TEST(CudaDevice, OldDriversLackFunctions) {
  Outcome Result = run({FAKE_PROGRAM, "exit", "0"},
                       {"HEDDLE_DEVICE=gpu", "FAKE_CUDA=version=8000",
                        "LD_LIBRARY_PATH=" FAKE_OLD_CUDA_FOLDER});
  EXPECT_EQ(Result.Status, int(ExitCode::DriverTooOld));
  EXPECT_TRUE(contains(Result.Errors, "it supports CUDA 8.0"))
      << Result.Errors;
  EXPECT_TRUE(contains(Result.Errors, "libcuda has no cu")) << Result.Errors;
}

TEST(CudaDevice, AutoFallsBackOnlyWhenThereIsNoGpu) {
  for (const Trouble &Each : Troubles) {
    Outcome Result = runOnGpu(Each.Fake, {"exit", "6"}, {"HEDDLE_VERBOSE=1"});
    bool BeforeContext = Each.Code == ExitCode::NoDevice ||
                         Each.Code == ExitCode::NoDriver ||
                         std::string(Each.Fake) == "init=803" ||
                         std::string(Each.Fake) == "version=11020" ||
                         std::string(Each.Fake) == "cc=80";
    if (!BeforeContext) {
      EXPECT_EQ(Result.Status, int(Each.Code)) << Each.Fake;
      continue;
    }
    EXPECT_EQ(Result.Status, 6) << Each.Fake;
    EXPECT_TRUE(contains(Result.Errors, "heddle: no GPU is used: "));
    EXPECT_TRUE(contains(Result.Errors, "heddle: running on the CPU device"));
  }
  // And says nothing unless asked.
  EXPECT_EQ(runOnGpu("init=100", {"exit", "6"}, {}).Errors, "");
}

TEST(CudaDevice, ChoosesTheGpu) {
  Outcome Second = runOnGpu("devices=2", {"exit", "0"},
                            {"HEDDLE_GPU=1", "HEDDLE_VERBOSE=1"});
  EXPECT_TRUE(contains(Second.Errors, "running on Fake GPU 1 (sm_90)"));
  // Who chooses a GPU wants a GPU, so there is no falling back.
  Outcome None = runOnGpu("devices=2", {"exit", "0"}, {"HEDDLE_GPU=2"});
  EXPECT_EQ(None.Status, int(ExitCode::NoDevice));
  EXPECT_TRUE(contains(None.Errors, "there is no GPU 2"));
  EXPECT_TRUE(contains(None.Errors, "the CUDA driver offers 2"));
}

TEST(CudaDevice, KernelFaultsEndAsOnLinux) {
  struct {
    const char *Query;
    int Signal;
    const char *Text;
  } Cases[] = {
      {"query=700", SIGSEGV, "segmentation fault: an invalid address"},
      {"query=714", SIGSEGV, "stack overflow: calls are nested deeper than the local stack of"},
      {"query=715", SIGILL, "illegal instruction: a trap or code that was not expected to be reached"},
      {"query=716", SIGBUS, "bus error: a misaligned address"},
      {"query=717", SIGSEGV, "segmentation fault: an invalid address"},
      {"query=718", SIGSEGV, "segmentation fault: a call of a function at an invalid address\n"},
      {"query=719", SIGILL, "illegal instruction: a trap, or a fault that the GPU does not name"},
      {"query=710", SIGABRT, "an assertion failed"},
      {"query=702", 0, "the kernel was stopped: it ran longer than the driver allows"},
      {"query=214", 0, "the GPU's memory is damaged"},
      {"query=999", 0, "the kernel was stopped\n"},
  };
  for (auto &Case : Cases) {
    Outcome Result = runOnGpu(Case.Query, {"unflushed-then-wait"});
    EXPECT_EQ(Result.Signal, Case.Signal) << Case.Query;
    EXPECT_EQ(Result.Status, Case.Signal ? -1 : int(ExitCode::DeviceLost))
        << Case.Query;
    EXPECT_TRUE(contains(Result.Errors, Case.Text))
        << Case.Query << ": " << Result.Errors;
    EXPECT_TRUE(contains(Result.Errors, "heddle: note: Fake GPU 0 (sm_90): "
                                        "CUDA_ERROR_FAKE"));
    EXPECT_EQ(Result.Output, "written, not flushed") << Case.Query;
  }
}

// The driver lets the kernel go on when it has written a core dump, and says nothing
// of a fault.
TEST(CudaDevice, ProgramsAreNotHeardAfterACoreDump) {
  for (bool ReportsLater : {false, true}) {
    Strings Arguments = {"dump"};
    if (ReportsLater)
      Arguments.push_back("report");
    Outcome Result = runOnGpu("dump=1", Arguments);
    EXPECT_EQ(Result.Signal, SIGSEGV) << Result.Status;
    EXPECT_EQ(Result.Output, "recorded before\nprinted before\n");
    EXPECT_EQ(Result.Errors,
              "heddle: segmentation fault in thread 8 (warp 153): invalid address "
              "0x8, near the null pointer\n"
              "heddle:   #0 deposit(Account*, long) at /home/someone/bank.cpp:18\n"
              "heddle:   #1 work(int) at /home/someone/bank.cpp:30\n"
              "heddle: note: Fake GPU 0 (sm_90): CUDA_ERROR_FAKE (700): made up\n");
  }
}

TEST(CudaDevice, ReportsComeBeforeFaults) {
  // The device reports and then traps: the report says more than the trap.
  Outcome Result = runOnGpu("query=719", {"overflow"});
  EXPECT_EQ(Result.Signal, SIGSEGV);
  EXPECT_TRUE(contains(Result.Errors, "heddle: stack overflow in thread 7"));
}

TEST(CudaDevice, KernelThatReturnsIsAnError) {
  Outcome Result = runOnGpu("", {"kernel-returns"});
  EXPECT_EQ(Result.Status, int(ExitCode::DeviceLost));
  EXPECT_EQ(Result.Output, "last words\n");
}

TEST(CudaDevice, SignalsEndABusyGpu) {
  Subprocess Process;
  Process.Command = {FAKE_PROGRAM, "unflushed-then-wait"};
  Process.Environment = {"HEDDLE_DEVICE=gpu",
                         "LD_LIBRARY_PATH=" FAKE_CUDA_FOLDER};
  Process.start();
  ASSERT_TRUE(Process.waitForText("ready\n"));
  Process.signal(SIGINT);
  Outcome Result = Process.finish();
  EXPECT_EQ(Result.Signal, SIGINT);
  EXPECT_EQ(Result.Output, "written, not flushed");
}

TEST(CudaDevice, NoLibraryIsExplained) {
  // Where there is a real driver, it is found: nothing to see there.
  Outcome Listed = run({HEDDLE_RUN, "--list-devices"});
  if (!contains(Listed.Output, "libcuda.so.1 cannot be loaded"))
    GTEST_SKIP() << "this machine has a CUDA driver";
  Outcome Result = run({FAKE_PROGRAM, "exit", "0"}, {"HEDDLE_DEVICE=gpu"});
  EXPECT_EQ(Result.Status, int(ExitCode::NoDriver));
  EXPECT_TRUE(contains(Result.Errors, "libcuda.so.1 cannot be loaded"));
  EXPECT_TRUE(contains(Result.Errors, "HEDDLE_DEVICE=cpu"));
  EXPECT_EQ(run({FAKE_PROGRAM, "exit", "4"}).Status, 4);
}

TEST(CudaDevice, GpuOnlyProgramsDoNotFallBack) {
  Outcome Result = run({FAKE_GPU_ONLY_PROGRAM, "exit", "0"},
                       {"FAKE_CUDA=init=100",
                        "LD_LIBRARY_PATH=" FAKE_CUDA_FOLDER});
  EXPECT_EQ(Result.Status, int(ExitCode::NoDevice));
}

TEST(CudaDevice, FindsDeadlocks) { expectDeadlock(runOnGpu("", {"stuck"})); }

TEST(CudaDevice, TakesNothingElseForADeadlock) {
  for (const char *How : NoDeadlocks)
    expectTimeout(How, runOnGpu("", {"stuck", How}, {"HEDDLE_TIMEOUT=1.9"}));
}

} // namespace
