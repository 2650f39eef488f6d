//===- HeapCheck.h - The heap that looks for errors -----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// With HEDDLE_HEAP_CHECK=1 the warps' front caches are closed, so that every
// malloc and free takes the slow way, where WarpState::checksHeap leads here. Each
// block then stands between two guards:
//
//   Guard       what is known of the block; at its end a canary
//   the block
//   TailBytes   more of the canary
//
// A freed block is overwritten and kept for a while, and must look the same when it
// is given back to the heap. The first error found ends the program.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_HEAPCHECK_H
#define HEDDLE_RUNTIME_DEVICE_HEAPCHECK_H

#include <stddef.h>

namespace heddle {

/// Null when memory is exhausted. Blocks of the runtime's own are never leaks.
void *allocateChecked(size_t Bytes, size_t Align, bool IsRuntimes)
    __asm__("__heddle_allocate_checked");
/// Block may be null.
void freeChecked(void *Block);
/// As many as were asked for: there is no room beyond them.
size_t checkedBlockBytes(void *Block);
/// Reports the program's blocks that have not been freed, and damage to any.
void checkHeapAtExit();

/// Of Malloc.cpp: blocks without guards, and without front caches.
void *allocateUnchecked(size_t Bytes, size_t Align);
void freeUnchecked(void *Block);

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_HEAPCHECK_H
