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

/// Waits until the word is \p Value. Only the last load is an acquire, which
/// empties the L1 cache that the other warps use.
__device__ inline void awaitValue(const unsigned *Word, unsigned Value) {
  while (loadRelaxed(Word) != Value)
    ;
  loadAcquire(Word);
}

} // namespace bench

#endif // HEDDLE_BENCH_NAIVE_CUDA_WORDS_H
