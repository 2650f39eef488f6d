//===- ThreadSignals.cpp - pthread_kill, what a thread holds back ---------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Thread.h"
#include "Warp.h"

#include <errno.h>
#include <signal.h>

using namespace heddle;

extern "C" {

/// The function that raise calls for a signal (runtime/sysroot/src/signal.c).
void (*__heddle_signal_handler(int Number))(int);

// For runtime/sysroot/src/signal_mask.c.
uint64_t __heddle_held_signals(void) { return warpState().heldSignals; }
void __heddle_hold_signals(uint64_t Signals) {
  warpState().heldSignals = Signals;
}

int pthread_kill(pthread_t P, int Number) noexcept {
  if (Number < 0 || Number >= NSIG)
    return EINVAL;
  auto *T = (Thread *)P;
  if (!T->isLive())
    return ESRCH;
  if (Number == 0)
    return 0;
  auto Handler = __heddle_signal_handler(Number);
  // A handler would have to run on the other thread, which nothing interrupts.
  if (T != currentThread() && Handler != SIG_IGN && Handler != SIG_DFL)
    return ENOTSUP;
  return raise(Number) == 0 ? 0 : errno;
}

} // extern "C"
