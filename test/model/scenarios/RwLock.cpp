//===- RwLock.cpp - Scenarios of pthread_rwlock_t -------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../Scenario.h"

#include <errno.h>
#include <stdlib.h>

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

/// A waiter with a deadline brings a node from the heap; afterwards its warp's cache
/// has some.
static void warmHeap() {
  void *Block = malloc(48);
  asm volatile("" : : "r"(Block) : "memory");
  free(Block);
}

/// Whether the lock, taken by one of the timed functions, was to be had.
template <typename F> static bool isHadInTime(F TimedLock) {
  model_impatient(true);
  timespec Deadline = soon();
  int Result = TimedLock(&Lock, CLOCK_MONOTONIC, &Deadline);
  CHECK(Result == 0 || Result == ETIMEDOUT);
  return Result == 0;
}

static void writeInTime() {
  if (isHadInTime(pthread_rwlock_clockwrlock))
    change();
}

SCENARIO(rwlock_timed, 2) {
  runTogetherAfter(warmHeap, write, writeInTime);
}

/// The reader behind a writer that gives up must get in beside the other
/// reader, which waits for it.
static heddle::Atomic<uint32_t> IsIn;

SCENARIO(rwlock_timed_behind, 3) {
  runTogetherAfter(
      warmHeap,
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
SCENARIO(rwlock_timed_between, 3) {
  runTogetherAfter(warmHeap, read, writeInTime, read);
}

static void readInTime() {
  if (isHadInTime(pthread_rwlock_clockrdlock))
    look();
}

SCENARIO(rwlock_timed_read, 2) {
  runTogetherAfter(warmHeap, write, readInTime);
}

//===----------------------------------------------------------------------===//
// A queue
//===----------------------------------------------------------------------===//

static void *run(void *Function) {
  warmHeap();
  (*(Part)Function)();
  return nullptr;
}

/// Main holds the lock while the others come, one after the other; what is explored
/// begins when it unlocks.
template <typename... Others> static void runInQueue(Others... Rest) {
  Part Functions[] = {Rest...};
  pthread_t Threads[sizeof...(Rest)];
  warmHeap();
  CHECK(pthread_rwlock_wrlock(&Lock) == 0);
  for (unsigned I = 0; I < sizeof...(Rest); ++I) {
    model_settle();
    CHECK(pthread_create(&Threads[I], nullptr, run, (void *)Functions[I]) == 0);
  }
  model_settle();
  model_ready(1);
  change();
  for (pthread_t T : Threads)
    CHECK(pthread_join(T, nullptr) == 0);
  model_done();
}

SCENARIO(rwlock_queue_readers, 3) { runInQueue(read, read); }

/// The writer at the end must see both readers go.
SCENARIO(rwlock_queue_writer, 4) {
  runInQueue(read, read, write);
  CHECK(Data == 2);
}

SCENARIO(rwlock_queue_timed_readers, 3) { runInQueue(readInTime, readInTime); }

SCENARIO(rwlock_queue_timed_writers, 3) { runInQueue(writeInTime, writeInTime); }

/// A reader that was let in early comes back while the others are being let in.
SCENARIO(rwlock_queue_again, 3) {
  runInQueue(
      [] {
        read();
        write();
      },
      read);
  CHECK(Data == 2);
}

//===----------------------------------------------------------------------===//
// The end
//===----------------------------------------------------------------------===//

static heddle::Atomic<uint32_t> Readers, Gone;

/// Readers that find that the writer has been there know that nobody comes any more:
/// who is the last of them destroys the lock, which the writer has unlocked.
static void readAndDestroy() {
  CHECK(pthread_rwlock_rdlock(&Lock) == 0);
  bool IsOver = Data;
  look();
  if (!IsOver || Gone.fetchAdd(1, heddle::AcqRel) + 1 !=
                     Readers.load(heddle::Relaxed))
    return;
  CHECK(pthread_rwlock_destroy(&Lock) == 0);
  destroyed(Lock);
}

SCENARIO(rwlock_destroy, 2) {
  Readers.store(1, heddle::Relaxed);
  runTogether(write, readAndDestroy);
}

SCENARIO(rwlock_destroy_two, 3) {
  Readers.store(2, heddle::Relaxed);
  runTogether(write, readAndDestroy, readAndDestroy);
}

SCENARIO(rwlock_destroy_queue, 3) {
  Readers.store(2, heddle::Relaxed);
  runInQueue(readAndDestroy, readAndDestroy);
}
