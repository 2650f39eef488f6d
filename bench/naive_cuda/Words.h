//===- Words.h - Words that warps share, in PTX ---------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Loads, stores and atomics with their memory orders, at the scope of the device.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_BENCH_NAIVE_CUDA_WORDS_H
#define HEDDLE_BENCH_NAIVE_CUDA_WORDS_H

namespace bench {

__device__ inline unsigned loadRelaxed(const unsigned *Word) {
  unsigned Value;
  asm volatile("ld.relaxed.gpu.u32 %0, [%1];"
               : "=r"(Value) : "l"(Word) : "memory");
  return Value;
}

__device__ inline unsigned loadAcquire(const unsigned *Word) {
  unsigned Value;
  asm volatile("ld.acquire.gpu.u32 %0, [%1];"
               : "=r"(Value) : "l"(Word) : "memory");
  return Value;
}

__device__ inline void storeRelaxed(unsigned *Word, unsigned Value) {
  asm volatile("st.relaxed.gpu.u32 [%0], %1;"
               : : "l"(Word), "r"(Value) : "memory");
}

__device__ inline void storeRelease(unsigned *Word, unsigned Value) {
  asm volatile("st.release.gpu.u32 [%0], %1;"
               : : "l"(Word), "r"(Value) : "memory");
}

__device__ inline void addRelease(unsigned *Word, unsigned Value) {
  asm volatile("red.release.gpu.add.u32 [%0], %1;"
               : : "l"(Word), "r"(Value) : "memory");
}

// The same for pointers.

template <typename T> __device__ inline T *loadRelaxed(T *const *Word) {
  T *Value;
  asm volatile("ld.relaxed.gpu.u64 %0, [%1];"
               : "=l"(Value) : "l"(Word) : "memory");
  return Value;
}

template <typename T> __device__ inline void storeRelaxed(T **Word, T *Value) {
  asm volatile("st.relaxed.gpu.u64 [%0], %1;"
               : : "l"(Word), "l"(Value) : "memory");
}

template <typename T> __device__ inline void storeRelease(T **Word, T *Value) {
  asm volatile("st.release.gpu.u64 [%0], %1;"
               : : "l"(Word), "l"(Value) : "memory");
}

__device__ inline unsigned fetchAddAcquire(unsigned *Word, unsigned Value) {
  unsigned Old;
  asm volatile("atom.acquire.gpu.add.u32 %0, [%1], %2;"
               : "=r"(Old) : "l"(Word), "r"(Value) : "memory");
  return Old;
}

__device__ inline unsigned fetchAdd(unsigned *Word, unsigned Value) {
  unsigned Old;
  asm volatile("atom.acq_rel.gpu.add.u32 %0, [%1], %2;"
               : "=r"(Old) : "l"(Word), "r"(Value) : "memory");
  return Old;
}

__device__ inline unsigned exchange(unsigned *Word, unsigned Value) {
  unsigned Old;
  asm volatile("atom.acq_rel.gpu.exch.b32 %0, [%1], %2;"
               : "=r"(Old) : "l"(Word), "r"(Value) : "memory");
  return Old;
}

/// Returns what was there, which is \p From if it is \p To now.
__device__ inline unsigned compareExchange(unsigned *Word, unsigned From,
                                           unsigned To) {
  unsigned Old;
  asm volatile("atom.acq_rel.gpu.cas.b32 %0, [%1], %2, %3;"
               : "=r"(Old) : "l"(Word), "r"(From), "r"(To) : "memory");
  return Old;
}

/// The same without an order: what it is needed for comes with another word.
__device__ inline unsigned fetchAddRelaxed(unsigned *Word, unsigned Value) {
  unsigned Old;
  asm volatile("atom.relaxed.gpu.add.u32 %0, [%1], %2;"
               : "=r"(Old) : "l"(Word), "r"(Value) : "memory");
  return Old;
}

__device__ inline void addRelaxed(unsigned *Word, unsigned Value) {
  asm volatile("red.relaxed.gpu.add.u32 [%0], %1;"
               : : "l"(Word), "r"(Value) : "memory");
}

__device__ inline unsigned fetchAddRelease(unsigned *Word, unsigned Value) {
  unsigned Old;
  asm volatile("atom.release.gpu.add.u32 %0, [%1], %2;"
               : "=r"(Old) : "l"(Word), "r"(Value) : "memory");
  return Old;
}

__device__ inline void orRelease(unsigned *Word, unsigned Bits) {
  asm volatile("red.release.gpu.or.b32 [%0], %1;"
               : : "l"(Word), "r"(Bits) : "memory");
}

/// Acquires what came with the words that relaxed loads have found. On newer GPUs
/// there is a fence for just this, which waits for no store.
__device__ inline void fenceAcquire() {
#if __CUDA_ARCH__ >= 900
  asm volatile("fence.acquire.gpu;" : : : "memory");
#else
  asm volatile("fence.acq_rel.gpu;" : : : "memory");
#endif
}

/// Waits until the word is \p Value. Only the last load is an acquire, which
/// empties the L1 cache that the other warps use.
__device__ inline void awaitValue(const unsigned *Word, unsigned Value) {
  while (loadRelaxed(Word) != Value)
    ;
  loadAcquire(Word);
}

} // namespace bench

#endif // HEDDLE_BENCH_NAIVE_CUDA_WORDS_H
