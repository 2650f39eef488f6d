//===- RwLock.cpp - Scenarios of pthread_rwlock_t -------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../Scenario.h"

#include <errno.h>

static pthread_rwlock_t Lock;
static int Data, Mirror;

static void unlock() { CHECK(pthread_rwlock_unlock(&Lock) == 0); }

static void change() {
  ++Data;
  ++Mirror;
  unlock();
}

static void look() {
  CHECK(Data == Mirror);
  unlock();
}

static void write() {
  CHECK(pthread_rwlock_wrlock(&Lock) == 0);
  change();
}

static void read() {
  CHECK(pthread_rwlock_rdlock(&Lock) == 0);
  look();
}

SCENARIO(rwlock_writers, 2) {
  runTogether(
      [] {
        write();
        write();
      },
      write);
  CHECK(Data == 3);
}

SCENARIO(rwlock_reader_writer, 2) {
  runTogether(
      [] {
        write();
        write();
      },
      [] {
        read();
        read();
      });
  CHECK(Data == 2);
}

SCENARIO(rwlock_two_readers, 3) {
  runTogether(write, read, read);
  CHECK(Data == 1);
}

SCENARIO(rwlock_two_writers, 3) {
  runTogether(write, write, read);
  CHECK(Data == 2);
}

SCENARIO(rwlock_try, 3) {
  runTogether(
      write,
      [] {
        if (pthread_rwlock_tryrdlock(&Lock) == 0)
          look();
      },
      [] {
        if (pthread_rwlock_trywrlock(&Lock) == 0)
          change();
      });
}

static void writeInTime() {
  model_impatient(true);
  timespec Deadline = soon();
  int Result = pthread_rwlock_clockwrlock(&Lock, CLOCK_MONOTONIC, &Deadline);
  CHECK(Result == 0 || Result == ETIMEDOUT);
  if (Result == 0)
    change();
}

SCENARIO(rwlock_timed, 2) { runTogether(write, writeInTime); }

/// The reader behind a writer that gives up must get in beside the other
/// reader, which waits for it.
static heddle::Atomic<uint32_t> IsIn;

SCENARIO(rwlock_timed_behind, 3) {
  runTogether(
      [] {
        CHECK(pthread_rwlock_rdlock(&Lock) == 0);
        await(IsIn);
        look();
      },
      writeInTime,
      [] {
        CHECK(pthread_rwlock_rdlock(&Lock) == 0);
        raise(IsIn);
        look();
      });
}

/// The reader waits behind a writer that gives up.
SCENARIO(rwlock_timed_between, 3) { runTogether(read, writeInTime, read); }
