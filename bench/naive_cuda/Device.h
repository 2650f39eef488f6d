//===- Device.h - Memory, clock and launch of the CUDA floors -------------===//
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
#include "Words.h"

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

/// Nanoseconds of the clock that std::chrono::steady_clock is on a GPU.
__device__ inline uint64_t timer() {
  uint64_t Value;
  asm volatile("mov.u64 %0, %globaltimer;" : "=l"(Value) : : "memory");
  return Value;
}

inline unsigned multiprocessors() {
  int Count = 0;
  check(cudaDeviceGetAttribute(&Count, cudaDevAttrMultiProcessorCount, 0),
        "cudaDeviceGetAttribute");
  return Count;
}

/// Blocks of BlockThreads that have \p Warps warps or more, over all
/// multiprocessors before a second warp on any, as Heddle does.
inline unsigned blocksFor(unsigned Warps) {
  return std::max((Warps + WarpsPerBlock - 1) / WarpsPerBlock,
                  std::min(multiprocessors(), Warps));
}

/// Consecutive warps are on different multiprocessors.
__device__ inline unsigned warpIndex() {
  return threadIdx.x / 32 * gridDim.x + blockIdx.x;
}

/// From the moment that the first of several warps goes through the gate to the
/// moment that the last is done.
struct Span {
  unsigned long long Start = ~0ull, End = 0;
  alignas(128) unsigned Arrived = 0;
};

/// Begins the span when \p Warps warps have arrived.
__device__ inline void begin(Span *S, unsigned Warps) {
  addRelease(&S->Arrived, 1);
  awaitValue(&S->Arrived, Warps);
  atomicMin(&S->Start, timer());
}

__device__ inline void end(Span *S) { atomicMax(&S->End, timer()); }

/// Median over \p Repeats of what one of \p Operations takes; \p Launch runs a
/// kernel that fills the span. The first repeat only warms up.
template <typename F>
double medianSpan(unsigned Repeats, unsigned Operations, F Launch) {
  static Span *Device = allocate<Span>(1);
  std::vector<uint64_t> Times;
  for (unsigned r = 0; r <= Repeats; ++r) {
    Span Empty;
    check(cudaMemcpy(Device, &Empty, sizeof(Span), cudaMemcpyHostToDevice),
          "cudaMemcpy");
    Launch(Device);
    Span Seen = copyBack(Device, 1)[0];
    Times.push_back(Seen.End - Seen.Start);
  }
  return medianOf(Times, Operations);
}

} // namespace bench

#endif // HEDDLE_BENCH_NAIVE_CUDA_DEVICE_H
