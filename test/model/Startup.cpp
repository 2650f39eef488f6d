//===- Startup.cpp - What is around the runtime in the model --------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What heddle-ld would have generated and the launcher would have set up. There
// is no host: its clock stands still, the heap may grow, and the other calls do nothing.
//
//===----------------------------------------------------------------------===//

#include "Model.h"

#include "../../runtime/device/HostCalls.h"
#include "../../runtime/device/Scheduler.h"

using namespace heddle;

ModelScenario *model_scenarios;
ModelScenario *model_scenario;
unsigned model_growths;
unsigned model_pages;
bool model_refuses;
unsigned model_busy;

namespace {

constexpr uint64_t HeapBytes = 2 * 1024 * 1024, StackBytes = 16 * 1024;
constexpr unsigned MostWarps = 8;

alignas(4096) char Heap[HeapBytes];
alignas(256) char Stacks[MostWarps * StackBytes];
alignas(4096) char Scratch[abi::scratchBytes(MostWarps)];
abi::LaunchParams Params;

} // namespace

namespace heddle {

HostReply hostCall(abi::HostCall Call, uint64_t Pages, uint64_t, uint64_t,
                   const void *, uint32_t, void *, uint32_t) {
  if (Call != abi::HostCall::GrowHeap)
    return {};
  ++model_growths;
  uint64_t More = Pages + 16;
  if (!model_refuses && More <= abi::planHeap(HeapBytes).pages)
    model_pages = uint32_t(More);
  return {model_pages, 0, 0};
}

void hostCallFatal(abi::FaultKind, uint64_t, uint64_t, uint64_t,
                   const char *Text) {
  model_fail(Text ? Text : "the runtime reports a fault");
}

void initializeEnvironment(const abi::LaunchParams &) {}

} // namespace heddle

extern "C" {

void __heddle_warp_main(abi::LaunchParams *);

void *__heddle_dispatch(void *Entry, void *Argument) {
  return ((void *(*)(void *))Entry)(Argument);
}
void __heddle_run_constructors() {}
void __heddle_run_destructors() {}

int __heddle_user_main(int, char **, char **) {
  model_scenario->run();
  return 0;
}

int *__llvm_libc_errno() noexcept {
  static int OfIdleWarps;
  Thread *T = currentThread();
  return T ? &T->errnoValue : &OfIdleWarps;
}

void model_kernel() {
  if (!Params.version) {
    Params.version = abi::Version;
    Params.warpCount = Params.blockCount = model_scenario->warps;
    Params.warpsPerBlock = 1;
    Params.stacks = Stacks;
    Params.stackBytes = StackBytes;
    Params.heap = Heap;
    Params.heapBytes = HeapBytes;
    Params.heapPages = model_pages = 96;
    Params.scratch = Scratch;
    Params.scratchBytes = sizeof Scratch;
  }
  __heddle_warp_main(&Params);
  arch::exitWarp();
}

// On no warp.
__attribute__((disable_sanitizer_instrumentation)) const char *
model_end(unsigned long (*NewestOf)(const void *)) {
  unsigned Busy = abi::busyWarps(
      uint32_t(NewestOf(Scratch + abi::ScratchLayout::WarpCounts)));
  auto *Lines = (const abi::WarpLine *)(Scratch + abi::ScratchLayout::Warps);
  for (unsigned I = 0; I < model_scenario->warps; ++I)
    if (Lines[I].mostBusy > Busy)
      Busy = Lines[I].mostBusy;
  return model_busy && Busy != model_busy ? "another number of busy warps" : nullptr;
}

} // extern "C"
