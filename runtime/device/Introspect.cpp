//===- Introspect.cpp - Behind heddle/introspect.h ------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PageHeap.h"
#include "Warp.h"

using namespace heddle;

extern "C" {

unsigned __heddle_warp_id(void) { return arch::context().warpId; }
unsigned __heddle_sm_id(void) { return arch::context().smId; }
unsigned __heddle_warp_count(void) { return warpState().warpCount; }
int __heddle_on_gpu(void) { return arch::onGpu(); }
size_t __heddle_heap_bytes(void) { return ThePageHeap.everUsed() * PageBytes; }

} // extern "C"
