//===- signal.c - Signals a program sends to itself -----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include <errno.h>
#include <signal.h>
#include <stdlib.h>

typedef void (*Handler)(int);
static Handler handlers[NSIG];

/* Whether the calling thread holds the signal back; null while none has ever
 * been blocked (signal_mask.c). */
int (*__heddle_holds_signal)(int);

static int isValid(int number) { return number > 0 && number < NSIG; }

Handler signal(int number, Handler handler) {
  if (!isValid(number) || number == SIGKILL) {
    errno = EINVAL;
    return SIG_ERR;
  }
  return __atomic_exchange_n(&handlers[number], handler, __ATOMIC_ACQ_REL);
}

Handler __heddle_signal_handler(int number) {
  return __atomic_load_n(&handlers[number], __ATOMIC_ACQUIRE);
}

int raise(int number) {
  if (!isValid(number)) {
    errno = EINVAL;
    return -1;
  }
  int (*holds)(int) = __atomic_load_n(&__heddle_holds_signal, __ATOMIC_RELAXED);
  if (holds && holds(number))
    return 0;
  Handler handler = __heddle_signal_handler(number);
  if (handler == SIG_IGN || (handler == SIG_DFL && number == SIGCHLD))
    return 0;
  if (handler != SIG_DFL)
    handler(number);
  else if (number == SIGABRT)
    abort();
  else
    _Exit(128 + number); // the status a shell reports for the signal
  return 0;
}

enum { BitsPerWord = 8 * sizeof(unsigned long) };

int sigemptyset(sigset_t *set) {
  *set = (sigset_t){{0}};
  return 0;
}

int sigfillset(sigset_t *set) {
  for (unsigned i = 0; i < sizeof(set->__signals) / sizeof(set->__signals[0]); ++i)
    set->__signals[i] = ~0ul;
  return 0;
}

static int change(sigset_t *set, int number, int add) {
  if (!isValid(number)) {
    errno = EINVAL;
    return -1;
  }
  unsigned long bit = 1ul << ((number - 1) % BitsPerWord);
  unsigned long *word = &set->__signals[(number - 1) / BitsPerWord];
  *word = add ? *word | bit : *word & ~bit;
  return 0;
}

int sigaddset(sigset_t *set, int number) { return change(set, number, 1); }
int sigdelset(sigset_t *set, int number) { return change(set, number, 0); }

int sigismember(const sigset_t *set, int number) {
  if (!isValid(number)) {
    errno = EINVAL;
    return -1;
  }
  return set->__signals[(number - 1) / BitsPerWord] >> ((number - 1) % BitsPerWord) & 1;
}
