//===- Malloc.h - The heap as the runtime uses it -------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The same blocks that malloc and free handle, under names whose meaning the
// optimizer does not know: written with malloc and memset, calloc is turned
// into a call of calloc. Their symbols are those that runtime/sanitizer defines
// for a program whose heap is a sanitizer's.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_MALLOC_H
#define HEDDLE_RUNTIME_DEVICE_MALLOC_H

#include <stddef.h>

namespace heddle {

/// A block of at least Bytes bytes, aligned to 16; null when memory is
/// exhausted.
void *allocateBlock(size_t Bytes) __asm__("__heddle_heap_allocate");
/// The same, aligned to Align, a power of two.
void *allocateBlock(size_t Bytes, size_t Align)
    __asm__("__heddle_heap_allocate_aligned");
/// Block may be null.
void freeBlock(void *Block) __asm__("__heddle_heap_free");
/// Bytes that a block has room for.
size_t blockBytes(void *Block) __asm__("__heddle_heap_block_bytes");

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_MALLOC_H
