//===- Semaphore.cpp - Scenarios of sem_t ---------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../Scenario.h"

#include <errno.h>
#include <semaphore.h>

static sem_t Semaphore;
static int Data, Missed[2];

static int valueLeft() {
  int Value;
  sem_getvalue(&Semaphore, &Value);
  return Value;
}

/// What the post says is seen, and the semaphore may go as soon as the wait is
/// over.
SCENARIO(sem_handover, 2) {
  runTogether(
      [] {
        Data = 1;
        CHECK(sem_post(&Semaphore) == 0);
      },
      [] {
        CHECK(sem_wait(&Semaphore) == 0);
        CHECK(Data == 1);
        destroyed(Semaphore);
      });
}

static void post() { CHECK(sem_post(&Semaphore) == 0); }
static void wait() { CHECK(sem_wait(&Semaphore) == 0); }

SCENARIO(sem_two_waiters, 3) {
  runTogether(
      [] {
        post();
        post();
      },
      wait, wait);
  CHECK(valueLeft() == 0);
}

SCENARIO(sem_two_posters, 3) {
  runTogether(
      [] {
        wait();
        wait();
      },
      post, post);
  CHECK(valueLeft() == 0);
}

SCENARIO(sem_trywait, 3) {
  runTogether(post, wait, [] {
    if (sem_trywait(&Semaphore) == 0)
      post();
  });
  CHECK(valueLeft() == 0);
}

template <int I> static void waitInTime() {
  model_impatient(true);
  timespec Deadline = soon();
  if (sem_clockwait(&Semaphore, CLOCK_MONOTONIC, &Deadline) == 0)
    return;
  CHECK(errno == ETIMEDOUT);
  Missed[I] = 1;
}

SCENARIO(sem_timed, 2) {
  runTogether(post, waitInTime<0>);
  CHECK(valueLeft() == Missed[0]);
}

SCENARIO(sem_timed_other, 3) {
  runTogether(
      [] {
        post();
        post();
      },
      waitInTime<0>, wait);
  CHECK(valueLeft() == Missed[0]);
}

SCENARIO(sem_timed_two, 3) {
  runTogether(post, waitInTime<0>, waitInTime<1>);
  CHECK(valueLeft() == Missed[0] + Missed[1] - 1);
}
