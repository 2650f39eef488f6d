//===- CudaHeaderTest.cpp - Own declarations against CUDA's header --------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Compiled only where cuda.h is: its static assertions are the test. Names and
// signatures of the functions are compared with what the header's macros make
// of the plain names.
//
//===----------------------------------------------------------------------===//

#include "CudaDriver.h"

#include <cuda.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <type_traits>

namespace {

namespace own = heddle::host::cuda;

#define SAME(ours, theirs) static_assert(int(own::ours) == int(theirs))
SAME(Success, CUDA_SUCCESS);
SAME(InvalidValue, CUDA_ERROR_INVALID_VALUE);
SAME(OutOfMemory, CUDA_ERROR_OUT_OF_MEMORY);
SAME(StubLibrary, CUDA_ERROR_STUB_LIBRARY);
SAME(DeviceUnavailable, CUDA_ERROR_DEVICE_UNAVAILABLE);
SAME(NoDevice, CUDA_ERROR_NO_DEVICE);
SAME(InvalidDevice, CUDA_ERROR_INVALID_DEVICE);
SAME(InvalidImage, CUDA_ERROR_INVALID_IMAGE);
SAME(NoBinaryForGpu, CUDA_ERROR_NO_BINARY_FOR_GPU);
SAME(EccUncorrectable, CUDA_ERROR_ECC_UNCORRECTABLE);
SAME(InvalidPtx, CUDA_ERROR_INVALID_PTX);
SAME(UnsupportedPtxVersion, CUDA_ERROR_UNSUPPORTED_PTX_VERSION);
SAME(JitCompilationDisabled, CUDA_ERROR_JIT_COMPILATION_DISABLED);
SAME(NotReady, CUDA_ERROR_NOT_READY);
SAME(IllegalAddress, CUDA_ERROR_ILLEGAL_ADDRESS);
SAME(LaunchOutOfResources, CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES);
SAME(LaunchTimeout, CUDA_ERROR_LAUNCH_TIMEOUT);
SAME(Assert, CUDA_ERROR_ASSERT);
SAME(HardwareStackError, CUDA_ERROR_HARDWARE_STACK_ERROR);
SAME(IllegalInstruction, CUDA_ERROR_ILLEGAL_INSTRUCTION);
SAME(MisalignedAddress, CUDA_ERROR_MISALIGNED_ADDRESS);
SAME(InvalidAddressSpace, CUDA_ERROR_INVALID_ADDRESS_SPACE);
SAME(InvalidPc, CUDA_ERROR_INVALID_PC);
SAME(LaunchFailed, CUDA_ERROR_LAUNCH_FAILED);
SAME(CooperativeLaunchTooLarge, CUDA_ERROR_COOPERATIVE_LAUNCH_TOO_LARGE);
SAME(SystemNotReady, CUDA_ERROR_SYSTEM_NOT_READY);
SAME(SystemDriverMismatch, CUDA_ERROR_SYSTEM_DRIVER_MISMATCH);
SAME(CompatNotSupportedOnDevice, CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE);
SAME(Unknown, CUDA_ERROR_UNKNOWN);
#if CUDA_VERSION >= 13000
SAME(CoredumpEnableOnException, CU_COREDUMP_ENABLE_ON_EXCEPTION);
SAME(CoredumpTriggerHost, CU_COREDUMP_TRIGGER_HOST);
SAME(CoredumpFile, CU_COREDUMP_FILE);
SAME(CoredumpGenerationFlags, CU_COREDUMP_GENERATION_FLAGS);
SAME(SkipNonrelocatedImages, CU_COREDUMP_SKIP_NONRELOCATED_ELF_IMAGES);
SAME(SkipGlobalMemory, CU_COREDUMP_SKIP_GLOBAL_MEMORY);
SAME(SkipLocalMemory, CU_COREDUMP_SKIP_LOCAL_MEMORY);
SAME(SkipConstantMemory, CU_COREDUMP_SKIP_CONSTBANK_MEMORY);
#endif
SAME(WarpSize, CU_DEVICE_ATTRIBUTE_WARP_SIZE);
SAME(MultiprocessorCount, CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
SAME(KernelExecTimeout, CU_DEVICE_ATTRIBUTE_KERNEL_EXEC_TIMEOUT);
SAME(ComputeMode, CU_DEVICE_ATTRIBUTE_COMPUTE_MODE);
SAME(MaxThreadsPerMultiprocessor,
     CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR);
SAME(ComputeCapabilityMajor, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR);
SAME(ComputeCapabilityMinor, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
SAME(CooperativeLaunch, CU_DEVICE_ATTRIBUTE_COOPERATIVE_LAUNCH);
SAME(VirtualMemoryManagement,
     CU_DEVICE_ATTRIBUTE_VIRTUAL_MEMORY_MANAGEMENT_SUPPORTED);
SAME(MinimumGranularity, CU_MEM_ALLOC_GRANULARITY_MINIMUM);
static_assert(sizeof(own::MemoryProperties) == sizeof(CUmemAllocationProp));
static_assert(offsetof(own::MemoryProperties, Location) ==
              offsetof(CUmemAllocationProp, location));
static_assert(sizeof(own::MemoryAccess) == sizeof(CUmemAccessDesc));
static_assert(offsetof(own::MemoryAccess, Flags) ==
              offsetof(CUmemAccessDesc, flags));
static_assert(own::MemoryProperties().Type == CU_MEM_ALLOCATION_TYPE_PINNED);
static_assert(own::MemoryLocation().Type == CU_MEM_LOCATION_TYPE_DEVICE);
static_assert(own::MemoryAccess().Flags == CU_MEM_ACCESS_FLAGS_PROT_READWRITE);
SAME(ComputeModeProhibited, CU_COMPUTEMODE_PROHIBITED);
SAME(StackSizeLimit, CU_LIMIT_STACK_SIZE);
SAME(ErrorLogBuffer, CU_JIT_ERROR_LOG_BUFFER);
SAME(ErrorLogBufferBytes, CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES);
SAME(InfoLogBuffer, CU_JIT_INFO_LOG_BUFFER);
SAME(InfoLogBufferBytes, CU_JIT_INFO_LOG_BUFFER_SIZE_BYTES);
SAME(HostRegisterPortable, CU_MEMHOSTREGISTER_PORTABLE);
SAME(HostRegisterDeviceMap, CU_MEMHOSTREGISTER_DEVICEMAP);
SAME(StreamNonBlocking, CU_STREAM_NON_BLOCKING);

/// Two types are passed alike: handles and enumerations by size, numbers also
/// by sign.
template <class Ours, class Theirs>
constexpr bool PassedAlike =
    sizeof(Ours) == sizeof(Theirs) &&
    std::is_pointer_v<Ours> == std::is_pointer_v<Theirs> &&
    (!std::is_integral_v<Ours> || !std::is_integral_v<Theirs> ||
     std::is_signed_v<Ours> == std::is_signed_v<Theirs>);

template <class... Ours, class... Theirs>
constexpr bool callsAlike(own::Result (*)(Ours...), CUresult (*)(Theirs...)) {
  if constexpr (sizeof...(Ours) != sizeof...(Theirs))
    return false;
  else
    return (PassedAlike<Ours, Theirs> && ...);
}

#define TEXT(name) #name
// Expands the header's macro first, so that it gives the exported name.
#define EXPORTED(name) TEXT(name)

template <class Member>
using Signature = std::remove_reference_t<Member>;

#define SAME_FUNCTION(member, name)                                            \
  EXPECT_TRUE(callsAlike(Signature<decltype(own::Driver::member)>(nullptr),    \
                         static_cast<decltype(&name)>(nullptr)))               \
      << #member;                                                              \
  EXPECT_EQ(exported(#member), EXPORTED(name))

std::string exported(const std::string &Member) {
#define HEDDLE_CUDA(member, name, ...)                                         \
  if (Member == #member)                                                       \
    return name;
#include "CudaFunctions.def"
  return "";
}

TEST(CudaHeader, FunctionsAreTheHeaders) {
  SAME_FUNCTION(init, cuInit);
  SAME_FUNCTION(driverGetVersion, cuDriverGetVersion);
  SAME_FUNCTION(getErrorName, cuGetErrorName);
  SAME_FUNCTION(getErrorString, cuGetErrorString);
  SAME_FUNCTION(deviceGetCount, cuDeviceGetCount);
  SAME_FUNCTION(deviceGet, cuDeviceGet);
  SAME_FUNCTION(deviceGetName, cuDeviceGetName);
  SAME_FUNCTION(deviceGetAttribute, cuDeviceGetAttribute);
  SAME_FUNCTION(deviceTotalMem, cuDeviceTotalMem);
  SAME_FUNCTION(primaryCtxRetain, cuDevicePrimaryCtxRetain);
  SAME_FUNCTION(ctxSetCurrent, cuCtxSetCurrent);
  SAME_FUNCTION(ctxSetLimit, cuCtxSetLimit);
  SAME_FUNCTION(ctxGetLimit, cuCtxGetLimit);
  SAME_FUNCTION(moduleLoadDataEx, cuModuleLoadDataEx);
  SAME_FUNCTION(moduleGetFunction, cuModuleGetFunction);
  SAME_FUNCTION(occupancyMaxActiveBlocks,
                cuOccupancyMaxActiveBlocksPerMultiprocessor);
  SAME_FUNCTION(memGetInfo, cuMemGetInfo);
  SAME_FUNCTION(memAlloc, cuMemAlloc);
  SAME_FUNCTION(memAddressReserve, cuMemAddressReserve);
  SAME_FUNCTION(memGetAllocationGranularity, cuMemGetAllocationGranularity);
  SAME_FUNCTION(memCreate, cuMemCreate);
  SAME_FUNCTION(memMap, cuMemMap);
  SAME_FUNCTION(memUnmap, cuMemUnmap);
  SAME_FUNCTION(memSetAccess, cuMemSetAccess);
  SAME_FUNCTION(memRelease, cuMemRelease);
  SAME_FUNCTION(memHostRegister, cuMemHostRegister);
  SAME_FUNCTION(memHostGetDevicePointer, cuMemHostGetDevicePointer);
  SAME_FUNCTION(memsetD8Async, cuMemsetD8Async);
  SAME_FUNCTION(memcpyHtoDAsync, cuMemcpyHtoDAsync);
  SAME_FUNCTION(memcpyDtoHAsync, cuMemcpyDtoHAsync);
  SAME_FUNCTION(streamCreate, cuStreamCreate);
  SAME_FUNCTION(streamQuery, cuStreamQuery);
  SAME_FUNCTION(launchCooperativeKernel, cuLaunchCooperativeKernel);
#if CUDA_VERSION >= 13000
  SAME_FUNCTION(coredumpSetAttributeGlobal, cuCoredumpSetAttributeGlobal);
#endif
}

} // namespace
