//===- FakeCuda.cpp - A libcuda whose GPU is made of OS threads -----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Stands in for the driver's library, found through LD_LIBRARY_PATH. What goes
// wrong is said in FAKE_CUDA, a list like "init=100,free=1073741824":
//
//   init, retain, set-limit, load, function, alloc, host-register, launch, copy=ERROR
//                    the call fails with that CUresult
//   query=ERROR      the kernel dies of it once it has posted two host calls
//   map=ERROR        so does giving memory to addresses, but for the first three times
//   dump=1           the driver can write core dumps, and the program makes it
//                    write one by fakeCudaDump, after which the kernel goes on
//   devices, version, cc, sms, occupancy, memory, free, prohibited, cooperative, vmm
//                    what the GPU is like
//
// It checks what the launcher does as the driver would, and aborts where a real
// one would misbehave.
//
//===----------------------------------------------------------------------===//

#include "../../runtime/host/CudaDriver.h"

#include "../../runtime/abi/Abi.h"
#include "FakeCoreDump.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <string>
#include <sys/mman.h>
#include <sys/uio.h>
#include <thread>
#include <unistd.h>

using namespace heddle::host::cuda;

#define EXPORT extern "C" [[gnu::visibility("default")]] Result

static long setting(const char *Name, long Default) {
  const char *Text = getenv("FAKE_CUDA");
  std::string List = std::string(",") + (Text ? Text : "");
  size_t At = List.find("," + std::string(Name) + "=");
  return At == List.npos
             ? Default
             : strtol(List.c_str() + At + strlen(Name) + 2, nullptr, 10);
}

static Result failure(const char *Call) {
  return static_cast<Result>(setting(Call, Success));
}

static void require(bool Condition, const char *What) {
  if (Condition)
    return;
  fprintf(stderr, "FakeCuda: %s\n", What);
  abort();
}

static size_t total() {
  return static_cast<size_t>(setting("memory", 16L << 30));
}
static size_t StackBytes = 1024;
static bool HaveContext;

EXPORT cuInit(unsigned Flags) {
  require(Flags == 0, "cuInit's flags are not 0");
  return failure("init");
}
EXPORT cuDriverGetVersion(int *Version) {
  *Version = static_cast<int>(setting("version", 13000));
  return Success;
}
EXPORT cuGetErrorName(Result, const char **Name) {
  *Name = "CUDA_ERROR_FAKE";
  return Success;
}
EXPORT cuGetErrorString(Result, const char **Text) {
  *Text = "made up";
  return Success;
}
EXPORT cuDeviceGetCount(int *Count) {
  *Count = static_cast<int>(setting("devices", 1));
  return Success;
}
EXPORT cuDeviceGet(DeviceId *Device, int Index) {
  *Device = Index + 100;
  return Success;
}
EXPORT cuDeviceGetName(char *Name, int Bytes, DeviceId Device) {
  snprintf(Name, static_cast<size_t>(Bytes), "Fake GPU %d", Device - 100);
  return Success;
}
EXPORT cuDeviceGetAttribute(int *Value, DeviceAttribute Which, DeviceId) {
  long CC = setting("cc", 90);
  switch (Which) {
  case WarpSize:
    *Value = 32;
    break;
  case MultiprocessorCount:
    *Value = static_cast<int>(setting("sms", 4));
    break;
  case MaxThreadsPerMultiprocessor:
    *Value = 2048;
    break;
  case ComputeMode:
    *Value = setting("prohibited", 0) ? ComputeModeProhibited : 0;
    break;
  case ComputeCapabilityMajor:
    *Value = static_cast<int>(CC / 10);
    break;
  case ComputeCapabilityMinor:
    *Value = static_cast<int>(CC % 10);
    break;
  case VirtualMemoryManagement:
    *Value = static_cast<int>(setting("vmm", 1));
    break;
  case CooperativeLaunch:
    *Value = static_cast<int>(setting("cooperative", 1));
    break;
  default:
    *Value = 0;
  }
  return Success;
}
EXPORT cuDeviceTotalMem_v2(size_t *Bytes, DeviceId) {
  *Bytes = total();
  return Success;
}
EXPORT cuDevicePrimaryCtxRetain(Context *Result, DeviceId Device) {
  require(Device >= 100, "a device that cuDeviceGet did not give");
  *Result = reinterpret_cast<Context>(1);
  return failure("retain");
}
EXPORT cuCtxSetCurrent(Context Current) {
  HaveContext = Current != nullptr;
  return Success;
}
EXPORT cuCtxSetLimit(Limit Which, size_t Value) {
  require(HaveContext && Which == StackSizeLimit, "cuCtxSetLimit");
  StackBytes = (Value + 15) / 16 * 16;
  return failure("set-limit");
}
EXPORT cuCtxGetLimit(size_t *Value, Limit) {
  *Value = StackBytes;
  return Success;
}
EXPORT cuModuleLoadDataEx(Module *Code, const void *Image, unsigned Options,
                          JitOption *Keys, void **Values) {
  require(HaveContext && Image, "cuModuleLoadDataEx");
  for (unsigned I = 0; I < Options; ++I)
    if (Keys[I] == ErrorLogBuffer && setting("load", 0))
      strcpy(static_cast<char *>(Values[I]), "ptxas fatal: made up");
  *Code = reinterpret_cast<Module>(2);
  return failure("load");
}

// What follows, old drivers lack.
#ifndef FAKE_CUDA_OLD

static std::string DumpFile;
static bool DumpsOnException;

EXPORT cuCoredumpSetAttributeGlobal(CoredumpAttribute Which, void *Value,
                                    size_t *Bytes) {
  require(!HaveContext, "core dumps are asked for after the context was made");
  if (!setting("dump", 0))
    return InvalidValue;
  if (Which == CoredumpFile)
    DumpFile.assign(static_cast<const char *>(Value), *Bytes - 1);
  if (Which == CoredumpEnableOnException)
    DumpsOnException = *static_cast<bool *>(Value);
  return Success;
}

/// What the driver does when a warp has faulted: stops all warps, which is as long as
/// this takes, and writes the dump piece by piece. The kernel goes on then, and no
/// query says that there was anything.
extern "C" [[gnu::visibility("default")]] void fakeCudaDump() {
  require(DumpsOnException && !DumpFile.empty(), "no dump has been asked for");
  heddle::test::Bytes Dump = heddle::test::makeCoreDump();
  FILE *File = fopen(DumpFile.c_str(), "w");
  require(File, "the dump's file cannot be opened");
  setvbuf(File, nullptr, _IONBF, 0);
  for (size_t At = 0; At < Dump.size(); At += 1000) {
    fwrite(&Dump[At], 1, std::min<size_t>(1000, Dump.size() - At), File);
    usleep(20'000);
  }
  fclose(File);
}

static size_t Taken;
static std::atomic<unsigned> WarpsRunning;
static heddle::abi::LaunchParams *Launched;

static size_t available() {
  size_t Free = static_cast<size_t>(setting("free", long(total())));
  return Free > Taken ? Free - Taken : 0;
}

static void *reserve(size_t Bytes) {
  void *Memory = mmap(nullptr, Bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  require(Memory != MAP_FAILED, "out of address space");
  return Memory;
}

using WarpFunction = void (*)(heddle::abi::LaunchParams *, uint32_t, uint32_t,
                              uint32_t);

EXPORT cuModuleGetFunction(Function *Kernel, Module, const char *Name) {
  require(strcmp(Name, "__heddle_kernel") == 0, "another kernel");
  *Kernel = reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, "fakeGpuWarp"));
  require(*Kernel, "the program does not export fakeGpuWarp");
  return failure("function");
}
EXPORT cuOccupancyMaxActiveBlocksPerMultiprocessor(int *Blocks, Function,
                                                   int Threads, size_t) {
  require(Threads == 512 || Threads == 1024, "not 16 or 32 warps of 32 lanes");
  *Blocks = static_cast<int>(setting("occupancy", 1));
  return Success;
}
EXPORT cuMemGetInfo_v2(size_t *Free, size_t *Total) {
  require(HaveContext, "cuMemGetInfo without a context");
  *Free = available();
  *Total = total();
  return Success;
}
EXPORT cuMemAlloc_v2(DevicePointer *Memory, size_t Bytes) {
  if (Result Error = failure("alloc"))
    return Error;
  if (Bytes > available())
    return OutOfMemory;
  Taken += Bytes;
  *Memory = reinterpret_cast<DevicePointer>(reserve(Bytes));
  return Success;
}
static constexpr size_t Granularity = 2 << 20;

EXPORT cuMemAddressReserve(DevicePointer *Addresses, size_t Bytes, size_t Align,
                           DevicePointer Fixed, unsigned long long Flags) {
  require(Bytes % Granularity == 0 && Align <= Granularity && !Fixed && !Flags,
          "cuMemAddressReserve");
  auto At = reinterpret_cast<uintptr_t>(
      mmap(nullptr, Bytes + Granularity, PROT_NONE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
  *Addresses = (At + Granularity - 1) / Granularity * Granularity;
  return failure("reserve");
}
EXPORT cuMemGetAllocationGranularity(size_t *Bytes, const MemoryProperties *, int) {
  *Bytes = Granularity;
  return Success;
}
EXPORT cuMemCreate(MemoryHandle *Memory, size_t Bytes,
                   const MemoryProperties *Properties, unsigned long long) {
  require(Bytes && Bytes % Granularity == 0 && Properties->Type == 1 &&
              Properties->Location.Type == 1 && Properties->Location.Id >= 100,
          "cuMemCreate");
  if (Result Error = failure("create"))
    return Error;
  if (Bytes > available())
    return OutOfMemory;
  Taken += Bytes;
  *Memory = Bytes;
  return Success;
}
EXPORT cuMemMap(DevicePointer At, size_t Bytes, size_t Offset, MemoryHandle Memory,
                unsigned long long) {
  require(At % Granularity == 0 && Memory == Bytes && Offset == 0, "cuMemMap");
  static int Calls;
  return ++Calls > 3 ? failure("map") : Success;
}
EXPORT cuMemRelease(MemoryHandle) { return Success; }
EXPORT cuMemUnmap(DevicePointer, size_t Bytes) {
  Taken -= Bytes;
  return Success;
}
EXPORT cuMemSetAccess(DevicePointer At, size_t Bytes, const MemoryAccess *Access,
                      size_t Count) {
  require(Count == 1 && Access->Location.Id >= 100 && Access->Flags == 3,
          "cuMemSetAccess");
  require(mprotect(reinterpret_cast<void *>(At), Bytes,
                   PROT_READ | PROT_WRITE) == 0, "mprotect");
  return Success;
}
EXPORT cuMemHostRegister_v2(void *Memory, size_t Bytes, unsigned Flags) {
  require(Flags == 3, "the slots are not portable and mapped");
  const char *First = static_cast<char *>(Memory);
  require(std::all_of(First, First + Bytes, [](char Each) { return Each == 0; }),
          "pinned memory is not zero");
  return failure("host-register");
}
EXPORT cuMemHostGetDevicePointer_v2(DevicePointer *Device, void *Host,
                                    unsigned) {
  *Device = reinterpret_cast<DevicePointer>(Host);
  return Success;
}
EXPORT cuMemsetD8Async(DevicePointer Memory, unsigned char Value, size_t Bytes,
                       Stream) {
  memset(reinterpret_cast<void *>(Memory), Value, Bytes);
  return Success;
}
EXPORT cuMemcpyHtoDAsync_v2(DevicePointer To, const void *From, size_t Bytes,
                            Stream) {
  memcpy(reinterpret_cast<void *>(To), From, Bytes);
  return Success;
}
/// Where copies need not wait for the kernel, which the first stream has.
static bool isForCopies(Stream Which) {
  return Which >= reinterpret_cast<Stream>(4);
}

EXPORT cuStreamCreate(Stream *Result, unsigned) {
  static uintptr_t Next = 3;
  *Result = reinterpret_cast<Stream>(Next++);
  return Success;
}
EXPORT cuMemcpyDtoHAsync_v2(void *To, DevicePointer From, size_t Bytes,
                            Stream Which) {
  require(isForCopies(Which), "a copy that waits for the kernel");
  if (Result Error = failure("copy"))
    return Error;
  iovec Local = {To, Bytes}, Remote = {reinterpret_cast<void *>(From), Bytes};
  return process_vm_readv(getpid(), &Local, 1, &Remote, 1, 0) ==
                 static_cast<ssize_t>(Bytes)
             ? Success
             : InvalidValue;
}
EXPORT cuStreamQuery(Stream Which) {
  if (isForCopies(Which))
    return Success;
  if (Result Error = failure("query"))
    if (std::atomic_ref(Launched->slots[1].request[0]).load() != 0)
      return Error;
  return WarpsRunning ? NotReady : Success;
}
EXPORT cuLaunchCooperativeKernel(Function Kernel, unsigned Blocks, unsigned,
                                 unsigned, unsigned Threads, unsigned, unsigned,
                                 unsigned, Stream, void **Arguments) {
  if (Result Error = failure("launch"))
    return Error;
  require(Blocks <= setting("sms", 4) * setting("occupancy", 1),
          "more blocks than a cooperative launch can have");
  auto *Params = *static_cast<heddle::abi::LaunchParams **>(Arguments[0]);
  Launched = Params;
  auto *Run = reinterpret_cast<WarpFunction>(Kernel);
  unsigned PerBlock = Threads / 32;
  WarpsRunning = Blocks * PerBlock;
  for (unsigned Block = 0; Block < Blocks; ++Block)
    for (unsigned Warp = 0; Warp < PerBlock; ++Warp)
      std::thread([=] {
        Run(Params, Block, Warp, Blocks);
        --WarpsRunning;
      }).detach();
  return Success;
}

#endif // FAKE_CUDA_OLD
