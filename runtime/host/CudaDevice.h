//===- CudaDevice.h - One launch on an NVIDIA GPU -------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_CUDADEVICE_H
#define HEDDLE_RUNTIME_HOST_CUDADEVICE_H

#include "CoreDump.h"
#include "CudaDriver.h"
#include "Device.h"
#include "PresentPages.h"

#include <chrono>
#include <vector>

namespace heddle::host {

/// The program as one cooperative grid, so that all its warps are sure to make
/// progress. All memory is plain device memory, but for the host-call slots,
/// which are pinned, and the heap, which grows.
class CudaDevice final : public Device {
public:
  CudaDevice(const abi::ProgramImage &Image, const LaunchOptions &Options,
             LaunchStats &Stats)
      : Image(Image), Options(Options), Stats(Stats) {}

  /// Loads the driver and finds the GPU. Whatever can speak against the GPU
  /// from the start is found here, before a context costs time.
  bool open(LaunchFailure &Failure);

  std::string describe() const override;
  bool prepare(char *const *Arguments, char *const *Environment,
               LaunchFailure &Failure) override;
  bool launch(LaunchFailure &Failure) override;
  const abi::LaunchParams &params() const override { return Params; }
  std::span<abi::HostCallSlot> slots() const override { return HostSlots; }
  std::span<abi::OutputCell> output() const override { return HostOutput; }
  uint64_t *outputProgress() const override { return HostProgress; }
  uint32_t copyLanes() const override {
    return static_cast<uint32_t>(Lanes.size());
  }
  std::span<char> laneMemory(uint32_t Lane) const override;
  bool copyIn(uint32_t Lane, uint64_t To, const char *From,
              uint64_t Bytes) override;
  bool copyOut(uint32_t Lane, char *To, uint64_t From, uint64_t Bytes) override;
  bool finishCopies(uint32_t Lane) override;
  DeviceState poll() override;
  bool hasFaulted() override { return Dump.isWritten(); }
  DeviceFault fault() override;
  void stop() override;
  void pause(uint32_t *Word, uint32_t Seen, uint64_t QuietNs) override;
  /// Warps poll their slots.
  void wake(uint32_t *) override {}
  bool read(void *To, uint64_t From, uint64_t Bytes) override;

private:
  bool createContext(LaunchFailure &Failure);
  bool setLocalStacks(LaunchFailure &Failure);
  bool loadModule(LaunchFailure &Failure);
  bool chooseGeometry(LaunchFailure &Failure);
  bool allocatePinned(LaunchFailure &Failure);
  bool allocateMemory(LaunchFailure &Failure);
  bool fillMemory(char *const *Arguments, char *const *Environment,
                  LaunchFailure &Failure);
  /// 0, and \p Failure filled in, when there is not so much.
  cuda::DevicePointer allocate(uint64_t Bytes, const char *Purpose,
                               const char *Variable, LaunchFailure &Failure);
  bool allocateHeap(uint64_t Left, LaunchFailure &Failure);
  bool reserveHeap(uint64_t Left, LaunchFailure &Failure);
  /// Gives memory to a part of the heap's addresses.
  cuda::Result mapMemory(cuda::DevicePointer At, uint64_t Bytes);
  /// Fills in \p Failure; returns false.
  bool failForMemory(LaunchFailure &Failure, cuda::Result Error,
                     const char *Call, uint64_t Bytes, const char *Purpose,
                     const char *Variable);
  /// Fills in \p Failure; returns false.
  bool fail(LaunchFailure &Failure, cuda::Result Error, const char *Call,
            std::string What);

  const abi::ProgramImage &Image;
  const LaunchOptions &Options;
  LaunchStats &Stats;
  cuda::Driver Driver;
  cuda::DeviceDescription Gpu;
  CoreDump Dump;
  cuda::Stream Queue = nullptr;
  /// For read(): what is put into Queue comes after the kernel.
  cuda::Stream Copies = nullptr;
  /// For bulk data. Made before the launch: what allocates may wait for the kernel.
  std::vector<cuda::Stream> Lanes;
  char *LaneMemory = nullptr;
  /// For slots, output ring and lanes.
  PresentPages Shared;
  cuda::Context Primary = nullptr;
  cuda::Function Kernel = nullptr;
  cuda::Result LastError = cuda::NotReady;
  /// Why the heap has not grown.
  cuda::Result HeapError = cuda::Success;
  /// When poll() last looked for a core dump.
  std::chrono::steady_clock::time_point LastLook;
  /// Parameters, arguments and scratch, in this order.
  cuda::DevicePointer Tables = 0;
  /// What is left for stacks and heap.
  uint64_t FreeBytes = 0;
  abi::LaunchParams Params = {};
  std::span<abi::HostCallSlot> HostSlots;
  std::span<abi::OutputCell> HostOutput;
  uint64_t *HostProgress = nullptr;
  /// Stays until the copies from it are done.
  std::vector<char> Staging;
};

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_CUDADEVICE_H
