//===- malloc.h - What the heap has beyond <stdlib.h> ---------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef _MALLOC_H
#define _MALLOC_H

#include <stdlib.h>

__BEGIN_C_DECLS

void *memalign(size_t, size_t) __NOEXCEPT;
/* Bytes that a block has room for. */
size_t malloc_usable_size(void *) __NOEXCEPT;

__END_C_DECLS

#endif // _MALLOC_H
