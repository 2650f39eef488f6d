/*===- sys/wait.h - POSIX <sys/wait.h>, declared to be refused -------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_SYS_WAIT_H
#define HEDDLE_SYS_WAIT_H

#include "../__llvm-libc-common.h"
#include "../llvm-libc-types/pid_t.h"
#include <heddle/unsupported.h>

#define WNOHANG 1
#define WUNTRACED 2
#define WTERMSIG(status) ((status) & 0x7f)
#define WEXITSTATUS(status) (((status) >> 8) & 0xff)
#define WIFEXITED(status) (WTERMSIG(status) == 0)
#define WIFSIGNALED(status) (((signed char)((WTERMSIG(status)) + 1) >> 1) > 0)

__BEGIN_C_DECLS

pid_t wait(int *) __NOEXCEPT __HEDDLE_NO_PROCESSES;
pid_t waitpid(pid_t, int *, int) __NOEXCEPT __HEDDLE_NO_PROCESSES;

__END_C_DECLS

#endif /* HEDDLE_SYS_WAIT_H */
