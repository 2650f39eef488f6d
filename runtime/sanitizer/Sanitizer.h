//===- Sanitizer.h - What is used of the sanitizers' runtimes -------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Declared here and not by <sanitizer/tsan_interface.h>, which Heddle's build
// does not need to have, and weak: what is missing is null.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_SANITIZER_SANITIZER_H
#define HEDDLE_RUNTIME_SANITIZER_SANITIZER_H

#include <cstddef>
#include <cstdint>

extern "C" {

// Of libclang_rt.tsan.
[[gnu::weak]] void __tsan_func_entry(void *Caller);
[[gnu::weak]] void __tsan_func_exit();
[[gnu::weak]] void __tsan_acquire(void *);
[[gnu::weak]] void __tsan_release(void *);
[[gnu::weak]] void __tsan_mutex_create(void *, unsigned Flags);
[[gnu::weak]] void __tsan_mutex_destroy(void *, unsigned Flags);
[[gnu::weak]] void __tsan_mutex_pre_lock(void *, unsigned Flags);
[[gnu::weak]] void __tsan_mutex_post_lock(void *, unsigned Flags, int Depth);
[[gnu::weak]] int __tsan_mutex_pre_unlock(void *, unsigned Flags);
[[gnu::weak]] void __tsan_mutex_post_unlock(void *, unsigned Flags);
[[gnu::weak]] void AnnotateIgnoreWritesBegin(const char *File, int Line);
[[gnu::weak]] void AnnotateIgnoreWritesEnd(const char *File, int Line);

// Of libclang_rt.lsan and .asan.
[[gnu::weak]] void __lsan_ignore_object(void *);
[[gnu::weak]] void __lsan_register_root_region(const void *, size_t);

/// Of the delegates (Threads.cpp). The launcher sets it.
extern uint64_t __heddle_sanitizer_stack_bytes;

} // extern "C"

#endif // HEDDLE_RUNTIME_SANITIZER_SANITIZER_H
