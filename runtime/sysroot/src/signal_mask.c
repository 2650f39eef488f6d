//===- signal_mask.c - Signals that a thread holds back -------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A thread gets no signals but those that it raises. A blocked one is pending
// until it is unblocked.
//
//===----------------------------------------------------------------------===//
#include <errno.h>
#include <signal.h>

extern int (*__heddle_holds_signal)(int);

enum { Words = sizeof(sigset_t) / sizeof(unsigned long) };

static _Thread_local sigset_t blocked, pending;

static int holds(int number) {
  int held = sigismember(&blocked, number);
  if (held)
    sigaddset(&pending, number);
  return held;
}

static void raisePending(void) {
  for (int number = 1; number < NSIG; ++number)
    if (sigismember(&pending, number) && !sigismember(&blocked, number)) {
      sigdelset(&pending, number);
      raise(number);
    }
}

int pthread_sigmask(int how, const sigset_t *restrict set,
                    sigset_t *restrict old) {
  sigset_t before = blocked;
  if (set) {
    if (how != SIG_BLOCK && how != SIG_UNBLOCK && how != SIG_SETMASK)
      return EINVAL;
    for (int i = 0; i < Words; ++i) {
      unsigned long *word = &blocked.__signals[i], bits = set->__signals[i];
      *word = how == SIG_BLOCK     ? *word | bits
              : how == SIG_UNBLOCK ? *word & ~bits
                                   : bits;
    }
    sigdelset(&blocked, SIGKILL);
    sigdelset(&blocked, SIGSTOP);
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
