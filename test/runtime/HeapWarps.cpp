//===- HeapWarps.cpp - The runtime's heap on OS threads -------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HeapWarps.h"

#include "../../runtime/device/Fault.h"
#include "../../runtime/device/HeapCheck.h"
#include "../../runtime/device/HostCalls.h"
#include "../../runtime/device/Warp.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>
#include <thread>
#include <utility>
#include <vector>

using namespace heddle;

// What the heap's sources need of the rest of the runtime.
void heddle::raiseFault(abi::FaultKind, uint64_t, const char *Text) {
  fprintf(stderr, "fault: %s\n", Text);
  abort();
}

std::atomic<uint32_t> test::HostPages = ~0u;
std::atomic<unsigned> test::HostCalls;

HostReply heddle::hostCall(abi::HostCall Call, uint64_t Pages, uint64_t, uint64_t,
                           const void *, uint32_t, void *, uint32_t) {
  if (Call != abi::HostCall::GrowHeap)
    abort();
  ++test::HostCalls;
  // Some more, as the launcher does, and never less than before.
  static uint32_t Now;
  uint32_t All = abi::planHeap(test::HeapBytes).pages;
  uint64_t More = std::min<uint64_t>({Pages + Pages / 4, test::HostPages, All});
  Now = std::max<uint32_t>(Now, uint32_t(More));
  return {Now, 0, 0};
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
    params.heapPages = 256;
    static char Scratch[64 * 1024];
    params.scratch = Scratch;
    for (unsigned I = 0; I < test::WarpCount; ++I) {
      states[I].params = &params;
      states[I].tables = &tables[I];
      states[I].scheduler = (SchedulerState *)params.scratch;
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

const abi::HeapStatistics &test::statistics() {
  return *(const abi::HeapStatistics *)(launch().params.scratch +
                                        abi::HeapStatisticsAt);
}

void test::runWarps(unsigned Count,
                    const std::function<void(unsigned)> &Body) {
  Launch &L = launch();
  static bool Started;
  if (!std::exchange(Started, true)) {
    warpState() = L.states[0];
    ThePageHeap.start();
  }
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
