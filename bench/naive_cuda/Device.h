//===- Device.h - Words, clock and launch of the CUDA floors --------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the hand-written CUDA programs share. They do by hand, for one purpose,
// what Heddle does for any program; so their times are floors to compare with.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_BENCH_NAIVE_CUDA_DEVICE_H
#define HEDDLE_BENCH_NAIVE_CUDA_DEVICE_H

#include "../Measure.h"

#include <cstdint>
#include <cuda_runtime.h>

namespace bench {

constexpr unsigned BlockThreads = 512, WarpsPerBlock = BlockThreads / 32;

inline void check(cudaError_t Error, const char *What) {
  if (Error == cudaSuccess)
    return;
  std::fprintf(stderr, "%s: %s\n", What, cudaGetErrorString(Error));
  std::exit(1);
}

/// \p Count zeroed elements in device memory. Never managed memory.
template <typename T> T *allocate(size_t Count) {
  void *Memory = nullptr;
  check(cudaMalloc(&Memory, Count * sizeof(T)), "cudaMalloc");
  check(cudaMemset(Memory, 0, Count * sizeof(T)), "cudaMemset");
  return static_cast<T *>(Memory);
}

template <typename T> std::vector<T> copyBack(const T *Device, size_t Count) {
  std::vector<T> Host(Count);
  check(cudaMemcpy(Host.data(), Device, Count * sizeof(T),
                   cudaMemcpyDeviceToHost),
        "cudaMemcpy");
  return Host;
}

/// Runs \p Kernel on \p Blocks blocks that are all resident at once, so that
/// each warp makes progress, and waits for its end.
template <typename... Parameters>
void launch(void (*Kernel)(Parameters...), unsigned Blocks, unsigned Threads,
            Parameters... Values) {
  void *Arguments[] = {&Values...};
  check(cudaLaunchCooperativeKernel(reinterpret_cast<void *>(Kernel), Blocks,
                                    Threads, Arguments),
        "cudaLaunchCooperativeKernel");
  check(cudaDeviceSynchronize(), "kernel");
}

/// Median of \p Times, in nanoseconds, each over \p Count operations. The first
/// repeat only warmed up.
inline double medianOf(const std::vector<uint64_t> &Times, unsigned Count) {
  std::vector<double> Each;
  for (size_t i = 1; i < Times.size(); ++i)
    Each.push_back(static_cast<double>(Times[i]) / Count);
  return median(Each);
}

__device__ inline unsigned loadAcquire(const unsigned *Word) {
  unsigned Value;
  asm volatile("ld.acquire.gpu.u32 %0, [%1];"
               : "=r"(Value) : "l"(Word) : "memory");
  return Value;
}

__device__ inline void storeRelease(unsigned *Word, unsigned Value) {
  asm volatile("st.release.gpu.u32 [%0], %1;"
               : : "l"(Word), "r"(Value) : "memory");
}

/// Nanoseconds of the clock that std::chrono::steady_clock is on a GPU.
__device__ inline uint64_t timer() {
  uint64_t Value;
  asm volatile("mov.u64 %0, %globaltimer;" : "=l"(Value) : : "memory");
  return Value;
}

} // namespace bench

#endif // HEDDLE_BENCH_NAIVE_CUDA_DEVICE_H
