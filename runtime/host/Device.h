//===- Device.h - What runs the program's warps ---------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_DEVICE_H
#define HEDDLE_RUNTIME_HOST_DEVICE_H

#include "../abi/Abi.h"
#include "CodeMap.h"
#include "HeapGrowth.h"
#include "LaunchFailure.h"
#include "LaunchOptions.h"
#include "LaunchStats.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace heddle::host {

/// Why the device stopped in the middle of the program.
struct DeviceFault {
  /// What Linux would have sent to a process that did the same, or 0.
  int Signal = 0;
  /// The exit status when Signal is 0.
  ExitCode Code = ExitCode::DeviceLost;
  /// "segmentation fault"
  std::string What;
  /// "invalid address 0x8, near the null pointer"; may be empty.
  std::string Detail;
  /// Lines of their own behind all else; may be empty.
  std::string Note;
  /// Who did it, as far as that is known.
  std::optional<uint64_t> Thread;
  std::optional<uint32_t> Warp;
  /// Where: the innermost call first. Empty if that is not known.
  std::vector<CodePlace> Frames;
};

enum class DeviceState { Running, Ended, Faulted };

/// One launch: made, prepared, launched and then polled until the program
/// says Exit or the device stops by itself.
class Device {
public:
  virtual ~Device() = default;

  /// "NVIDIA H200 (sm_90), 2112 warps"
  virtual std::string describe() const = 0;

  /// Takes the memory, writes parameters, arguments and environment.
  virtual bool prepare(char *const *Arguments, char *const *Environment,
                       LaunchFailure &Failure) = 0;

  virtual bool launch(LaunchFailure &Failure) = 0;

  /// Runs the main thread, if launch() has left it for the caller's thread, to
  /// its end.
  virtual void runMainThread() {}

  /// What the kernel was told. Valid once prepared; pointers in it are the
  /// device's.
  virtual const abi::LaunchParams &params() const = 0;

  /// The host-call slots at their host address.
  virtual std::span<abi::HostCallSlot> slots() const = 0;

  /// The output ring at its host address, and the word that says how far the host is.
  virtual std::span<abi::OutputCell> output() const = 0;
  virtual uint64_t *outputProgress() const = 0;

  /// Whether the threads' heap or stacks hold all of [Address, Address + Bytes).
  virtual bool holds(uint64_t Address, uint64_t Bytes) const {
    auto Within = [&](const char *Begin, uint64_t Size) {
      uint64_t Offset = Address - reinterpret_cast<uint64_t>(Begin);
      return Offset < Size && Bytes <= Size - Offset;
    };
    const abi::LaunchParams &P = params();
    return Within(P.heap + Heap.plan().pagesAt,
                  Heap.pages() * abi::HeapPageBytes) ||
           Within(P.stacks, P.warpCount * P.stackBytes);
  }

  /// Makes more of the heap's addresses memory, until there are \p Pages pages, if there
  /// is so much. Returns how many there are. May be called while the kernel runs.
  uint32_t growHeap(uint64_t Pages) { return Heap.growTo(Pages); }

  /// What the program has written about its heap; nothing if that cannot be read.
  std::optional<abi::HeapStatistics> heapStatistics() {
    abi::HeapStatistics Read;
    auto At = reinterpret_cast<uint64_t>(params().scratch);
    if (!read(&Read, At + abi::HeapStatisticsAt, sizeof(Read)))
      return std::nullopt;
    return Read;
  }

  /// How many copies from and to the device's memory can be under way, each on a lane;
  /// 0 if the host accesses that memory by itself. A lane is for one thread at a time.
  virtual uint32_t copyLanes() const { return 0; }
  /// Memory that copies on the lane may use.
  virtual std::span<char> laneMemory(uint32_t) const { return {}; }
  /// Begin a copy, which goes on while the kernel runs; false if that cannot be.
  virtual bool copyIn(uint32_t, uint64_t, const char *, uint64_t) {
    return false;
  }
  virtual bool copyOut(uint32_t, char *, uint64_t, uint64_t) { return false; }
  /// Waits for the lane's copies; false if one failed.
  virtual bool finishCopies(uint32_t) { return false; }

  /// Whether the kernel runs. Must be called again and again while it does:
  /// the vendor promises progress only to a host that queries the stream.
  virtual DeviceState poll() = 0;

  /// Whether there has been a fault after which the program may go on; what it does
  /// then is not its own doing. Costs a system call.
  virtual bool hasFaulted() { return false; }

  /// Why poll() said Faulted.
  virtual DeviceFault fault() = 0;

  /// The program has ended: gives the kernel a moment to do so as well, where
  /// that makes the end of the process quicker.
  virtual void stop() = 0;

  /// Copies \p Bytes of the device's memory while the kernel runs, whatever it is
  /// doing; false when there is none at \p From.
  virtual bool read(void *To, uint64_t From, uint64_t Bytes) = 0;

  /// Called with \p QuietNs nanoseconds gone since the last request: may pause
  /// until *\p Word is no longer \p Seen, but not for long.
  virtual void pause(uint32_t *Word, uint32_t Seen, uint64_t QuietNs) = 0;

  /// Called after a request was answered by changing *\p Word.
  virtual void wake(uint32_t *Word) = 0;

protected:
  HeapGrowth Heap;
};

/// Null, and \p Failure filled in, when there is no GPU for \p Image.
std::unique_ptr<Device> openCudaDevice(const abi::ProgramImage &Image,
                                       const LaunchOptions &Options,
                                       LaunchStats &Stats,
                                       LaunchFailure &Failure);

/// Null, and \p Failure filled in, when \p Image was built for the GPU alone.
std::unique_ptr<Device> openCpuDevice(const abi::ProgramImage &Image,
                                      const LaunchOptions &Options,
                                      LaunchStats &Stats,
                                      LaunchFailure &Failure);

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_DEVICE_H
