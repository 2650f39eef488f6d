/*===- sched.h - POSIX <sched.h> ---------------------------------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===
 *
 * What an ordinary user may do on Linux: there is one policy, SCHED_OTHER, and
 * one priority, 0. The processors are the warps; a thread stays on its own.
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_SCHED_H
#define HEDDLE_SCHED_H

#include "llvm-libc-types/pid_t.h"
#include <heddle/unsupported.h>
#include <stddef.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SCHED_OTHER 0
#define SCHED_FIFO 1
#define SCHED_RR 2
#define SCHED_BATCH 3
#define SCHED_IDLE 5

struct sched_param {
  int sched_priority;
};

#define CPU_SETSIZE 1024
typedef unsigned long __cpu_mask;
#define __NCPUBITS (8 * sizeof(__cpu_mask))
typedef struct {
  __cpu_mask __bits[CPU_SETSIZE / (8 * sizeof(__cpu_mask))];
} cpu_set_t;

/* Gives the other warps of the SM the issue slots for a moment. Always 0. */
int sched_yield(void);

int sched_get_priority_min(int);
int sched_get_priority_max(int);
int sched_getscheduler(pid_t);
int sched_setscheduler(pid_t, int, const struct sched_param *);
int sched_getparam(pid_t, struct sched_param *);
int sched_setparam(pid_t, const struct sched_param *);
/* Zero, as Linux has it for a policy without time slices. */
int sched_rr_get_interval(pid_t, struct timespec *);

/* The warp that the caller runs on. There is one node. */
int sched_getcpu(void);
int getcpu(unsigned *, unsigned *);
int sched_getaffinity(pid_t, size_t, cpu_set_t *);
/* ENOSYS unless the set holds the warp that the caller runs on. */
int sched_setaffinity(pid_t, size_t, const cpu_set_t *);

int clone(int (*)(void *), void *, int, void *, ...) __HEDDLE_NO_PROCESSES;
int unshare(int) __HEDDLE_NO_PROCESSES;
int setns(int, int) __HEDDLE_NO_PROCESSES;

int __sched_cpucount(size_t, const cpu_set_t *);
cpu_set_t *__sched_cpualloc(size_t);
void __sched_cpufree(cpu_set_t *);

#ifdef __cplusplus
}
#endif

#define CPU_ALLOC_SIZE(count)                                                  \
  (((count) + __NCPUBITS - 1) / __NCPUBITS * sizeof(__cpu_mask))
#define CPU_ALLOC(count) __sched_cpualloc(count)
#define CPU_FREE(set) __sched_cpufree(set)

/* As statement expressions, so that each argument is evaluated once. */
#define __CPU_WORD(cpu) ((cpu) / __NCPUBITS)
#define __CPU_BIT(cpu) ((__cpu_mask)1 << ((cpu) % __NCPUBITS))
#define __CPU_WITHIN(cpu, bytes, set, action, otherwise)                       \
  __extension__({                                                              \
    size_t __cpu = (cpu);                                                      \
    __cpu / 8 < (bytes) ? ((set)->__bits[__CPU_WORD(__cpu)] action) : (otherwise); \
  })
#define CPU_SET_S(cpu, bytes, set)                                             \
  __CPU_WITHIN(cpu, bytes, set, |= __CPU_BIT(__cpu), 0)
#define CPU_CLR_S(cpu, bytes, set)                                             \
  __CPU_WITHIN(cpu, bytes, set, &= ~__CPU_BIT(__cpu), 0)
#define CPU_ISSET_S(cpu, bytes, set)                                           \
  ((int)__CPU_WITHIN(cpu, bytes, set, >> (__cpu % __NCPUBITS) & 1, 0))
#define CPU_ZERO_S(bytes, set) ((void)__builtin_memset(set, 0, bytes))
#define CPU_COUNT_S(bytes, set) __sched_cpucount(bytes, set)
#define CPU_EQUAL_S(bytes, a, b) (__builtin_memcmp(a, b, bytes) == 0)
#define __CPU_OP_S(bytes, result, a, b, op)                                      \
  __extension__({                                                              \
    const __cpu_mask *__a = (a)->__bits, *__b = (b)->__bits;                   \
    __cpu_mask *__result = (result)->__bits;                                   \
    for (size_t __i = 0; __i < (bytes) / sizeof(__cpu_mask); ++__i)            \
      __result[__i] = __a[__i] op __b[__i];                                    \
    (result);                                                                  \
  })
#define CPU_AND_S(bytes, result, a, b) __CPU_OP_S(bytes, result, a, b, &)
#define CPU_OR_S(bytes, result, a, b) __CPU_OP_S(bytes, result, a, b, |)
#define CPU_XOR_S(bytes, result, a, b) __CPU_OP_S(bytes, result, a, b, ^)

#define CPU_SET(cpu, set) CPU_SET_S(cpu, sizeof(cpu_set_t), set)
#define CPU_CLR(cpu, set) CPU_CLR_S(cpu, sizeof(cpu_set_t), set)
#define CPU_ISSET(cpu, set) CPU_ISSET_S(cpu, sizeof(cpu_set_t), set)
#define CPU_ZERO(set) CPU_ZERO_S(sizeof(cpu_set_t), set)
#define CPU_COUNT(set) CPU_COUNT_S(sizeof(cpu_set_t), set)
#define CPU_EQUAL(a, b) CPU_EQUAL_S(sizeof(cpu_set_t), a, b)
#define CPU_AND(result, a, b) CPU_AND_S(sizeof(cpu_set_t), result, a, b)
#define CPU_OR(result, a, b) CPU_OR_S(sizeof(cpu_set_t), result, a, b)
#define CPU_XOR(result, a, b) CPU_XOR_S(sizeof(cpu_set_t), result, a, b)
#endif /* HEDDLE_SCHED_H */
