//===- CudaDevice.cpp - One launch on an NVIDIA GPU -----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaDevice.h"

#include "ArgumentBlock.h"
#include "BulkTransfer.h"
#include "FatBinary.h"
#include "FaultReport.h"
#include "GpuFault.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <sys/prctl.h>
#include <thread>

using namespace heddle::host::cuda;
using namespace std::chrono_literals;

namespace heddle::host {

static constexpr const char *KernelName = "__heddle_kernel";
static constexpr uint32_t SlotCount = abi::MaxSlots;
/// 2 MiB, or some 25,000 lines: less than a processor's cache, where the host finds them.
static constexpr uint32_t OutputCells = 128 << 10;
/// Of bulk data. Out of a file a core brings some 10 GB/s, into one a fifth of that; twelve are what
/// it takes to write 20. A lane has memory for two pieces.
static constexpr size_t LaneCount = 12;
static constexpr uint64_t LaneBytes = 2 * BulkTransfer::PieceBytes;
static constexpr uint64_t MostDefaultStack = uint64_t(4) << 20;
static constexpr uint64_t StackUnit = 64 << 10;
/// Recursion exchanges what it has used of the local stack, so that a large one
/// only makes that rarer; it costs all of the GPU's lanes their share.
static constexpr uint64_t LeastDefaultLocalStack = 16 << 10;
static constexpr uint64_t MostDefaultLocalStack = 32 << 10;
static constexpr uint64_t LocalStackUnit = 4 << 10;
/// What recursion leaves to the functions that it calls, besides large frames.
static constexpr uint64_t LocalStackReserve = 8 << 10;
static constexpr uint64_t HeapAlignment = uint64_t(2) << 20;
/// Left alone when the heap takes its share: the driver's own needs.
static constexpr uint64_t LeastHeap = uint64_t(4) << 20;

/// A round trip of a host call takes 3 us while the host looks all the time.
/// After this long without a call it starts to sleep between looks, because a
/// program that computes for minutes should not cost a core.
static constexpr uint64_t HotNs = 2'000'000;
/// As long as the loop takes for everything else. Looks alone find a call sooner.
static constexpr int HotLooks = 100;
static constexpr auto ShortNap = 20us, LongNap = 100us;
static constexpr uint64_t LongNapAfterNs = 100'000'000;

/// How long the kernel may take to end once the program has said Exit. One
/// that has ended is torn down faster than one that is killed, but a detached
/// thread may be in a loop for ever.
static constexpr auto StopTime = 50ms;
/// A copy of some kilobytes takes 20 us.
static constexpr auto CopyTime = 1s;
/// A core dump is written before the fault can be seen.
static constexpr auto DumpTime = 2s;
static constexpr auto LookInterval = 1ms;

static uint64_t roundUp(uint64_t Value, uint64_t Unit) {
  return (Value + Unit - 1) / Unit * Unit;
}

static std::string smName(const DeviceDescription &Gpu) {
  return format("%s (sm_%u)", Gpu.Name.c_str(), Gpu.ComputeCapability);
}

std::string CudaDevice::describe() const {
  return format("%s, %u warps", smName(Gpu).c_str(), Params.warpCount);
}

bool CudaDevice::fail(LaunchFailure &Failure, Result Error, const char *Call,
                      std::string What) {
  Failure.Code = ExitCode::LaunchFailed;
  Failure.What = std::move(What);
  Failure.Where = std::string(Call) + " on " + smName(Gpu) + ": " +
                  Driver.describe(Error);
  Failure.Remedy = "HEDDLE_DEVICE=cpu runs the program on the CPU device";
  if (Error == DeviceUnavailable || Error == SystemNotReady) {
    Failure.Code = ExitCode::DeviceUnavailable;
    Failure.Remedy = "another process may have the GPU to itself (nvidia-smi "
                     "shows who); HEDDLE_GPU chooses another, HEDDLE_DEVICE=cpu "
                     "none";
  } else if (Error == OutOfMemory) {
    Failure.Code = ExitCode::OutOfMemory;
    Failure.Remedy = "nvidia-smi shows who uses the GPU's memory; HEDDLE_GPU "
                     "chooses another GPU, HEDDLE_DEVICE=cpu none";
  }
  return false;
}

bool CudaDevice::open(LaunchFailure &Failure) {
  PhaseTimer Timer(Stats.Driver);
  if (!Image.fatbin) {
    Failure.Code = ExitCode::NoCodeForDevice;
    Failure.What = "this program has no code for a GPU";
    Failure.Where = "it was built for the CPU device alone";
    Failure.Remedy = "build it again without that option, or run it with "
                     "HEDDLE_DEVICE=cpu";
    return false;
  }
  if (!Driver.load(Failure) ||
      !Driver.describeDevice(static_cast<int>(Options.Gpu), Gpu, Failure))
    return false;
  std::vector<FatBinaryEntry> Code =
      readFatBinary({Image.fatbin, Image.fatbinBytes});
  if (!Code.empty() && !hasCodeFor(Code, Gpu.ComputeCapability)) {
    Failure.Code = ExitCode::NoCodeForDevice;
    Failure.What = "this program has no code for " + smName(Gpu);
    Failure.Where = "it has " + host::describe(Code);
    Failure.Remedy = format("build it again for sm_%u, or run it on the CPU "
                            "device with HEDDLE_DEVICE=cpu",
                            Gpu.ComputeCapability);
    return false;
  }
  if (Gpu.Prohibited || !Gpu.CooperativeLaunch) {
    Failure.Code = ExitCode::DeviceUnavailable;
    Failure.What = smName(Gpu) + " cannot be used";
    Failure.Where = Gpu.Prohibited ? "its compute mode is Prohibited"
                                   : "it has no cooperative launch, without "
                                     "which threads are not sure to go on";
    Failure.Remedy = "HEDDLE_GPU chooses another GPU, HEDDLE_DEVICE=cpu none";
    return false;
  }
  return true;
}

/// What the host and the device's engines share, from its beginning on.
namespace pinned {
constexpr uint64_t ProgressAt = SlotCount * sizeof(abi::HostCallSlot);
constexpr uint64_t OutputAt = ProgressAt + 4096;
constexpr uint64_t LanesAt = OutputAt + OutputCells * sizeof(abi::OutputCell);
constexpr uint64_t Bytes = LanesAt + LaneCount * LaneBytes;
} // namespace pinned

bool CudaDevice::createContext(LaunchFailure &Failure) {
  PhaseTimer Timer(Stats.Context);
  Shared.begin(pinned::Bytes);
  Dump.request(Driver);
  if (Result Error = Driver.primaryCtxRetain(&Primary, Gpu.Id))
    return fail(Failure, Error, "cuDevicePrimaryCtxRetain",
                "the GPU cannot be used");
  if (Result Error = Driver.ctxSetCurrent(Primary))
    return fail(Failure, Error, "cuCtxSetCurrent", "the GPU cannot be used");
  Lanes.resize(LaneCount);
  std::vector<Stream *> All = {&Queue, &Copies};
  for (Stream &Each : Lanes)
    All.push_back(&Each);
  for (Stream *Each : All)
    if (Result Error = Driver.streamCreate(Each, StreamNonBlocking))
      return fail(Failure, Error, "cuStreamCreate", "the GPU cannot be used");
  return true;
}

bool CudaDevice::setLocalStacks(LaunchFailure &Failure) {
  PhaseTimer Timer(Stats.LocalStacks);
  size_t Free = 0, Total = 0;
  if (Result Error = Driver.memGetInfo(&Free, &Total))
    return fail(Failure, Error, "cuMemGetInfo", "the GPU cannot be used");
  uint64_t Lanes =
      uint64_t(Gpu.Multiprocessors) * Gpu.MaxThreadsPerMultiprocessor;
  auto Share = [&](uint64_t Bytes) {
    return Bytes / Lanes / LocalStackUnit * LocalStackUnit;
  };
  uint64_t Usual = std::clamp(Share(Total / 4), LeastDefaultLocalStack,
                              MostDefaultLocalStack);
  uint64_t Wanted = Options.LocalStack;
  if (!Wanted) // half of the memory at most
    Wanted = std::clamp(Usual + Image.largeFrameBytes, Usual,
                        std::max(Usual, Share(Total / 2)));
  if (Result Error = Driver.ctxSetLimit(StackSizeLimit, Wanted)) {
    fail(Failure, Error, "cuCtxSetLimit",
         "the GPU cannot give each lane a local stack of " +
             formatBytes(Wanted));
    Failure.Code = Error == OutOfMemory ? ExitCode::OutOfMemory
                                        : ExitCode::BadOption;
    Failure.Remedy =
        "lower HEDDLE_LOCAL_STACK; " +
        format("%llu lanes have one each, and the GPU has ",
               static_cast<unsigned long long>(Lanes)) +
        formatBytes(Free) + " free";
    return false;
  }
  size_t Granted = Wanted;
  Driver.ctxGetLimit(&Granted, StackSizeLimit);
  Params.localStackBytes = Granted;
  // Where there is less than was wanted, recursion is watched nevertheless.
  uint64_t ForRecursion = Usual - LocalStackReserve;
  Params.localStackReserve =
      std::clamp(std::max(Granted, ForRecursion) - ForRecursion, LocalStackReserve,
                 LocalStackReserve + Image.largeFrameBytes);
  // Some drivers take the memory now, some at the launch: count it as taken.
  size_t FreeNow = Free;
  Driver.memGetInfo(&FreeNow, &Total);
  uint64_t Reserved = std::min<uint64_t>(Granted * Lanes, Free / 2);
  FreeBytes = std::min<uint64_t>(FreeNow, Free - Reserved);
  return true;
}

bool CudaDevice::loadModule(LaunchFailure &Failure) {
  PhaseTimer Timer(Stats.Module);
  std::vector<char> Log(16 << 10);
  JitOption Keys[] = {ErrorLogBuffer, ErrorLogBufferBytes};
  void *Values[] = {Log.data(), reinterpret_cast<void *>(Log.size())};
  Module Code;
  if (Result Error = Driver.moduleLoadDataEx(&Code, Image.fatbin, 2, Keys,
                                             Values)) {
    fail(Failure, Error, "cuModuleLoadData",
         "the driver cannot load this program's code");
    std::string Has = host::describe(
        readFatBinary({Image.fatbin, Image.fatbinBytes}));
    std::string Update = "update NVIDIA's driver, which supports CUDA " +
                         Driver.version() +
                         ", or run on the CPU device with HEDDLE_DEVICE=cpu";
    switch (Error) {
    case UnsupportedPtxVersion:
    case InvalidImage:
      Failure.Code = ExitCode::DriverTooOld;
      Failure.What = "the CUDA driver is too old for this program's code, "
                     "which is " + Has;
      Failure.Remedy = Update;
      break;
    case NoBinaryForGpu:
    case InvalidPtx:
    case JitCompilationDisabled:
      Failure.Code = ExitCode::NoCodeForDevice;
      Failure.What = "this program has no code for " + smName(Gpu) +
                     "; it has " + Has;
      Failure.Remedy = format("build it again for sm_%u, or run it on the CPU "
                              "device with HEDDLE_DEVICE=cpu",
                              Gpu.ComputeCapability);
      break;
    default:
      break;
    }
    Log.back() = '\0';
    if (Log.front())
      Failure.Where += "\n" + std::string(Log.data());
    return false;
  }
  if (Result Error = Driver.moduleGetFunction(&Kernel, Code, KernelName)) {
    fail(Failure, Error, "cuModuleGetFunction",
         std::string("this program's code has no ") + KernelName);
    Failure.Code = ExitCode::BadImage;
    return false;
  }
  return true;
}

bool CudaDevice::chooseGeometry(LaunchFailure &Failure) {
  uint32_t PerBlock = Image.warpsPerBlock;
  int Blocks = 0;
  Result Error = Driver.occupancyMaxActiveBlocks(
      &Blocks, Kernel, static_cast<int>(PerBlock * Gpu.WarpSize), 0);
  if (Error != Success || Blocks < 1) {
    fail(Failure, Error, "cuOccupancyMaxActiveBlocksPerMultiprocessor",
         format("no block of %u warps fits on a multiprocessor", PerBlock));
    Failure.Code = ExitCode::NoCodeForDevice;
    return false;
  }
  // A program has the warps that it was linked for, whatever it uses of its
  // registers.
  uint64_t MostBlocks =
      std::min(static_cast<uint64_t>(Blocks),
               uint64_t(Image.blocksPerMultiprocessor)) *
      Gpu.Multiprocessors;
  uint64_t MostWarps = MostBlocks * PerBlock;
  if (Options.Warps > MostWarps) {
    Failure.Code = ExitCode::BadOption;
    Failure.What = format("HEDDLE_WARPS=%u is too many", Options.Warps);
    Failure.Where = format("%s holds %llu warps of this program at once",
                           smName(Gpu).c_str(),
                           static_cast<unsigned long long>(MostWarps));
    Failure.Remedy = "threads beyond the number of warps wait their turn, so "
                     "fewer warps do as well";
    if (PerBlock * Image.blocksPerMultiprocessor < 32)
      Failure.Remedy += "; one linked with -fheddle-warps=32 has more warps, of "
                        "fewer registers";
    return false;
  }
  Params.version = abi::Version;
  Params.warpsPerBlock = PerBlock;
  Params.warpCount =
      Options.Warps ? Options.Warps : static_cast<uint32_t>(MostWarps);
  // Few warps stand on as many multiprocessors as there are; the warps of a
  // block that are not asked for leave the kernel at once.
  uint32_t Least = (Params.warpCount + PerBlock - 1) / PerBlock;
  Params.blockCount =
      Options.Warps ? std::max(Least, std::min(Gpu.Multiprocessors,
                                               Params.warpCount))
                    : static_cast<uint32_t>(MostBlocks);
  return true;
}

DevicePointer CudaDevice::allocate(uint64_t Bytes, const char *Purpose,
                                   const char *Variable,
                                   LaunchFailure &Failure) {
  DevicePointer Memory = 0;
  Result Error = Driver.memAlloc(&Memory, Bytes);
  if (Error == Success)
    return Memory;
  failForMemory(Failure, Error, "cuMemAlloc", Bytes, Purpose, Variable);
  return 0;
}

bool CudaDevice::failForMemory(LaunchFailure &Failure, Result Error,
                               const char *Call, uint64_t Bytes,
                               const char *Purpose, const char *Variable) {
  fail(Failure, Error, Call,
       "the GPU has no " + formatBytes(Bytes) + " for " + Purpose);
  size_t Free = 0, Total = 0;
  Driver.memGetInfo(&Free, &Total);
  Failure.Remedy = "lower " + std::string(Variable) + "; " + formatBytes(Free) +
                   " of " + formatBytes(Total) +
                   " are free, and nvidia-smi shows who uses the rest";
  return false;
}

bool CudaDevice::allocatePinned(LaunchFailure &Failure) {
  PhaseTimer Timer(Stats.Slots);
  char *Host = Shared.wait();
  if (!Host) {
    Failure.Code = ExitCode::OutOfMemory;
    Failure.What = "no memory for host calls";
    Failure.Where = "mmap of " + formatBytes(pinned::Bytes) + ": " + strerror(errno);
    Failure.Remedy = "the limit of this process's memory may be too low (ulimit -v)";
    return false;
  }
  if (Result Error = Driver.memHostRegister(
          Host, pinned::Bytes, HostRegisterPortable | HostRegisterDeviceMap))
    return fail(Failure, Error, "cuMemHostRegister",
                "no pinned memory for host calls");
  DevicePointer Mapped = 0;
  if (Result Error = Driver.memHostGetDevicePointer(&Mapped, Host, 0))
    return fail(Failure, Error, "cuMemHostGetDevicePointer",
                "the GPU cannot reach the memory for host calls");
  HostSlots = {reinterpret_cast<abi::HostCallSlot *>(Host), SlotCount};
  HostProgress = reinterpret_cast<uint64_t *>(Host + pinned::ProgressAt);
  HostOutput = {reinterpret_cast<abi::OutputCell *>(Host + pinned::OutputAt), OutputCells};
  LaneMemory = Host + pinned::LanesAt;
  Params.slots = reinterpret_cast<abi::HostCallSlot *>(Mapped);
  Params.slotCount = SlotCount;
  Params.outputProgress = reinterpret_cast<const uint64_t *>(Mapped + pinned::ProgressAt);
  Params.output = reinterpret_cast<abi::OutputCell *>(Mapped + pinned::OutputAt);
  Params.outputCells = OutputCells;
  return true;
}

std::span<char> CudaDevice::laneMemory(uint32_t Lane) const {
  return {LaneMemory + Lane * LaneBytes, LaneBytes};
}

bool CudaDevice::copyIn(uint32_t Lane, uint64_t To, const char *From,
                        uint64_t Bytes) {
  // For threads that have used no CUDA yet.
  return Driver.ctxSetCurrent(Primary) == Success &&
         Driver.memcpyHtoDAsync(To, From, Bytes, Lanes[Lane]) == Success;
}

bool CudaDevice::copyOut(uint32_t Lane, char *To, uint64_t From,
                         uint64_t Bytes) {
  return Driver.ctxSetCurrent(Primary) == Success &&
         Driver.memcpyDtoHAsync(To, From, Bytes, Lanes[Lane]) == Success;
}

bool CudaDevice::finishCopies(uint32_t Lane) {
  if (Driver.ctxSetCurrent(Primary) != Success)
    return false;
  Result State;
  while ((State = Driver.streamQuery(Lanes[Lane])) == NotReady)
    __builtin_ia32_pause();
  return State == Success;
}

/// For drivers without memory management by address: as much as the program may have, half of
/// what is free unless told otherwise.
bool CudaDevice::allocateHeap(uint64_t Left, LaunchFailure &Failure) {
  Params.heapBytes =
      Options.Heap ? roundUp(Options.Heap, HeapAlignment)
                   : std::max(Left / 2 / HeapAlignment * HeapAlignment,
                              LeastHeap);
  DevicePointer Addresses = allocate(Params.heapBytes + HeapAlignment,
                                     "the heap", "HEDDLE_HEAP", Failure);
  if (!Addresses)
    return false;
  Params.heap = reinterpret_cast<char *>(roundUp(Addresses, HeapAlignment));
  Heap.startWhole(Params.heapBytes);
  return true;
}

Result CudaDevice::mapMemory(DevicePointer At, uint64_t Bytes) {
  MemoryProperties Properties;
  Properties.Location.Id = Gpu.Id;
  MemoryAccess Access;
  Access.Location.Id = Gpu.Id;
  MemoryHandle Memory = 0;
  if (Result Error = Driver.memCreate(&Memory, Bytes, &Properties, 0))
    return Error;
  Result Error = Driver.memMap(At, Bytes, 0, Memory, 0);
  // What is mapped keeps it.
  Driver.memRelease(Memory);
  if (Error)
    return Error;
  if ((Error = Driver.memSetAccess(At, Bytes, &Access, 1)))
    Driver.memUnmap(At, Bytes);
  return Error;
}

/// Addresses for all that is left, which become memory as the program needs it.
bool CudaDevice::reserveHeap(uint64_t Left, LaunchFailure &Failure) {
  MemoryProperties Properties;
  Properties.Location.Id = Gpu.Id;
  size_t Granularity = HeapAlignment;
  Driver.memGetAllocationGranularity(&Granularity, &Properties,
                                     MinimumGranularity);
  Granularity = roundUp(Granularity, HeapAlignment);
  uint64_t Most = Options.Heap ? std::min(Options.Heap, Gpu.MemoryBytes)
                               : std::max(Left, LeastHeap);
  Params.heapBytes = roundUp(Most, HeapAlignment);
  uint64_t Reserved = roundUp(Params.heapBytes, Granularity);
  DevicePointer Addresses = 0;
  if (Result Error = Driver.memAddressReserve(&Addresses, Reserved, Granularity,
                                              0, 0))
    return failForMemory(Failure, Error, "cuMemAddressReserve", Reserved,
                         "the heap", "HEDDLE_HEAP");
  Params.heap = reinterpret_cast<char *>(Addresses);
  auto Map = [this, Addresses](uint64_t Offset, uint64_t Bytes) {
    HeapError = mapMemory(Addresses + Offset, Bytes);
    return HeapError == Success;
  };
  if (!Heap.start(Params.heapBytes, Granularity, Map))
    return failForMemory(Failure, HeapError, "cuMemCreate",
                         std::min(Params.heapBytes, HeapGrowth::FirstBytes),
                         "the heap", "HEDDLE_HEAP");
  return true;
}

bool CudaDevice::allocateMemory(LaunchFailure &Failure) {
  PhaseTimer Timer(Stats.Memory);
  uint32_t Warps = Params.warpCount;
  Params.stackBytes = Options.Stack;
  if (!Params.stackBytes)
    Params.stackBytes = std::clamp(
        Gpu.MemoryBytes / 8 / Warps / StackUnit * StackUnit, StackUnit,
        MostDefaultStack);
  Params.stackBytes = roundUp(Params.stackBytes, StackUnit);
  uint64_t StacksBytes = Warps * Params.stackBytes;
  DevicePointer Stacks = allocate(StacksBytes, "the threads' stacks",
                                  "HEDDLE_STACK or HEDDLE_WARPS", Failure);
  if (!Stacks)
    return false;

  uint64_t Left = FreeBytes > StacksBytes ? FreeBytes - StacksBytes : 0;
  if (Gpu.VirtualMemory ? !reserveHeap(Left, Failure)
                        : !allocateHeap(Left, Failure))
    return false;
  Params.heapPages = Heap.pages();
  // No page is in use (heddle::FreePage).
  if (Result Error = Driver.memsetD8Async(
          reinterpret_cast<uint64_t>(Params.heap) + Heap.plan().useAt, 0xff,
          Heap.plan().pages + 1, Queue))
    return fail(Failure, Error, "cuMemsetD8", "the launch failed");
  Params.stacks = reinterpret_cast<char *>(Stacks);
  Params.checksHeap = Options.HeapCheck;
  return true;
}

bool CudaDevice::fillMemory(char *const *Arguments, char *const *Environment,
                            LaunchFailure &Failure) {
  PhaseTimer Timer(Stats.Memory);
  Params.scratchBytes = abi::scratchBytes(Params.warpCount);
  ArgumentBlock Block(Arguments, Environment);
  uint64_t ArgumentsAt = roundUp(sizeof(abi::LaunchParams), 256);
  uint64_t ScratchAt = roundUp(ArgumentsAt + Block.bytes(), 256);
  Tables = allocate(ScratchAt + Params.scratchBytes, "the scheduler's tables",
                    "HEDDLE_WARPS", Failure);
  if (!Tables)
    return false;
  uint64_t Argv = Tables + ArgumentsAt;
  Params.scratch = reinterpret_cast<char *>(Tables + ScratchAt);
  Params.argc = Block.argumentCount();
  Params.argv = reinterpret_cast<char **>(Argv);
  Params.envp = reinterpret_cast<char **>(Argv + Block.environmentOffset());
  Staging.resize(ScratchAt);
  memcpy(Staging.data(), &Params, sizeof(Params));
  std::ranges::copy(Block.contents(Argv),
                    Staging.begin() + static_cast<ptrdiff_t>(ArgumentsAt));
  if (Result Error =
          Driver.memcpyHtoDAsync(Tables, Staging.data(), Staging.size(), Queue))
    return fail(Failure, Error, "cuMemcpyHtoD", "the launch failed");
  if (Result Error = Driver.memsetD8Async(Tables + ScratchAt, 0,
                                          Params.scratchBytes, Queue))
    return fail(Failure, Error, "cuMemsetD8", "the launch failed");
  return true;
}

bool CudaDevice::prepare(char *const *Arguments, char *const *Environment,
                         LaunchFailure &Failure) {
  return createContext(Failure) && setLocalStacks(Failure) &&
         loadModule(Failure) && chooseGeometry(Failure) &&
         allocatePinned(Failure) && allocateMemory(Failure) &&
         fillMemory(Arguments, Environment, Failure);
}

bool CudaDevice::launch(LaunchFailure &Failure) {
  PhaseTimer Timer(Stats.Launch);
  // Or the naps of pause() last 50 us longer than they say.
  prctl(PR_SET_TIMERSLACK, 1000);
  void *Arguments[] = {&Tables};
  Result Error = Driver.launchCooperativeKernel(
      Kernel, Params.blockCount, 1, 1, Params.warpsPerBlock * Gpu.WarpSize, 1,
      1, 0, Queue, Arguments);
  if (Error == Success)
    return true;
  fail(Failure, Error, "cuLaunchCooperativeKernel",
       format("the launch of %u blocks of %u warps failed", Params.blockCount,
              Params.warpsPerBlock));
  if (Error == OutOfMemory || Error == LaunchOutOfResources) {
    Failure.Code = ExitCode::OutOfMemory;
    Failure.Remedy = "lower HEDDLE_LOCAL_STACK (it is " +
                     formatBytes(Params.localStackBytes) +
                     " for each lane), HEDDLE_HEAP or HEDDLE_WARPS";
  } else if (Error == CooperativeLaunchTooLarge) {
    Failure.Remedy = "another process may share the GPU; lower HEDDLE_WARPS";
  }
  return false;
}

DeviceState CudaDevice::poll() {
  LastError = Driver.streamQuery(Queue);
  auto Now = std::chrono::steady_clock::now();
  if (LastError != NotReady || Now - LastLook > LookInterval) {
    LastLook = Now;
    if (Dump.isWritten())
      return DeviceState::Faulted;
  }
  if (LastError == NotReady)
    return DeviceState::Running;
  return LastError == Success ? DeviceState::Ended : DeviceState::Faulted;
}

/// What it was by the dump's exception (CUDBGException_t).
static Result errorOf(const GpuFault &Fault) {
  switch (Fault.Exception) {
  case 0: // none: a trap
    return LaunchFailed;
  case 2:  // of a lane's stack
  case 3:  // of the hardware's
  case 9:  // of a warp's
    return HardwareStackError;
  case 4:
    return IllegalInstruction;
  case 6:
  case 11:
    return MisalignedAddress;
  case 8:
    return InvalidPc;
  case 12:
    return Assert;
  default:
    return IllegalAddress;
  }
}

DeviceFault CudaDevice::fault() {
  DeviceFault Fault;
  GpuFault Site;
  auto Range = [](const void *Base, uint64_t Bytes) {
    return AddressRange{reinterpret_cast<uint64_t>(Base), Bytes};
  };
  if (auto Found = readGpuFault(
          Dump.collect(DumpTime),
          {Range(Params.heap, Heap.pages() * abi::HeapRunBytes),
           Range(Params.heap + Heap.plan().useAt, Heap.plan().pages + 1),
           Range(Params.heap + Heap.plan().pagesAt,
                 Heap.pages() * abi::HeapPageBytes),
           Range(Params.stacks, Params.warpCount * Params.stackBytes),
           Range(Params.scratch, Params.scratchBytes)})) {
    Site = *Found;
    Fault.Thread = Site.Thread;
    Fault.Warp = Site.Warp;
    Fault.Frames = std::move(Site.Frames);
    if (LastError == Success || LastError == NotReady)
      LastError = errorOf(Site);
  } else if (LastError == Success || LastError == NotReady) {
    LastError = Unknown;
  }
  bool IsLocated = !Fault.Frames.empty();
  // A call through a null pointer is an illegal instruction to the GPU.
  bool IsWildCall = IsLocated && !Site.PcIsCode;
  switch (LastError) {
  case IllegalAddress:
  case InvalidAddressSpace:
  case InvalidPc:
  case IllegalInstruction:
    if (LastError == IllegalInstruction && !IsWildCall) {
      Fault.Signal = SIGILL;
      Fault.What = "illegal instruction";
      Fault.Detail = "a trap or code that was not expected to be reached";
      break;
    }
    Fault.Signal = SIGSEGV;
    Fault.What = "segmentation fault";
    if (Site.OnLocalStack) {
      Fault.What = "stack overflow";
      Fault.Detail = describeLocalStackOverflow(Params.localStackBytes);
    } else if (IsWildCall || LastError == InvalidPc) {
      Fault.Detail = "a call of a function at an " +
                     (IsLocated ? describeInvalidAddress(Site.Pc)
                                : std::string("invalid address"));
    } else if (Site.Address) {
      Fault.Detail = describeInvalidAddress(*Site.Address);
    } else {
      Fault.Detail = "an invalid address";
      if (IsLocated)
        Fault.Detail += ", at this place or shortly before, by a store";
    }
    break;
  case HardwareStackError:
    Fault.Signal = SIGSEGV;
    Fault.What = "stack overflow";
    Fault.Detail = describeLocalStackOverflow(Params.localStackBytes);
    break;
  case MisalignedAddress:
    Fault.Signal = SIGBUS;
    Fault.What = "bus error";
    Fault.Detail = "a misaligned address";
    if (Site.Address)
      Fault.Detail += format(", 0x%llx",
                             static_cast<unsigned long long>(*Site.Address));
    break;
  case LaunchFailed:
    Fault.Signal = SIGILL;
    Fault.What = "illegal instruction";
    Fault.Detail = "a trap, or a fault that the GPU does not name";
    break;
  case Assert:
    Fault.Signal = SIGABRT;
    Fault.What = "an assertion failed";
    break;
  case LaunchTimeout:
    Fault.What = "the kernel was stopped";
    Fault.Detail = Gpu.TimeLimited ? "it ran longer than a GPU that drives a "
                                     "display allows"
                                   : "it ran longer than the driver allows";
    break;
  case EccUncorrectable:
    Fault.What = "the kernel was stopped";
    Fault.Detail = "the GPU's memory is damaged";
    break;
  default:
    Fault.What = "the kernel was stopped";
    break;
  }
  if (Site.OtherWarps)
    Fault.Detail += format(" (and %u other warp%s)", Site.OtherWarps,
                           Site.OtherWarps == 1 ? "" : "s");
  Fault.Note = smName(Gpu) + ": " + Driver.describe(LastError);
  if (LastError == IllegalAddress && !IsLocated)
    Fault.Note += "; recursion deeper than the local stack shows like this, too: " +
                  describeLocalStackOverflow(Params.localStackBytes);
  return Fault;
}

void CudaDevice::stop() {
  PhaseTimer Timer(Stats.Stop);
  auto Deadline = std::chrono::steady_clock::now() + StopTime;
  while (poll() == DeviceState::Running &&
         std::chrono::steady_clock::now() < Deadline)
    std::this_thread::sleep_for(ShortNap);
}

void CudaDevice::pause(uint32_t *Word, uint32_t Seen, uint64_t QuietNs) {
  if (QuietNs >= HotNs) {
    std::this_thread::sleep_for(QuietNs < LongNapAfterNs ? ShortNap : LongNap);
    return;
  }
  std::atomic_ref Awaited(*Word);
  for (int Looks = 0; Looks < HotLooks; ++Looks)
    if (Awaited.load(std::memory_order_relaxed) != Seen)
      return;
}

bool CudaDevice::read(void *To, uint64_t From, uint64_t Bytes) {
  uint64_t Offset = From - reinterpret_cast<uint64_t>(Params.heap);
  if (Offset < Params.heapBytes && !Heap.isMemory(Offset, Bytes))
    return false;
  if (Driver.memcpyDtoHAsync(To, From, Bytes, Copies) != Success)
    return false;
  auto Deadline = std::chrono::steady_clock::now() + CopyTime;
  while (true) {
    Result State = Driver.streamQuery(Copies);
    if (State != NotReady)
      return State == Success;
    if (std::chrono::steady_clock::now() > Deadline)
      return false;
    __builtin_ia32_pause();
  }
}

std::unique_ptr<Device> openCudaDevice(const abi::ProgramImage &Image,
                                       const LaunchOptions &Options,
                                       LaunchStats &Stats,
                                       LaunchFailure &Failure) {
  auto Opened = std::make_unique<CudaDevice>(Image, Options, Stats);
  if (!Opened->open(Failure))
    return nullptr;
  return Opened;
}

} // namespace heddle::host
