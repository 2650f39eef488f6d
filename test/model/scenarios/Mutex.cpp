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
#include <stdlib.h>

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

SCENARIO(mutex_three_again, 3) {
  runTogether(addTwice, addOnce, addOnce);
  CHECK(Guarded == 4);
}

//===----------------------------------------------------------------------===//
// Attempts
//===----------------------------------------------------------------------===//

static void addIfFree() {
  int Result = pthread_mutex_trylock(&Mutex);
  CHECK(Result == 0 || Result == EBUSY);
  if (Result)
    return;
  ++Guarded;
  CHECK(pthread_mutex_unlock(&Mutex) == 0);
}

SCENARIO(mutex_trylock, 3) {
  runTogether(addOnce, addIfFree, addOnce);
  CHECK(Guarded == 2 || Guarded == 3);
}

SCENARIO(mutex_trylock_two, 2) {
  runTogether(addIfFree, addIfFree);
  CHECK(Guarded == 1 || Guarded == 2);
}

/// A waiter with a deadline brings a node from the heap; afterwards its warp's
/// cache has some.
static void warmHeap() {
  void *Block = malloc(48);
  asm volatile("" : : "r"(Block) : "memory");
  free(Block);
}

static void addInTime() {
  model_impatient(true);
  timespec Deadline = soon();
  int Result = pthread_mutex_clocklock(&Mutex, CLOCK_MONOTONIC, &Deadline);
  CHECK(Result == 0 || Result == ETIMEDOUT);
  if (Result)
    return;
  ++Guarded;
  CHECK(pthread_mutex_unlock(&Mutex) == 0);
}

SCENARIO(mutex_timed, 2) {
  runTogetherAfter(warmHeap, addOnce, addInTime);
  CHECK(Guarded == 1 || Guarded == 2);
}

static void addImpatiently() {
  model_impatient(true);
  addOnce();
}

/// Behind a waiter that has given up stands another.
SCENARIO(mutex_timed_between, 3) {
  runTogetherAfter(warmHeap, addOnce, addInTime, addImpatiently);
  CHECK(Guarded == 2 || Guarded == 3);
}

SCENARIO(mutex_timed_two, 3) {
  runTogetherAfter(warmHeap, addOnce, addInTime, addInTime);
  CHECK(Guarded >= 1 && Guarded <= 3);
}

/// Two that have given up, one behind the other.
SCENARIO(mutex_timed_two_between, 4) {
  runTogetherAfter(warmHeap, addOnce, addInTime, addInTime, addOnce);
  CHECK(Guarded >= 2 && Guarded <= 4);
}

//===----------------------------------------------------------------------===//
// Kinds
//===----------------------------------------------------------------------===//

static void initialize(int Kind) {
  pthread_mutexattr_t A;
  pthread_mutexattr_init(&A);
  pthread_mutexattr_settype(&A, Kind);
  pthread_mutex_init(&Mutex, &A);
}

static void addInDepth() {
  CHECK(pthread_mutex_lock(&Mutex) == 0);
  CHECK(pthread_mutex_lock(&Mutex) == 0);
  ++Guarded;
  CHECK(pthread_mutex_unlock(&Mutex) == 0);
  ++Guarded;
  CHECK(pthread_mutex_unlock(&Mutex) == 0);
}

SCENARIO(mutex_recursive, 2) {
  initialize(PTHREAD_MUTEX_RECURSIVE);
  runTogether(addInDepth, addInDepth);
  CHECK(Guarded == 4);
}

static void addChecked() {
  CHECK(pthread_mutex_lock(&Mutex) == 0);
  CHECK(pthread_mutex_lock(&Mutex) == EDEADLK);
  ++Guarded;
  CHECK(pthread_mutex_unlock(&Mutex) == 0);
  CHECK(pthread_mutex_unlock(&Mutex) == EPERM);
}

SCENARIO(mutex_errorcheck, 2) {
  initialize(PTHREAD_MUTEX_ERRORCHECK);
  runTogether(addChecked, addChecked);
  CHECK(Guarded == 2);
}

//===----------------------------------------------------------------------===//
// The end
//===----------------------------------------------------------------------===//

static int Users;

/// As objects that count their users do it: who is the last destroys the mutex,
/// which all others have unlocked.
static void useAndDestroy() {
  CHECK(pthread_mutex_lock(&Mutex) == 0);
  bool IsLast = --Users == 0;
  CHECK(pthread_mutex_unlock(&Mutex) == 0);
  if (!IsLast)
    return;
  CHECK(pthread_mutex_destroy(&Mutex) == 0);
  destroyed(Mutex);
}

SCENARIO(mutex_destroy, 2) {
  Users = 2;
  runTogether(useAndDestroy, useAndDestroy);
}

SCENARIO(mutex_destroy_three, 3) {
  Users = 3;
  runTogether(useAndDestroy, useAndDestroy, useAndDestroy);
}
