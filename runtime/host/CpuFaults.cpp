//===- CpuFaults.cpp - Faults of the CPU device's warps -------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CpuFaults.h"

#include "Termination.h"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <unistd.h>

namespace heddle::host {

static constexpr uint32_t NoWarp = ~uint32_t(0);
static thread_local uint32_t CurrentWarp = NoWarp;

static CpuFault First;
static std::atomic<bool> Claimed, Recorded;

static void onFault(int Signal, siginfo_t *Info, void *) {
  if (CurrentWarp == NoWarp) {
    // The launcher's own thread: the instruction runs again, and dies of it.
    signal(Signal, SIG_DFL);
    return;
  }
  if (!Claimed.exchange(true)) {
    First = {Signal, CurrentWarp, reinterpret_cast<uint64_t>(Info->si_addr)};
    Recorded.store(true);
  }
  // Streams can be flushed only by a thread that is not in the middle of them,
  // so the serving thread gets the time to do it and to report.
  timespec Patience = {1, 0};
  while (nanosleep(&Patience, &Patience) != 0)
    ;
  // It is stuck, perhaps in a write that nobody reads.
  char Line[80];
  int Length = snprintf(Line, sizeof(Line), "heddle: signal %d in warp %u\n",
                        First.Signal, First.Warp);
  [[maybe_unused]] auto Written =
      write(STDERR_FILENO, Line, static_cast<size_t>(Length));
  dieBySignal(First.Signal);
}

void catchCpuFaults() {
  for (int Signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP}) {
    struct sigaction Action;
    sigaction(Signal, nullptr, &Action);
    if ((Action.sa_flags & SA_SIGINFO) || Action.sa_handler != SIG_DFL)
      continue;
    Action = {};
    Action.sa_sigaction = onFault;
    Action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigfillset(&Action.sa_mask);
    sigaction(Signal, &Action, nullptr);
  }
}

void enterWarp(uint32_t Warp, char *SignalStack, uint64_t SignalStackBytes) {
  CurrentWarp = Warp;
  stack_t Stack = {};
  Stack.ss_sp = SignalStack;
  Stack.ss_size = SignalStackBytes;
  sigaltstack(&Stack, nullptr);
}

const CpuFault *firstCpuFault() { return Recorded.load() ? &First : nullptr; }

} // namespace heddle::host
