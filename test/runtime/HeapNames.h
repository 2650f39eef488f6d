//===- HeapNames.h - Names for the runtime's heap beside the host's -------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Included before everything else by the heap's sources when they are compiled
// for the host's tests.
//
//===----------------------------------------------------------------------===//

#include <stdlib.h>
#include <string.h>

#define malloc heddle_malloc
#define calloc heddle_calloc
#define realloc heddle_realloc
#define aligned_alloc heddle_aligned_alloc
#define memalign heddle_memalign
#define posix_memalign heddle_posix_memalign
#define free heddle_free
#define malloc_usable_size heddle_malloc_usable_size

extern "C" {
void *malloc(size_t);
void free(void *);
void *realloc(void *, size_t);
void *aligned_alloc(size_t, size_t);
}
