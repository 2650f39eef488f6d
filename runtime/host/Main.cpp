//===- Main.cpp - The host part of every program --------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Device.h"
#include "HostCallLoop.h"
#include "Sanitized.h"
#include "Termination.h"

#include <cstdio>
#include <cstdlib>
#include <thread>
#include <unistd.h>

using namespace heddle::host;
using heddle::abi::ProgramImage;

extern "C" const ProgramImage __heddle_program_image;

[[noreturn]] static void refuse(const LaunchFailure &Failure) {
  report(Failure);
  _exit(static_cast<int>(Failure.Code));
}

static LaunchOptions readOptions() {
  LaunchOptions Options;
  std::vector<std::string> Warnings;
  LaunchFailure Failure;
  if (!Options.readEnvironment(environ, Warnings, Failure))
    refuse(Failure);
  for (const std::string &Warning : Warnings)
    warn(Warning);
  return Options;
}

static void checkImage(const ProgramImage &Image) {
  if (Image.version == heddle::abi::Version)
    return;
  LaunchFailure Failure;
  Failure.Code = ExitCode::BadImage;
  Failure.What = "this executable was linked from parts of two versions of "
                 "Heddle";
  Failure.Where = format("the program's version is %u, the launcher's %u",
                         Image.version, heddle::abi::Version);
  Failure.Remedy = "link it again";
  refuse(Failure);
}

// Whether a launch that may choose goes on to the CPU device. Not when the user
// has chosen among GPUs, and not when the GPU is there but, say, out of memory:
// to run many times slower without a word is worse than to stop.
static bool meansNoGpu(const LaunchFailure &Failure,
                       const LaunchOptions &Options) {
  if (Options.Device != DeviceChoice::Auto || Options.Gpu != 0)
    return false;
  switch (Failure.Code) {
  case ExitCode::NoDriver:
  case ExitCode::NoDevice:
  case ExitCode::DriverTooOld:
  case ExitCode::NoCodeForDevice:
    return true;
  default:
    return false;
  }
}

static std::unique_ptr<Device> chooseDevice(const ProgramImage &Image,
                                            const LaunchOptions &Options,
                                            LaunchStats &Stats) {
  LaunchFailure Failure;
  if (Options.Device != DeviceChoice::Cpu) {
    if (auto Gpu = openCudaDevice(Image, Options, Stats, Failure))
      return Gpu;
    if (!meansNoGpu(Failure, Options) || !Image.cpuKernel)
      refuse(Failure);
    if (Options.Verbose)
      fprintf(stderr, "heddle: no GPU is used: %s\n", Failure.What.c_str());
  }
  if (auto Cpu = openCpuDevice(Image, Options, Stats, Failure))
    return Cpu;
  refuse(Failure);
}

int main(int, char **Arguments) {
  catchTerminationSignals();
  LaunchOptions Options = readOptions();
  checkImage(__heddle_program_image);

  LaunchStats Stats;
  LaunchFailure Failure;
  auto Target = chooseDevice(__heddle_program_image, Options, Stats);
  if (!Target->prepare(Arguments, environ, Failure))
    refuse(Failure);
  if (Options.Verbose)
    fprintf(stderr, "heddle: running on %s\n", Target->describe().c_str());

  HostCallServer Server(Target->params().stackBytes);
  HostCallLoop Loop(*Target, Server, Stats, Options);
  beginServing();
  if (!Target->launch(Failure))
    refuse(Failure);
  auto Serve = [&] {
    Ending End = Loop.run();
    if (Options.Stats)
      print(Stats);
    endProcess(End);
  };
  if (!runsSanitized())
    Serve();
  std::thread(Serve).detach();
  Target->runMainThread();
  for (;;)
    pause();
}
