//===- Sanitized.h - Programs linked with a sanitizer ---------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_SANITIZED_H
#define HEDDLE_RUNTIME_HOST_SANITIZED_H

#include <cstddef>
#include <cstdint>

extern "C" {
// Of runtime/sanitizer and of the sanitizer itself; null in other programs.
[[gnu::weak]] extern uint64_t __heddle_sanitizer_stack_bytes;
[[gnu::weak]] void __lsan_register_root_region(const void *, size_t);
}

namespace heddle::host {

/// Whether heap, threads and faults are a sanitizer's (AddressSanitizer's,
/// ThreadSanitizer's or LeakSanitizer's). Such a program runs on the CPU device.
inline bool runsSanitized() { return &__heddle_sanitizer_stack_bytes; }

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_SANITIZED_H
