//===- Termination.cpp - How the process ends -----------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Termination.h"

#include "Sanitized.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace heddle::host {

static constexpr int TerminationSignals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

/// How long the serving thread has to report and to flush before the signal takes
/// effect regardless: it may itself be stuck in a write to a full pipe. Warps of
/// the CPU device may have all cores, so it is not less.
static constexpr timespec FlushTime = {1, 0};

/// timeout(1) sends its signal to the program and then to the program's group, so
/// twice. What comes so soon after the first is that one again.
static constexpr timespec EchoTime = {0, 200'000'000};

static std::atomic<bool> Serving;
static std::atomic<int> Pending;

static void waitForSignals(sigset_t Caught) {
  int Signal;
  while (sigwait(&Caught, &Signal) != 0)
    ;
  if (Serving.load()) {
    Pending.store(Signal);
    nanosleep(&EchoTime, nullptr);
    timespec NoTime = {0, 0};
    while (sigtimedwait(&Caught, nullptr, &NoTime) > 0)
      ;
    // A second one means now.
    sigtimedwait(&Caught, nullptr, &FlushTime);
  }
  dieBySignal(Signal);
}

void catchTerminationSignals() {
  sigset_t Blocked, Caught;
  pthread_sigmask(SIG_SETMASK, nullptr, &Blocked);
  sigemptyset(&Caught);
  bool Any = false;
  for (int Signal : TerminationSignals) {
    // nohup and shells' background jobs ignore some: that stays so.
    struct sigaction Action;
    sigaction(Signal, nullptr, &Action);
    if (Action.sa_handler != SIG_DFL || sigismember(&Blocked, Signal))
      continue;
    sigaddset(&Caught, Signal);
    Any = true;
  }
  if (!Any)
    return;
  pthread_sigmask(SIG_BLOCK, &Caught, nullptr);
  std::thread(waitForSignals, Caught).detach();
}

void beginServing() { Serving.store(true); }

int pendingSignal() { return Pending.load(std::memory_order_relaxed); }

void dieBySignal(int Signal) {
  // A limit of 0 does not stop a core_pattern that pipes; not being dumpable
  // does.
  rlimit NoCore = {0, 0};
  setrlimit(RLIMIT_CORE, &NoCore);
  prctl(PR_SET_DUMPABLE, 0);
  signal(Signal, SIG_DFL);
  sigset_t Open;
  sigemptyset(&Open);
  sigaddset(&Open, Signal);
  pthread_sigmask(SIG_UNBLOCK, &Open, nullptr);
  raise(Signal);
  // Process 1 of a container gets no default action.
  _exit(128 + Signal);
}

// Past the FILE, whose lock a thread that is stuck may hold.
void writeMessage(const std::string &Text) {
  for (size_t Done = 0; Done < Text.size();) {
    ssize_t Count = write(STDERR_FILENO, Text.data() + Done, Text.size() - Done);
    if (Count < 0 && errno != EINTR)
      return;
    Done += Count > 0 ? static_cast<size_t>(Count) : 0;
  }
}

void endProcessSoon(int Status) {
  std::thread([Status] {
    timespec Left = FlushTime;
    while (nanosleep(&Left, &Left) != 0)
      ;
    _exit(Status);
  }).detach();
}

void endProcess(const Ending &End) {
  writeMessage(End.Message);
  if (End.Signal != 0)
    dieBySignal(End.Signal);
  // The sanitizer looks for leaks then, and may have a status of its own.
  if (runsSanitized())
    exit(End.Status);
  _exit(End.Status);
}

} // namespace heddle::host
