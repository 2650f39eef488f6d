//===- WarpMain.cpp - What every lane of the launch runs ------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A warp's threads run on its lane 0. The other lanes are parked at a barrier,
// where a region wakes them (WarpContext::region) and where they learn that
// their warp is over.
//
// Nothing before startWarp may need a stack in global memory, and a function
// takes its frame there when it begins: what runs later is not inlined here.
//
//===----------------------------------------------------------------------===//

#include "Fault.h"
#include "Launch.h"
#include "Process.h"
#include "Scheduler.h"
#include "Thread.h"
#include "Warp.h"

#include <stdlib.h>

extern "C" {
void __heddle_run_constructors();
int __heddle_user_main(int, char **, char **);
void __heddle_warp_main(heddle::abi::LaunchParams *);
}

using namespace heddle;

/// The first barrier waits for lane 0 to say what to do, the second tells it
/// that it is done.
__attribute__((convergent)) static void parkLane() {
  abi::WarpContext &Context = arch::context();
  uint32_t Lane = arch::laneId();
  for (;;) {
    arch::warpBarrier();
    auto *Region = Context.region;
    if (!Region)
      return;
    Region(Context.regionArgument, Lane);
    arch::warpBarrier();
  }
}

/// Lets the parked lanes leave the kernel.
__attribute__((convergent)) static void releaseLanes() {
  arch::context().region = nullptr;
  arch::warpBarrier();
}

/// Sets up the warp's context and state. False if the launch has no use for
/// this warp.
static bool startWarp(const abi::LaunchParams &P) {
  uint32_t WarpId =
      arch::warpInBlock() * arch::blockCount() + arch::blockId();
  if (WarpId >= P.warpCount)
    return false;

  char *Mailboxes = P.scratch + ScratchHeader;
  char *Tables = Mailboxes + uint64_t(P.warpCount) * sizeof(Mailbox);
  WarpState &State = warpState();
  State = {};
  State.params = &P;
  State.scheduler = (SchedulerState *)P.scratch;
  State.mailboxes = (Mailbox *)Mailboxes;
  State.tables = (WarpTables *)Tables + WarpId;
  char *Slots = Tables + uint64_t(P.warpCount) * sizeof(WarpTables);
  State.waitSlots = (WaitSlot *)Slots;
  State.waitSlotMask = uint32_t(waitSlotCount(P.warpCount) - 1);
  State.heapBase = P.heap;
  State.heap = HeapLayout::of(P.heap, P.heapBytes);
  State.checksHeap = P.checksHeap;
  for (SizeClass C = P.checksHeap ? 0 : FrontClasses; C <= FrontClasses; ++C)
    State.fronts[C].close();
  State.slots = P.slots;
  State.slotBits = __builtin_ctz(P.slotCount);
  State.warpId = WarpId;
  State.warpCount = P.warpCount;
  char *Stack = P.stacks + uint64_t(WarpId) * P.stackBytes;
  State.stackEnd = Stack + P.stackBytes - StackReserve;
  State.localStackTop = arch::localStackPointer();
  State.random = WarpId * 2654435761u | 1; // any number but 0

  abi::WarpContext &Context = arch::context();
  Context.stackPointer = Stack;
  Context.stackLimit = State.stackEnd;
  Context.localStackFloor =
      arch::localStackFloor(P.localStackBytes, P.localStackReserve);
  Context.thread = nullptr;
  Context.warpId = WarpId;
  Context.smId = arch::smId();
  Context.region = nullptr;
  Context.regionArgument = nullptr;
  Context.runtimeState = &State;
  Context.pendingException = nullptr;
  Context.threadLocals = nullptr;
  Context.place = nullptr;
  Context.mark = abi::WarpContextMark;
  return true;
}

/// Runs the program on warp 0. Does not return: exit() ends the warp.
[[noreturn, gnu::noinline]] static void runProgram(const abi::LaunchParams &P) {
  ThePageHeap.start();
  Thread *Main = Thread::create(nullptr, nullptr, 0);
  if (!Main)
    raiseFault(abi::FaultKind::RuntimeError, P.heapBytes,
               "the heap is too small for the main thread");
  Main->warp.store(0, Relaxed);
  setCurrentThread(arch::context(), Main);
  showRunning(warpState(), Main);
  warpState().scheduler->startNs = arch::timerNs();
  warpState().scheduler->runThread = runThread;
  initializeEnvironment(P);
  __heddle_run_constructors();
  exit(__heddle_user_main(P.argc, P.argv, P.envp));
}

[[noreturn]] void heddle::leaveKernel() {
  releaseLanes();
  arch::exitWarp();
}

void __heddle_warp_main(abi::LaunchParams *Params) {
  bool IsUsed = arch::laneId() == 0 && startWarp(*Params);
  // Neighbours look into each other's state.
  arch::startBlock();
  if (arch::laneId() != 0)
    return parkLane();
  if (IsUsed) {
    if (Params->version != abi::Version || Params->warpCount > MaxWarps ||
        Params->scratchBytes < scratchNeeded(Params->warpCount))
      raiseFault(abi::FaultKind::RuntimeError, Params->version,
                 "the launch parameters do not fit this program's runtime");
    if (arch::context().warpId == 0)
      runProgram(*Params);
    runScheduler();
  }
  releaseLanes();
}
