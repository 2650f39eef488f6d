/*===- semaphore.h - POSIX semaphores of one process -------------------------===
 *
 * Part of the Heddle project, under the Apache License v2.0 with LLVM
 * Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===-----------------------------------------------------------------------===
 *
 * POSIX.1-2017 <semaphore.h>. Named semaphores, which need a second process to
 * make sense, are declared to be refused.
 *
 *===-----------------------------------------------------------------------===*/

#ifndef HEDDLE_SEMAPHORE_H
#define HEDDLE_SEMAPHORE_H

#include <heddle/unsupported.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef union { unsigned long __words[4]; } sem_t;

#define SEM_FAILED ((sem_t *)0)
#define SEM_VALUE_MAX 2147483647

int sem_init(sem_t *, int, unsigned);
int sem_destroy(sem_t *);
int sem_wait(sem_t *);
int sem_trywait(sem_t *);
int sem_timedwait(sem_t *, const struct timespec *);
int sem_clockwait(sem_t *, clockid_t, const struct timespec *);
int sem_post(sem_t *);
int sem_getvalue(sem_t *, int *);

#define __HEDDLE_NO_NAMED_SEMAPHORES                                           \
  __HEDDLE_UNSUPPORTED("no other process could open a named semaphore of the device; use sem_init")
sem_t *sem_open(const char *, int, ...) __HEDDLE_NO_NAMED_SEMAPHORES;
int sem_close(sem_t *) __HEDDLE_NO_NAMED_SEMAPHORES;
int sem_unlink(const char *) __HEDDLE_NO_NAMED_SEMAPHORES;

#ifdef __cplusplus
}
#endif
#endif /* HEDDLE_SEMAPHORE_H */
