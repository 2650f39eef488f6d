//===- CudaDriver.cpp - The CUDA driver, loaded at run time ---------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaDriver.h"

#include <dlfcn.h>

namespace heddle::host::cuda {

/// The loader's own search path first; then where containers, Debian, Red Hat
/// and WSL have the driver's library when ldconfig was not told.
static constexpr const char *LibraryNames[] = {
    "libcuda.so.1",
    "/usr/local/nvidia/lib64/libcuda.so.1",
    "/usr/lib/x86_64-linux-gnu/libcuda.so.1",
    "/usr/lib64/libcuda.so.1",
    "/usr/lib/wsl/lib/libcuda.so.1",
};

static constexpr const char *UseCpu =
    "or run on the CPU device with HEDDLE_DEVICE=cpu";

bool Driver::open(LaunchFailure &Failure) {
  std::string Complaint;
  for (const char *Name : LibraryNames) {
    Library = dlopen(Name, RTLD_LAZY | RTLD_LOCAL);
    if (Library)
      return true;
    // The first says most: the others are guesses.
    if (Complaint.empty())
      Complaint = dlerror();
  }
  Failure.Code = ExitCode::NoDriver;
  Failure.What = "no CUDA driver: libcuda.so.1 cannot be loaded";
  Failure.Where = Complaint;
  Failure.Remedy = std::string("install NVIDIA's driver, ") + UseCpu;
  return false;
}

static std::string formatVersion(int Version) {
  return format("%d.%d", Version / 1000, Version % 1000 / 10);
}

std::string Driver::version() const { return formatVersion(Version); }

bool Driver::initialize(LaunchFailure &Failure) {
  Result Error = init(0);
  if (Error == Success)
    return true;
  switch (Error) {
  case StubLibrary:
    Failure.Code = ExitCode::NoDriver;
    Failure.What = "the libcuda that was found is the toolkit's stub";
    Failure.Remedy = std::string("take the stubs folder out of "
                                 "LD_LIBRARY_PATH, ") +
                     UseCpu;
    break;
  case SystemDriverMismatch:
  case CompatNotSupportedOnDevice:
    Failure.Code = ExitCode::DriverTooOld;
    Failure.What = "the CUDA driver's library and kernel module do not fit "
                   "together";
    Failure.Remedy = std::string("restart the machine after a driver update, "
                                 "or take the cuda-compat folder out of "
                                 "LD_LIBRARY_PATH, ") +
                     UseCpu;
    break;
  case NoDevice:
    Failure.Code = ExitCode::NoDevice;
    Failure.What = "there is no GPU that the CUDA driver can use";
    Failure.Remedy = std::string("see nvidia-smi and CUDA_VISIBLE_DEVICES, ") +
                     UseCpu;
    break;
  default:
    Failure.Code = ExitCode::NoDevice;
    Failure.What = "the CUDA driver cannot be initialized";
    Failure.Remedy = std::string("see nvidia-smi, ") + UseCpu;
    break;
  }
  Failure.Where = "cuInit: " + describe(Error);
  return false;
}

bool Driver::load(LaunchFailure &Failure) {
  if (!open(Failure))
    return false;
  const char *Missing = nullptr;
#define HEDDLE_CUDA(member, name, ...)                                         \
  member = reinterpret_cast<Result (*)(__VA_ARGS__)>(dlsym(Library, name));    \
  if (!member && !Missing)                                                     \
    Missing = name;
#define HEDDLE_CUDA_OPTIONAL(member, name, ...)                                \
  member = reinterpret_cast<Result (*)(__VA_ARGS__)>(dlsym(Library, name));
#include "CudaFunctions.def"
  if (driverGetVersion)
    driverGetVersion(&Version);
  if (Missing || Version < LeastDriverVersion) {
    Failure.Code = ExitCode::DriverTooOld;
    Failure.What = "the CUDA driver is too old: it supports CUDA " + version() +
                   ", Heddle needs " + formatVersion(LeastDriverVersion);
    if (Missing)
      Failure.Where = std::string("libcuda has no ") + Missing;
    Failure.Remedy = std::string("update NVIDIA's driver, ") + UseCpu;
    return false;
  }
  return initialize(Failure);
}

std::string Driver::describe(Result Error) const {
  const char *Name = nullptr, *Text = nullptr;
  if (getErrorName)
    getErrorName(Error, &Name);
  if (getErrorString)
    getErrorString(Error, &Text);
  return format("%s (%d)%s%s", Name ? Name : "unknown CUDA error",
                static_cast<int>(Error), Text ? ": " : "", Text ? Text : "");
}

int Driver::deviceCount() const {
  int Count = 0;
  return deviceGetCount(&Count) == Success ? Count : 0;
}

bool Driver::describeDevice(int Index, DeviceDescription &Device,
                            LaunchFailure &Failure) const {
  int Count = deviceCount();
  Result Error = Success;
  if (Index >= Count ||
      (Error = deviceGet(&Device.Id, Index)) != Success) {
    Failure.Code = ExitCode::NoDevice;
    Failure.What = format("there is no GPU %d", Index);
    Failure.Where = Error == Success
                        ? format("the CUDA driver offers %d", Count)
                        : "cuDeviceGet: " + describe(Error);
    Failure.Remedy = "heddle-run --list-devices shows them; HEDDLE_GPU chooses";
    return false;
  }
  Device.Index = Index;
  char Name[256] = "";
  deviceGetName(Name, sizeof(Name), Device.Id);
  Device.Name = Name;
  auto Attribute = [&](DeviceAttribute Which) {
    int Value = 0;
    deviceGetAttribute(&Value, Which, Device.Id);
    return Value;
  };
  Device.ComputeCapability =
      Attribute(ComputeCapabilityMajor) * 10 + Attribute(ComputeCapabilityMinor);
  Device.Multiprocessors = Attribute(MultiprocessorCount);
  Device.MaxThreadsPerMultiprocessor =
      Attribute(cuda::MaxThreadsPerMultiprocessor);
  Device.WarpSize = Attribute(cuda::WarpSize);
  Device.CooperativeLaunch = Attribute(cuda::CooperativeLaunch) != 0;
  Device.VirtualMemory = Attribute(VirtualMemoryManagement) != 0;
  Device.Prohibited = Attribute(ComputeMode) == ComputeModeProhibited;
  Device.TimeLimited = Attribute(KernelExecTimeout) != 0;
  size_t Bytes = 0;
  deviceTotalMem(&Bytes, Device.Id);
  Device.MemoryBytes = Bytes;
  return true;
}

} // namespace heddle::host::cuda
