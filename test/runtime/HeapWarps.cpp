//===- HeapWarps.cpp - The runtime's heap on OS threads -------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HeapWarps.h"

#include "../../runtime/device/Fault.h"
#include "../../runtime/device/HeapCheck.h"
#include "../../runtime/device/Warp.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>
#include <thread>
#include <vector>

using namespace heddle;

// What the heap's sources need of the rest of the runtime.
void heddle::raiseFault(abi::FaultKind, uint64_t, const char *Text) {
  fprintf(stderr, "fault: %s\n", Text);
  abort();
}

// HEDDLE_HEAP_CHECK is tested with whole programs.
void *heddle::allocateChecked(size_t, size_t, bool) { abort(); }
void heddle::freeChecked(void *) { abort(); }
size_t heddle::checkedBlockBytes(void *) { abort(); }

namespace {

struct Launch {
  abi::LaunchParams params = {};
  WarpTables *tables;
  /// Of the warps between two calls of runWarps.
  WarpState states[test::WarpCount] = {};

  Launch() {
    // Not zeroed: the heap must not expect it. Fresh pages would be.
    params.heap = (char *)aligned_alloc(size_t(2) << 20, test::HeapBytes);
    params.heapBytes = test::HeapBytes;
    params.warpCount = test::WarpCount;
    memset(params.heap, 0xa5, test::HeapBytes);
    tables = (WarpTables *)aligned_alloc(128, sizeof(WarpTables) *
                                                  test::WarpCount);
    memset((void *)tables, 0, sizeof(WarpTables) * test::WarpCount);
    HeapLayout Layout = HeapLayout::of(params.heap, params.heapBytes);
    Layout.use[Layout.pageCount] = FreePage; // as PageHeap::start does
    for (unsigned I = 0; I < test::WarpCount; ++I) {
      states[I].params = &params;
      states[I].tables = &tables[I];
      states[I].heapBase = params.heap;
      states[I].heap = HeapLayout::of(params.heap, params.heapBytes);
      states[I].fronts[FrontClasses].close();
      states[I].warpId = I;
      states[I].warpCount = test::WarpCount;
    }
  }
};

Launch &launch() {
  static Launch Only;
  return Only;
}

} // namespace

void test::runWarps(unsigned Count,
                    const std::function<void(unsigned)> &Body) {
  Launch &L = launch();
  std::vector<std::thread> Threads;
  for (unsigned I = 0; I < Count; ++I)
    Threads.emplace_back([&, I] {
      arch::context().warpId = I;
      warpState() = L.states[I];
      Body(I);
      L.states[I] = warpState();
    });
  for (std::thread &T : Threads)
    T.join();
}
