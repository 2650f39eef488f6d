//===- CpuDevice.cpp - The CPU device: a warp is an OS thread -------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ArgumentBlock.h"
#include "CpuFaults.h"
#include "Device.h"
#include "FaultReport.h"
#include "Sanitized.h"
#include "ThreadTable.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <link.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
#include <vector>

// Defined by runtime/arch/cpu, which is inside the program's own object; weak,
// so that a program built for the GPU alone links.
extern "C" [[gnu::weak]] void
__heddle_cpu_set_warp(uint32_t BlockId, uint32_t WarpInBlock,
                      uint32_t BlockCount, uint32_t WarpsPerBlock);

namespace heddle::host {

static constexpr uint32_t DefaultWarps = 64;
static constexpr uint64_t DefaultStack = uint64_t(8) << 20;
static constexpr uint64_t StackUnit = 64 << 10;
static constexpr uint64_t DefaultLocalStack = uint64_t(16) << 20;
/// The C library's own data on a thread's stack, and a call or two.
static constexpr uint64_t LeastLocalStack = 128 << 10;
static constexpr uint64_t LeastHeap = uint64_t(64) << 20;
static constexpr uint64_t HeapAlignment = uint64_t(2) << 20;
/// A sanitizer has the program's heap: threads' control blocks are left.
static constexpr uint64_t SanitizedHeap = uint64_t(128) << 20;
static constexpr uint32_t SlotCount = abi::MaxSlots;
static constexpr uint32_t OutputCells = 64 << 10;
/// Below each OS thread's stack; larger than the usual frame, so that a frame
/// does not reach over it.
static constexpr uint64_t GuardBytes = 256 << 10;
static constexpr uint64_t SignalStackBytes = 64 << 10;

static uint64_t roundUp(uint64_t Value, uint64_t Unit) {
  return (Value + Unit - 1) / Unit * Unit;
}

namespace {

/// Address space that becomes memory when it is touched; zeroed.
struct Mapping {
  char *Base = nullptr;
  uint64_t Bytes = 0;

  bool map(uint64_t Wanted, int Access = PROT_READ | PROT_WRITE) {
    void *Where = mmap(nullptr, Wanted, Access,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (Where == MAP_FAILED)
      return false;
    Base = static_cast<char *>(Where);
    Bytes = Wanted;
    return true;
  }
  bool contains(uint64_t Address) const {
    return Address - reinterpret_cast<uint64_t>(Base) < Bytes;
  }
  bool contains(uint64_t Address, uint64_t Count) const {
    return contains(Address) &&
           Count <= Bytes - (Address - reinterpret_cast<uint64_t>(Base));
  }
};

class CpuDevice final : public Device {
public:
  CpuDevice(const abi::ProgramImage &Image, const LaunchOptions &Options,
            LaunchStats &Stats)
      : Image(Image), Options(Options), Stats(Stats) {
    Params.version = abi::Version;
    Params.warpCount = Options.Warps ? Options.Warps : DefaultWarps;
    // The GPU's numbering, so that a mistake in it shows here as well.
    Params.warpsPerBlock = std::min(Image.warpsPerBlock, Params.warpCount);
    Params.blockCount =
        (Params.warpCount + Params.warpsPerBlock - 1) / Params.warpsPerBlock;
  }

  std::string describe() const override {
    return format("the CPU device, %u warps", Params.warpCount);
  }
  const abi::LaunchParams &params() const override { return Params; }
  std::span<abi::HostCallSlot> slots() const override {
    return {Params.slots, Params.slotCount};
  }
  std::span<abi::OutputCell> output() const override {
    return {Params.output, Params.outputCells};
  }
  uint64_t *outputProgress() const override { return Progress; }
  bool holds(uint64_t Address, uint64_t Bytes) const override {
    return Device::holds(Address, Bytes) || LocalStacks.contains(Address, Bytes);
  }

  bool prepare(char *const *Arguments, char *const *Environment,
               LaunchFailure &Failure) override;
  bool launch(LaunchFailure &Failure) override;
  void runMainThread() override {
    if (runsSanitized())
      runWarp(&Warps[0]);
  }
  DeviceState poll() override;
  DeviceFault fault() override;
  void stop() override {}
  void pause(uint32_t *Word, uint32_t Seen, uint64_t QuietNs) override;
  void wake(uint32_t *Word) override;
  bool read(void *To, uint64_t From, uint64_t Bytes) override;

private:
  struct Warp {
    CpuDevice *Owner = nullptr;
    uint32_t Id = 0;
    /// The kernel's number of the thread, 0 until it has begun.
    std::atomic<pid_t> Thread = 0;
  };

  static void *runWarp(void *Argument);
  bool mapHeap(LaunchFailure &Failure);
  char *localStack(uint32_t WarpId) const {
    return LocalStacks.Base + WarpId * (LocalStackBytes + GuardBytes) +
           GuardBytes;
  }

  const abi::ProgramImage &Image;
  const LaunchOptions &Options;
  LaunchStats &Stats;
  abi::LaunchParams Params = {};
  Mapping Stacks, HeapAddresses, Tables, LocalStacks, SignalStacks;
  uint64_t LocalStackBytes = 0;
  uint64_t *Progress = nullptr;
  std::vector<char> Arguments;
  std::unique_ptr<Warp[]> Warps;
  /// The warps before it have ended.
  uint32_t Ended = 0;
};

} // namespace

static bool outOfMemory(LaunchFailure &Failure, uint64_t Bytes,
                        const char *Purpose, const char *Variable) {
  Failure.Code = ExitCode::OutOfMemory;
  Failure.What = "the CPU device cannot reserve " + formatBytes(Bytes) +
                 " of address space for " + Purpose;
  Failure.Where = std::string("mmap: ") + strerror(errno);
  Failure.Remedy = std::string("lower ") + Variable +
                   ", or raise the limit that ulimit -v shows";
  return false;
}

bool CpuDevice::mapHeap(LaunchFailure &Failure) {
  uint64_t Bytes = Options.Heap;
  if (!Bytes && runsSanitized())
    Bytes = SanitizedHeap;
  if (!Bytes)
    Bytes = uint64_t(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE) / 2;
  Bytes = roundUp(Bytes, HeapAlignment);
  while (!HeapAddresses.map(Bytes + HeapAlignment, PROT_NONE)) {
    // A limit on address space that nobody asked us to ignore.
    if (Options.Heap || Bytes / 2 < LeastHeap)
      return outOfMemory(Failure, Bytes, "the heap", "HEDDLE_HEAP");
    Bytes = roundUp(Bytes / 2, HeapAlignment);
  }
  Params.heap = reinterpret_cast<char *>(
      roundUp(reinterpret_cast<uint64_t>(HeapAddresses.Base), HeapAlignment));
  Params.heapBytes = Bytes;
  auto Allow = [this](uint64_t Offset, uint64_t Count) {
    return mprotect(Params.heap + Offset, Count, PROT_READ | PROT_WRITE) == 0;
  };
  if (!Heap.start(Bytes, HeapAlignment, Allow))
    return outOfMemory(Failure, HeapGrowth::FirstBytes, "the heap",
                       "HEDDLE_HEAP");
  Params.heapPages = Heap.pages();
  Params.checksHeap = Options.HeapCheck;
  if (__lsan_register_root_region)
    __lsan_register_root_region(Params.heap, Bytes);
  return true;
}

bool CpuDevice::prepare(char *const *ArgumentList, char *const *Environment,
                        LaunchFailure &Failure) {
  PhaseTimer Timer(Stats.Memory);
  uint32_t Count = Params.warpCount;
  Params.stackBytes =
      roundUp(Options.Stack ? Options.Stack : DefaultStack, StackUnit);
  LocalStackBytes =
      roundUp(std::max(Options.LocalStack ? Options.LocalStack
                                          : DefaultLocalStack,
                       LeastLocalStack),
              StackUnit);
  Params.localStackBytes = LocalStackBytes;
  if (runsSanitized())
    __heddle_sanitizer_stack_bytes =
        std::max(LocalStackBytes, Params.stackBytes);
  if (!Stacks.map(Count * Params.stackBytes))
    return outOfMemory(Failure, Count * Params.stackBytes,
                       "the threads' stacks", "HEDDLE_STACK or HEDDLE_WARPS");
  uint64_t LocalBytes = Count * (LocalStackBytes + GuardBytes);
  if (!LocalStacks.map(LocalBytes) ||
      !SignalStacks.map(Count * SignalStackBytes))
    return outOfMemory(Failure, LocalBytes, "the OS threads' stacks",
                       "HEDDLE_LOCAL_STACK or HEDDLE_WARPS");
  for (uint32_t Id = 0; Id < Count; ++Id)
    if (mprotect(localStack(Id) - GuardBytes, GuardBytes, PROT_NONE) != 0)
      return outOfMemory(Failure, LocalBytes, "the OS threads' stacks",
                         "HEDDLE_WARPS");
  Params.scratchBytes = abi::scratchBytes(Count);
  uint64_t OutputAt = SlotCount * sizeof(abi::HostCallSlot);
  uint64_t ProgressAt = OutputAt + OutputCells * sizeof(abi::OutputCell);
  uint64_t ScratchAt = ProgressAt + 4096;
  if (!Tables.map(ScratchAt + Params.scratchBytes))
    return outOfMemory(Failure, ScratchAt + Params.scratchBytes,
                       "the scheduler's tables", "HEDDLE_WARPS");
  Params.output = reinterpret_cast<abi::OutputCell *>(Tables.Base + OutputAt);
  Params.outputCells = OutputCells;
  Progress = reinterpret_cast<uint64_t *>(Tables.Base + ProgressAt);
  Params.outputProgress = Progress;
  Params.slots = reinterpret_cast<abi::HostCallSlot *>(Tables.Base);
  Params.slotCount = SlotCount;
  Params.scratch = Tables.Base + ScratchAt;
  Params.stacks = Stacks.Base;
  if (!mapHeap(Failure))
    return false;

  ArgumentBlock Block(ArgumentList, Environment);
  Arguments.resize(Block.bytes());
  std::ranges::copy(
      Block.contents(reinterpret_cast<uint64_t>(Arguments.data())),
      Arguments.begin());
  Params.argc = Block.argumentCount();
  Params.argv = reinterpret_cast<char **>(Arguments.data());
  Params.envp = reinterpret_cast<char **>(Arguments.data() +
                                          Block.environmentOffset());
  return true;
}

void *CpuDevice::runWarp(void *Argument) {
  Warp &Self = *static_cast<Warp *>(Argument);
  CpuDevice &Owner = *Self.Owner;
  Self.Thread.store(gettid());
  if (!runsSanitized())
    enterWarp(Self.Id, Owner.SignalStacks.Base + Self.Id * SignalStackBytes,
              SignalStackBytes);
  uint32_t Blocks = Owner.Params.blockCount;
  if (__heddle_cpu_set_warp)
    __heddle_cpu_set_warp(Self.Id % Blocks, Self.Id / Blocks, Blocks,
                          Owner.Params.warpsPerBlock);
  Owner.Image.cpuKernel(&Owner.Params);
  return nullptr;
}

bool CpuDevice::launch(LaunchFailure &Failure) {
  PhaseTimer Timer(Stats.Launch);
  if (!runsSanitized())
    catchCpuFaults();
  rlimit NoCore = {0, 0};
  setrlimit(RLIMIT_CORE, &NoCore);
  uint32_t Count = Params.warpCount;
  Warps = std::make_unique<Warp[]>(Count);
  for (uint32_t Id = 0; Id < Count; ++Id) {
    Warps[Id].Owner = this;
    Warps[Id].Id = Id;
    // What reports call the main thread is to be the program's.
    if (Id == 0 && runsSanitized())
      continue;
    pthread_attr_t Attributes;
    pthread_attr_init(&Attributes);
    pthread_attr_setstack(&Attributes, localStack(Id), LocalStackBytes);
    // Nobody joins them, and ThreadSanitizer would call that a leak.
    pthread_attr_setdetachstate(&Attributes, PTHREAD_CREATE_DETACHED);
    pthread_t Thread;
    int Error = pthread_create(&Thread, &Attributes, runWarp, &Warps[Id]);
    pthread_attr_destroy(&Attributes);
    // For the sanitizer's reports.
    if (Error == 0 && runsSanitized())
      pthread_setname_np(Thread, format("warp %u", Id).c_str());
    if (Error == 0)
      continue;
    Failure.Code = ExitCode::OutOfMemory;
    Failure.What = format("the CPU device could start only %u of %u warps", Id,
                          Count);
    Failure.Where = std::string("pthread_create: ") + strerror(Error);
    Failure.Remedy = "lower HEDDLE_WARPS, or raise the limit that ulimit -u "
                     "shows";
    return false;
  }
  return true;
}

DeviceState CpuDevice::poll() {
  if (firstCpuFault())
    return DeviceState::Faulted;
  // A warp may end its thread from the middle of the kernel, so it is the
  // operating system that knows, and not the kernel's return.
  for (; Ended < Params.warpCount; ++Ended) {
    pid_t Thread = Warps[Ended].Thread.load();
    if (Thread == 0 || tgkill(getpid(), Thread, 0) == 0)
      return DeviceState::Running;
  }
  return DeviceState::Ended;
}

/// The functions and lines of the executable at \p Calls, which a null pointer
/// may end.
static std::vector<CodePlace> findCalls(std::span<void *const> Calls) {
  int File = ::open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  if (File < 0)
    return {};
  ElfImage Executable(mapFile(File));
  close(File);
  uint64_t Base = 0;
  dl_iterate_phdr(
      [](dl_phdr_info *Info, size_t, void *Data) {
        *static_cast<uint64_t *>(Data) = Info->dlpi_addr;
        return 1; // the first is the executable
      },
      &Base);
  std::vector<uint64_t> Addresses;
  for (void *Call : Calls) {
    if (!Call && !Addresses.empty())
      break;
    // The call, not what comes after it.
    Addresses.push_back(reinterpret_cast<uint64_t>(Call) -
                        (Addresses.empty() ? 0 : 1));
  }
  return CodeMap(Executable, Base).find(Addresses);
}

DeviceFault CpuDevice::fault() {
  const CpuFault &Seen = *firstCpuFault();
  DeviceFault Fault;
  Fault.Signal = Seen.Signal;
  Fault.Warp = Seen.Warp;
  ThreadTable Threads(*this);
  std::vector<abi::WarpLine> Lines;
  if (Threads.readWarps(Lines) && Seen.Warp < Lines.size())
    if (auto Row = Threads.readThread(Lines[Seen.Warp], Seen.Warp))
      Fault.Thread = Row->Id;
  Fault.Frames = findCalls(Seen.Calls);
  uint64_t Stride = LocalStackBytes + GuardBytes;
  switch (Seen.Signal) {
  case SIGSEGV:
    if (LocalStacks.contains(Seen.Address) &&
        (Seen.Address - reinterpret_cast<uint64_t>(LocalStacks.Base)) % Stride <
            GuardBytes) {
      Fault.What = "stack overflow";
      Fault.Detail = describeLocalStackOverflow(LocalStackBytes);
    } else {
      Fault.What = "segmentation fault";
      Fault.Detail = describeInvalidAddress(Seen.Address);
      if (reinterpret_cast<uint64_t>(Seen.Calls[0]) == Seen.Address)
        Fault.Detail = "a call of a function at an " + Fault.Detail;
    }
    break;
  case SIGBUS:
    Fault.What = "bus error";
    Fault.Detail = describeInvalidAddress(Seen.Address);
    break;
  case SIGILL:
    Fault.What = "illegal instruction";
    Fault.Detail = "a trap or code that was not expected to be reached";
    break;
  case SIGFPE:
    describeDivideError(Fault);
    break;
  default:
    Fault.What = "trap";
    break;
  }
  return Fault;
}

void CpuDevice::pause(uint32_t *Word, uint32_t Seen, uint64_t QuietNs) {
  // Warps may be waiting for this very core, so the hot phase is short.
  if (QuietNs < 2'000) {
    __builtin_ia32_pause();
    return;
  }
  // The wake-up comes from hostNotify; the time limit is for faults and
  // signals.
  timespec Limit = {0, 10'000'000};
  syscall(SYS_futex, Word, FUTEX_WAIT_PRIVATE, Seen, &Limit, nullptr, 0);
}

void CpuDevice::wake(uint32_t *Word) {
  syscall(SYS_futex, Word, FUTEX_WAKE_PRIVATE, INT32_MAX, nullptr, nullptr, 0);
}

// The address is the program's, which may have unmapped it.
bool CpuDevice::read(void *To, uint64_t From, uint64_t Bytes) {
  iovec Local = {To, Bytes}, Remote = {reinterpret_cast<void *>(From), Bytes};
  ssize_t Count = process_vm_readv(getpid(), &Local, 1, &Remote, 1, 0);
  if (Count >= 0 || (errno != ENOSYS && errno != EPERM))
    return Count == static_cast<ssize_t>(Bytes);
  // A container may forbid the call. What is left can be read without it.
  if (!Tables.contains(From) && !Device::holds(From, Bytes))
    return false;
  memcpy(To, reinterpret_cast<const void *>(From), Bytes);
  return true;
}

std::unique_ptr<Device> openCpuDevice(const abi::ProgramImage &Image,
                                      const LaunchOptions &Options,
                                      LaunchStats &Stats,
                                      LaunchFailure &Failure) {
  if (Image.cpuKernel && Image.warpsPerBlock >= 1)
    return std::make_unique<CpuDevice>(Image, Options, Stats);
  Failure.Code = ExitCode::BadImage;
  Failure.What = "this program has no code for the CPU device";
  Failure.Where = "it was built for the GPU alone";
  Failure.Remedy = "build it again without that option, or run it on a GPU";
  return nullptr;
}

} // namespace heddle::host
