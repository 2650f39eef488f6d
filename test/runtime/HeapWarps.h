//===- HeapWarps.h - The runtime's heap on OS threads ---------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The sources of runtime/device's heap are compiled for the host with malloc and
// its relatives renamed (HeapNames.h), and arch/cpu below them. One heap lives
// as long as the process, and so do the warps' magazines.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TEST_RUNTIME_HEAPWARPS_H
#define HEDDLE_TEST_RUNTIME_HEAPWARPS_H

#include "Abi.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>

extern "C" {
void *heddle_malloc(size_t);
void *heddle_calloc(size_t, size_t);
void *heddle_realloc(void *, size_t);
void *heddle_aligned_alloc(size_t, size_t);
int heddle_posix_memalign(void **, size_t, size_t);
void heddle_free(void *);
size_t heddle_malloc_usable_size(void *);
}

namespace heddle::test {

inline constexpr size_t HeapBytes = size_t(64) << 20;
inline constexpr unsigned WarpCount = 8;

/// The most pages that the host gives when it is asked to; all of the heap at first.
extern std::atomic<uint32_t> HostPages;
/// How often it was asked.
extern std::atomic<unsigned> HostCalls;
/// What the page heap says of itself.
const abi::HeapStatistics &statistics();

/// Runs Body(warp) on Count OS threads, each of which is a warp for so long,
/// and waits for all of them. Every call uses the same warps.
void runWarps(unsigned Count, const std::function<void(unsigned)> &Body);

} // namespace heddle::test

#endif // HEDDLE_TEST_RUNTIME_HEAPWARPS_H
