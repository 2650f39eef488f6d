//===- CudaDriver.h - The CUDA driver, loaded at run time -----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The few declarations of the driver's API that a launch needs, so that
// neither building nor running Heddle needs CUDA's headers, and a program runs
// on machines without the driver. Values are those of CUDA's cuda.h, which
// keeps them stable; test/host compares them with the header where there is
// one.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_CUDADRIVER_H
#define HEDDLE_RUNTIME_HOST_CUDADRIVER_H

#include "LaunchFailure.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace heddle::host::cuda {

using DeviceId = int;
using DevicePointer = unsigned long long;
using Context = struct OpaqueContext *;
using Module = struct OpaqueModule *;
using Function = struct OpaqueFunction *;
using Stream = struct OpaqueStream *;
/// Of physical memory.
using MemoryHandle = unsigned long long;

enum Result : int {
  Success = 0,
  InvalidValue = 1,
  OutOfMemory = 2,
  StubLibrary = 34,
  DeviceUnavailable = 46,
  NoDevice = 100,
  InvalidDevice = 101,
  InvalidImage = 200,
  NoBinaryForGpu = 209,
  EccUncorrectable = 214,
  InvalidPtx = 218,
  UnsupportedPtxVersion = 222,
  JitCompilationDisabled = 223,
  NotReady = 600,
  IllegalAddress = 700,
  LaunchOutOfResources = 701,
  LaunchTimeout = 702,
  Assert = 710,
  HardwareStackError = 714,
  IllegalInstruction = 715,
  MisalignedAddress = 716,
  InvalidAddressSpace = 717,
  InvalidPc = 718,
  LaunchFailed = 719,
  CooperativeLaunchTooLarge = 720,
  SystemNotReady = 802,
  SystemDriverMismatch = 803,
  CompatNotSupportedOnDevice = 804,
  Unknown = 999,
};

enum DeviceAttribute : int {
  WarpSize = 10,
  MultiprocessorCount = 16,
  KernelExecTimeout = 17,
  ComputeMode = 20,
  MaxThreadsPerMultiprocessor = 39,
  ComputeCapabilityMajor = 75,
  ComputeCapabilityMinor = 76,
  CooperativeLaunch = 95,
  VirtualMemoryManagement = 102,
};
inline constexpr int ComputeModeProhibited = 2;

enum Limit : int { StackSizeLimit = 0 };

/// From CUDA 12.1 on, the flags from 12.5 on.
enum CoredumpAttribute : int {
  CoredumpEnableOnException = 1, // bool
  CoredumpTriggerHost = 2,       // bool
  CoredumpFile = 5,              // char[]
  CoredumpGenerationFlags = 7,   // unsigned
};
inline constexpr unsigned SkipNonrelocatedImages = 1 << 0,
                          SkipGlobalMemory = 1 << 1, SkipLocalMemory = 1 << 3,
                          SkipConstantMemory = 1 << 5;

/// Where memory is to be, and of what kind.
struct MemoryLocation {
  int Type = 1; ///< a device
  int Id = 0;
};
struct MemoryProperties {
  int Type = 1;        ///< pinned, the only one
  int HandleTypes = 0; ///< not for other processes
  MemoryLocation Location;
  void *Win32MetaData = nullptr;
  unsigned char Flags[8] = {};
};
static_assert(sizeof(MemoryProperties) == 32);
struct MemoryAccess {
  MemoryLocation Location;
  int Flags = 3; ///< reading and writing
};
static_assert(sizeof(MemoryAccess) == 12);
inline constexpr int MinimumGranularity = 0;

enum JitOption : int {
  InfoLogBuffer = 3,
  InfoLogBufferBytes = 4,
  ErrorLogBuffer = 5,
  ErrorLogBufferBytes = 6,
};

inline constexpr unsigned HostRegisterPortable = 1, HostRegisterDeviceMap = 2;
inline constexpr unsigned StreamNonBlocking = 1;

/// The oldest driver interface that has all of CudaFunctions.def and runs the
/// PTX that Heddle makes (ISA 7.3): CUDA 11.3.
inline constexpr int LeastDriverVersion = 11030;

/// One GPU as the driver describes it.
struct DeviceDescription {
  DeviceId Id = 0;
  int Index = 0;
  std::string Name;
  unsigned ComputeCapability = 0; ///< 90 for sm_90
  unsigned Multiprocessors = 0;
  unsigned MaxThreadsPerMultiprocessor = 0;
  unsigned WarpSize = 0;
  uint64_t MemoryBytes = 0;
  bool CooperativeLaunch = false;
  bool VirtualMemory = false; ///< memory can be given to addresses
  bool Prohibited = false;
  bool TimeLimited = false; ///< also drives a display, which limits kernels
};

/// The driver's functions. One object a process, made by load().
class Driver {
public:
#define HEDDLE_CUDA(member, name, ...) Result (*member)(__VA_ARGS__) = nullptr;
#include "CudaFunctions.def"

  /// Loads libcuda and initializes it; false, with \p Failure filled in, when
  /// that cannot be had.
  bool load(LaunchFailure &Failure);

  /// "13.0"
  std::string version() const;

  /// The name and the driver's own words: "CUDA_ERROR_OUT_OF_MEMORY (2): out
  /// of memory".
  std::string describe(Result Error) const;

  int deviceCount() const;

  /// False, with \p Failure filled in, when there is no device \p Index.
  bool describeDevice(int Index, DeviceDescription &Device,
                      LaunchFailure &Failure) const;

private:
  bool open(LaunchFailure &Failure);
  bool initialize(LaunchFailure &Failure);

  void *Library = nullptr;
  int Version = 0;
};

} // namespace heddle::host::cuda

#endif // HEDDLE_RUNTIME_HOST_CUDADRIVER_H
