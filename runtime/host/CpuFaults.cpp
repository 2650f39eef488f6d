//===- CpuFaults.cpp - Faults of the CPU device's warps -------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CpuFaults.h"

#include "Termination.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <execinfo.h>
#include <iterator>
#include <ucontext.h>
#include <unistd.h>

namespace heddle::host {

static constexpr uint32_t NoWarp = ~uint32_t(0);
static thread_local uint32_t CurrentWarp = NoWarp;

static CpuFault First;
static std::atomic<bool> Claimed, Recorded;

/// The calls that led to the instruction that this is a signal handler of.
static void collectCalls(const ucontext_t &Context, CpuFault &Fault) {
  const auto &Registers = Context.uc_mcontext.gregs;
  void *Instruction = reinterpret_cast<void *>(Registers[REG_RIP]);
  // The handler's own come first.
  std::array<void *, std::tuple_size_v<decltype(Fault.Calls)> + 8> All;
  int Count = backtrace(All.data(), static_cast<int>(All.size()));
  auto End = All.begin() + Count;
  auto First = std::find(All.begin(), End, Instruction);
  Fault.Calls[0] = Instruction;
  // From a function that is none no way leads back, but to its caller.
  if (reinterpret_cast<uint64_t>(Instruction) == Fault.Address)
    Fault.Calls[1] = *reinterpret_cast<void **>(Registers[REG_RSP]);
  if (First == End)
    return;
  auto Last = End - First < std::ssize(Fault.Calls)
                  ? End
                  : First + std::ssize(Fault.Calls) - 1;
  std::copy(First, Last, Fault.Calls.begin());
}

static void onFault(int Signal, siginfo_t *Info, void *Interrupted) {
  if (CurrentWarp == NoWarp) {
    // The launcher's own thread: the instruction runs again, and dies of it.
    signal(Signal, SIG_DFL);
    return;
  }
  if (!Claimed.exchange(true)) {
    First = {Signal, CurrentWarp, reinterpret_cast<uint64_t>(Info->si_addr), {}};
    collectCalls(*static_cast<ucontext_t *>(Interrupted), First);
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
  // Its first call loads a library, which a handler must not.
  void *Here;
  backtrace(&Here, 1);
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
