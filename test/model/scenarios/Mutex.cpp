//===- Mutex.cpp - Scenarios of pthread_mutex_t ---------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the mutex guards is plain memory, so a second holder is a data race.
//
//===----------------------------------------------------------------------===//

#include "../Scenario.h"

#include <errno.h>

static pthread_mutex_t Mutex;
static int Guarded;

static void addOnce() {
  CHECK(pthread_mutex_lock(&Mutex) == 0);
  ++Guarded;
  CHECK(pthread_mutex_unlock(&Mutex) == 0);
}

static void addTwice() {
  addOnce();
  addOnce();
}

SCENARIO(mutex_two, 2) {
  runTogether(addTwice, addTwice);
  CHECK(Guarded == 4);
}

SCENARIO(mutex_three, 3) {
  runTogether(addOnce, addOnce, addOnce);
  CHECK(Guarded == 3);
}
