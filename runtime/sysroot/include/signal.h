/*===- signal.h - ISO C <signal.h> -----------------------------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_SIGNAL_H
#define HEDDLE_SIGNAL_H

#include "__llvm-libc-common.h"
#include "llvm-libc-types/pid_t.h"
#include "llvm-libc-types/sig_atomic_t.h"
#include <heddle/sigset.h>
#include <heddle/unsupported.h>

/* Numbered as on Linux. */
#define SIGHUP 1
#define SIGINT 2
#define SIGQUIT 3
#define SIGILL 4
#define SIGTRAP 5
#define SIGABRT 6
#define SIGBUS 7
#define SIGFPE 8
#define SIGKILL 9
#define SIGUSR1 10
#define SIGSEGV 11
#define SIGUSR2 12
#define SIGPIPE 13
#define SIGALRM 14
#define SIGTERM 15
#define SIGSTKFLT 16
#define SIGCHLD 17
#define SIGCONT 18
#define SIGSTOP 19
#define SIGTSTP 20
#define SIGTTIN 21
#define SIGTTOU 22
#define SIGURG 23
#define SIGXCPU 24
#define SIGXFSZ 25
#define SIGVTALRM 26
#define SIGPROF 27
#define SIGWINCH 28
#define SIGIO 29
#define SIGPOLL SIGIO
#define SIGPWR 30
#define SIGSYS 31
#define SIGRTMIN 34
#define SIGRTMAX 64
#define NSIG 65

#define SIG_DFL ((void (*)(int))0)
#define SIG_IGN ((void (*)(int))1)
#define SIG_ERR ((void (*)(int))-1)
#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

typedef unsigned long pthread_t;
typedef void (*sighandler_t)(int);

struct sigaction {
  void (*sa_handler)(int);
  sigset_t sa_mask;
  int sa_flags;
};

__BEGIN_C_DECLS

/* Handlers are called by raise and, for SIGABRT, by abort. */
sighandler_t signal(int, sighandler_t) __NOEXCEPT;
int raise(int) __NOEXCEPT;
int sigemptyset(sigset_t *) __NOEXCEPT;
int sigfillset(sigset_t *) __NOEXCEPT;
int sigaddset(sigset_t *, int) __NOEXCEPT;
int sigdelset(sigset_t *, int) __NOEXCEPT;
int sigismember(const sigset_t *, int) __NOEXCEPT;

/* What is blocked is pending until it is unblocked. Each thread begins with
 * nothing blocked. */
int pthread_sigmask(int, const sigset_t *__restrict, sigset_t *__restrict) __NOEXCEPT;
int sigprocmask(int, const sigset_t *__restrict, sigset_t *__restrict) __NOEXCEPT;
int sigpending(sigset_t *) __NOEXCEPT;
/* To another thread only what needs no handler to run there: else ENOTSUP. */
int pthread_kill(pthread_t, int) __NOEXCEPT;

int kill(pid_t, int) __NOEXCEPT __HEDDLE_NO_SIGNALS;
int sigaction(int, const struct sigaction *__restrict, struct sigaction *__restrict) __NOEXCEPT
    __HEDDLE_NO_SIGNALS;
int sigsuspend(const sigset_t *) __NOEXCEPT __HEDDLE_NO_SIGNALS;
int sigwait(const sigset_t *__restrict, int *__restrict) __NOEXCEPT __HEDDLE_NO_SIGNALS;

__END_C_DECLS

#endif /* HEDDLE_SIGNAL_H */
