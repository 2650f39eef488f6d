//===- introspect.h - Where a thread runs, and what the heap takes --------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For programs that want to see how Heddle places their threads and how much
// memory they take, and for tests that prove it. The same program compiles with
// any other C++ compiler, where each thread counts as a warp of its own.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_INTROSPECT_H
#define HEDDLE_INTROSPECT_H

#include <stddef.h>

#ifdef __HEDDLE__

extern "C" {
unsigned __heddle_warp_id(void);
unsigned __heddle_sm_id(void);
unsigned __heddle_warp_count(void);
int __heddle_on_gpu(void);
size_t __heddle_heap_bytes(void);
}

namespace heddle {

/// The warp that runs the calling thread, in [0, warp_count()). The main thread
/// is on warp 0.
inline unsigned warp_id() { return __heddle_warp_id(); }

/// The multiprocessor that warp is on, as the hardware numbers them; a stand-in
/// on the CPU device.
inline unsigned sm_id() { return __heddle_sm_id(); }

/// Warps that can run threads, which is how many threads can run at a time.
inline unsigned warp_count() { return __heddle_warp_count(); }

/// False on the CPU device and in programs that another compiler made.
inline bool on_gpu() { return __heddle_on_gpu() != 0; }

/// The most bytes of the heap that were in use at any time so far, in whole
/// pages; never falls. Control blocks of threads are among them, stacks are
/// not. Small blocks that were freed stay with the warps, for the next of their
/// size. 0 in programs that another compiler made.
inline size_t heap_bytes() { return __heddle_heap_bytes(); }

} // namespace heddle

#else // another compiler

#include <atomic>
#include <thread>

namespace heddle {

inline unsigned warp_id() {
  static std::atomic<unsigned> next{0};
  static thread_local unsigned id = next++;
  return id;
}

inline unsigned sm_id() { return warp_id(); }

inline unsigned warp_count() {
  unsigned count = std::thread::hardware_concurrency();
  return count ? count : 1;
}

inline bool on_gpu() { return false; }

inline size_t heap_bytes() { return 0; }

} // namespace heddle

#endif

#endif // HEDDLE_INTROSPECT_H
