//===- signal_mask.c - Signals that a thread holds back -------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A thread gets no signals but those that it raises. A blocked one is pending
// until it is unblocked. Those that are blocked are the scheduler's to keep, as a
// new thread begins with its creator's; those that are pending are the thread's own.
//
//===----------------------------------------------------------------------===//
#include <errno.h>
#include <signal.h>

extern int (*__heddle_holds_signal)(int);

// As a set's first word, in which all signals are: bit N - 1 for signal N.
_Static_assert(NSIG - 1 == 8 * sizeof(unsigned long), "signals are in one word");
unsigned long __heddle_held_signals(void);
void __heddle_hold_signals(unsigned long signals);

static _Thread_local sigset_t pending;

static sigset_t blockedSet(void) {
  return (sigset_t){{__heddle_held_signals()}};
}

static int holds(int number) {
  sigset_t blocked = blockedSet();
  int held = sigismember(&blocked, number);
  if (held)
    sigaddset(&pending, number);
  return held;
}

static void raisePending(void) {
  sigset_t blocked = blockedSet();
  for (int number = 1; number < NSIG; ++number)
    if (sigismember(&pending, number) && !sigismember(&blocked, number)) {
      sigdelset(&pending, number);
      raise(number);
    }
}

int pthread_sigmask(int how, const sigset_t *restrict set,
                    sigset_t *restrict old) {
  sigset_t before = blockedSet();
  if (set) {
    if (how != SIG_BLOCK && how != SIG_UNBLOCK && how != SIG_SETMASK)
      return EINVAL;
    unsigned long bits = set->__signals[0];
    sigset_t blocked = before;
    blocked.__signals[0] = how == SIG_BLOCK     ? before.__signals[0] | bits
                           : how == SIG_UNBLOCK ? before.__signals[0] & ~bits
                                                : bits;
    sigdelset(&blocked, SIGKILL);
    sigdelset(&blocked, SIGSTOP);
    __heddle_hold_signals(blocked.__signals[0]);
    __atomic_store_n(&__heddle_holds_signal, holds, __ATOMIC_RELAXED);
    raisePending();
  }
  if (old)
    *old = before;
  return 0;
}

int sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict old) {
  int error = pthread_sigmask(how, set, old);
  if (!error)
    return 0;
  errno = error;
  return -1;
}

int sigpending(sigset_t *set) {
  *set = pending;
  return 0;
}
