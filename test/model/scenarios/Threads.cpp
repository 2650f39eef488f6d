//===- Threads.cpp - Scenarios of threads and the scheduler ---------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each thread counts its runs in plain memory: a second run, or a join that
// comes too early, is a data race. Main waits for a word that only the thread
// sets where it is to be seen whether a warp takes the thread; a join would run
// it itself.
//
//===----------------------------------------------------------------------===//

#include "../Scenario.h"

#include "../../../runtime/device/Scheduler.h"

#include <errno.h>
#include <semaphore.h>

static int Runs[4];
static heddle::Atomic<uint32_t> HasRun[4];

/// A thread's function: counts and says so.
template <int I> static void *body(void *) {
  ++Runs[I];
  raise(HasRun[I]);
  return &Runs[I];
}

template <int I> static pthread_t spawn() {
  pthread_t T;
  CHECK(pthread_create(&T, nullptr, body<I>, nullptr) == 0);
  return T;
}

template <int I> static void join(pthread_t T) {
  void *Result;
  CHECK(pthread_join(T, &Result) == 0);
  CHECK(Result == &Runs[I]);
  CHECK(Runs[I] == 1);
}

template <int I> static void spawnAndAwait() {
  pthread_t T = spawn<I>();
  await(HasRun[I]);
  join<I>(T);
}

//===----------------------------------------------------------------------===//
// Spawning
//===----------------------------------------------------------------------===//

SCENARIO(spawn_idle, 2) {
  model_settle();
  model_ready(1);
  spawnAndAwait<0>();
  model_done();
}

/// The other warp has not begun, or is about to be idle.
SCENARIO(spawn_starting, 2) {
  model_ready(1);
  spawnAndAwait<0>();
  model_done();
}

SCENARIO(spawn_twice, 2) {
  model_settle();
  model_ready(1);
  spawnAndAwait<0>();
  spawnAndAwait<1>();
  model_done();
}

/// The second finds no idle warp, or the one that has just run the first.
SCENARIO(spawn_two, 2) {
  model_settle();
  model_ready(1);
  pthread_t First = spawn<0>(), Second = spawn<1>();
  await(HasRun[0]);
  await(HasRun[1]);
  join<0>(First);
  join<1>(Second);
  model_done();
}

//===----------------------------------------------------------------------===//
// Neighbours
//===----------------------------------------------------------------------===//

/// As if the thread created last had been joined at once.
template <int I> static pthread_t spawnNear() {
  heddle::warpState().prefersNeighbour = true;
  return spawn<I>();
}

NEIGHBOURS(near_join, 2) {
  model_settle();
  model_ready(1);
  join<0>(spawnNear<0>());
  model_done();
}

/// Joined when it is over, perhaps.
NEIGHBOURS(near_await, 2) {
  model_settle();
  model_ready(1);
  pthread_t T = spawnNear<0>();
  await(HasRun[0]);
  join<0>(T);
  model_done();
}

/// The joiner, and the warp that lingers, may lose patience at any moment.
NEIGHBOURS(near_impatient, 2) {
  model_settle();
  model_ready(1);
  model_impatient(true);
  join<0>(spawnNear<0>());
  model_done();
}

/// The second finds the warp lingering, idle or neither.
NEIGHBOURS(near_twice, 2) {
  model_settle();
  model_ready(1);
  join<0>(spawnNear<0>());
  heddle::warpState().prefersNeighbour = true;
  spawnAndAwait<1>();
  model_done();
}

static void *lingersBriefly(void *) {
  model_impatient(true);
  return nullptr;
}

/// The warp may go when it is being claimed.
NEIGHBOURS(near_lingering, 2) {
  model_settle();
  model_ready(1);
  pthread_t T;
  heddle::warpState().prefersNeighbour = true;
  CHECK(pthread_create(&T, nullptr, lingersBriefly, nullptr) == 0);
  CHECK(pthread_join(T, nullptr) == 0);
  heddle::warpState().prefersNeighbour = true;
  spawnAndAwait<1>();
  model_done();
}

/// The first ends before anybody waits for it; the second may find it there.
NEIGHBOURS(near_two, 3) {
  model_settle();
  model_ready(1);
  pthread_t First = spawnNear<0>(), Second = spawn<1>();
  join<0>(First);
  join<1>(Second);
  model_done();
}

NEIGHBOURS(near_detached, 2) {
  model_settle();
  model_ready(1);
  CHECK(pthread_detach(spawnNear<0>()) == 0);
  await(HasRun[0]);
  model_done();
}

/// Two spawners, one idle neighbour of both.
NEIGHBOURS(near_racing, 3) {
  runTogether([] { join<0>(spawnNear<0>()); }, [] { join<1>(spawnNear<1>()); });
}

static void *returns(void *) {
  model_ready(2);
  model_leave();
  return nullptr;
}

static pthread_t spawnEnding() {
  pthread_t T;
  CHECK(pthread_create(&T, nullptr, returns, nullptr) == 0);
  return T;
}

/// A warp whose thread ends while main looks for one.
SCENARIO(spawn_ending, 2) {
  model_settle();
  pthread_t Ending = spawnEnding();
  model_ready(2);
  pthread_t T = spawn<0>();
  await(HasRun[0]);
  model_done();
  join<0>(T);
  CHECK(pthread_join(Ending, nullptr) == 0);
}

/// Two spawners, one idle warp.
SCENARIO(spawn_racing, 3) { runTogether(spawnAndAwait<0>, spawnAndAwait<1>); }

/// The same for spawners whose first guess is wrong, and who have seen the idle one then.
SCENARIO(spawn_contending, 4) {
  runTogether([] {}, spawnAndAwait<0>, spawnAndAwait<1>);
}

//===----------------------------------------------------------------------===//
// Joining and detaching
//===----------------------------------------------------------------------===//

SCENARIO(join_finish, 2) {
  model_settle();
  model_ready(1);
  join<0>(spawn<0>());
  model_done();
}

/// The second thread gets the first one's control block.
SCENARIO(join_reuse, 2) {
  model_settle();
  model_ready(1);
  join<0>(spawn<0>());
  join<1>(spawn<1>());
  model_done();
}

SCENARIO(join_alone, 1) {
  model_ready(1);
  pthread_t First = spawn<0>(), Second = spawn<1>();
  join<1>(Second);
  join<0>(First);
  model_done();
}

/// Main takes the thread out of the queue, or the warp whose thread ends does.
SCENARIO(join_queued, 2) {
  model_settle();
  pthread_t Ending = spawnEnding();
  pthread_t T = spawn<0>();
  model_ready(2);
  join<0>(T);
  model_done();
  CHECK(pthread_join(Ending, nullptr) == 0);
}

SCENARIO(join_two_queued, 2) {
  model_settle();
  pthread_t Ending = spawnEnding();
  pthread_t First = spawn<0>(), Second = spawn<1>();
  model_ready(2);
  join<1>(Second);
  join<0>(First);
  model_done();
  CHECK(pthread_join(Ending, nullptr) == 0);
}

//===----------------------------------------------------------------------===//
// Joining with a deadline
//===----------------------------------------------------------------------===//

static pthread_mutex_t Held;

static void *wantsHeld(void *) {
  CHECK(pthread_mutex_lock(&Held) == 0);
  ++Runs[0];
  CHECK(pthread_mutex_unlock(&Held) == 0);
  return nullptr;
}

static pthread_t spawnWhileHeld() {
  pthread_t T;
  CHECK(pthread_mutex_lock(&Held) == 0);
  CHECK(pthread_create(&T, nullptr, wantsHeld, nullptr) == 0);
  return T;
}

static int joinWithin(pthread_t T, long Ns) {
  timespec Time;
  clock_gettime(CLOCK_MONOTONIC, &Time);
  Ns += Time.tv_nsec;
  Time.tv_sec += Ns / 1'000'000'000;
  Time.tv_nsec = Ns % 1'000'000'000;
  return pthread_clockjoin_np(T, nullptr, CLOCK_MONOTONIC, &Time);
}

/// Main holds what the thread wants, so it must not run the thread before the time is up.
static void joinInVain(pthread_t T, long Ns) {
  CHECK(joinWithin(T, Ns) == ETIMEDOUT);
  CHECK(pthread_tryjoin_np(T, nullptr) == EBUSY);
  CHECK(pthread_mutex_unlock(&Held) == 0);
  CHECK(pthread_join(T, nullptr) == 0);
  CHECK(Runs[0] == 1);
}

constexpr long Soon = 1000, Late = 10'000'000, MostOfPatience = 600'000'000;

/// The other warp has not begun, or is about to be idle.
SCENARIO(join_timed_starting, 2) {
  model_ready(1);
  model_impatient(true);
  joinInVain(spawnWhileHeld(), Soon);
  model_done();
}

/// Its thread ends, and it is on its way to the queue.
SCENARIO(join_timed_ending, 2) {
  model_settle();
  pthread_t Ending = spawnEnding();
  pthread_t T = spawnWhileHeld();
  model_ready(2);
  joinInVain(T, Late);
  model_done();
  CHECK(pthread_join(Ending, nullptr) == 0);
}

/// There is no other.
SCENARIO(join_timed_held, 1) {
  model_ready(1);
  joinInVain(spawnWhileHeld(), Late);
  model_done();
}

/// Which is found out by and by.
SCENARIO(join_timed_alone, 1) {
  model_ready(1);
  pthread_t First = spawn<0>(), Second = spawn<1>();
  CHECK(pthread_tryjoin_np(First, nullptr) == EBUSY);
  CHECK(joinWithin(Second, MostOfPatience) == ETIMEDOUT);
  CHECK(joinWithin(Second, MostOfPatience) == 0);
  CHECK(pthread_tryjoin_np(First, nullptr) == 0);
  CHECK(Runs[0] == 1 && Runs[1] == 1);
  model_done();
}

/// The control block has been one of a thread that nobody took.
SCENARIO(join_timed_reuse, 1) {
  model_ready(1);
  CHECK(joinWithin(spawn<1>(), 2 * MostOfPatience) == 0);
  joinInVain(spawnWhileHeld(), Late);
  model_done();
}

/// The other warp takes it, sooner or later.
SCENARIO(join_timed_taken, 2) {
  model_settle();
  pthread_t Ending = spawnEnding();
  pthread_t T = spawn<0>();
  model_ready(2);
  model_impatient(true);
  if (joinWithin(T, Soon) == ETIMEDOUT && joinWithin(T, Soon) == ETIMEDOUT)
    CHECK(joinWithin(T, 2 * MostOfPatience) == 0);
  CHECK(Runs[0] == 1);
  model_done();
  CHECK(pthread_join(Ending, nullptr) == 0);
}

//===----------------------------------------------------------------------===//
// Detaching
//===----------------------------------------------------------------------===//

SCENARIO(detach_finish, 2) {
  model_settle();
  model_ready(1);
  CHECK(pthread_detach(spawn<0>()) == 0);
  await(HasRun[0]);
  // Gets the other's control block, if that is free already.
  join<1>(spawn<1>());
  model_done();
}

SCENARIO(detached_from_the_start, 2) {
  model_settle();
  pthread_attr_t A;
  pthread_attr_init(&A);
  pthread_attr_setdetachstate(&A, PTHREAD_CREATE_DETACHED);
  model_ready(1);
  pthread_t T;
  CHECK(pthread_create(&T, &A, body<0>, nullptr) == 0);
  await(HasRun[0]);
  join<1>(spawn<1>());
  model_done();
}

/// A join by another thread than the creator.
static pthread_t Third;

SCENARIO(join_by_other, 3) {
  model_settle();
  pthread_t Joiner;
  CHECK(pthread_create(
            &Joiner, nullptr,
            [](void *) -> void * {
              model_ready(2);
              join<0>(Third);
              model_done();
              return nullptr;
            },
            nullptr) == 0);
  Third = spawn<0>();
  model_ready(2);
  join<1>(spawn<1>());
  model_done();
  CHECK(pthread_join(Joiner, nullptr) == 0);
}

//===----------------------------------------------------------------------===//
// The end of the process
//===----------------------------------------------------------------------===//

/// Main returns while the other warp becomes idle; every warp has to leave.
SCENARIO(shutdown_ending, 2) {
  model_settle();
  pthread_t Ending = spawnEnding();
  model_ready(2);
  CHECK(pthread_detach(Ending) == 0);
}

SCENARIO(shutdown_starting, 2) { model_ready(1); }

SCENARIO(shutdown_starting_two, 3) { model_ready(1); }

//===----------------------------------------------------------------------===//
// How many warps are busy at one time
//===----------------------------------------------------------------------===//

static heddle::Atomic<uint32_t> Gate;

template <int I> static void *waitsAtGate(void *) {
  raise(HasRun[I]);
  await(Gate);
  return nullptr;
}

template <int I> static void spawnAtGate() {
  pthread_t T;
  CHECK(pthread_create(&T, nullptr, waitsAtGate<I>, nullptr) == 0);
  CHECK(pthread_detach(T) == 0);
  await(HasRun[I]);
}

/// Whose threads end while main does.
SCENARIO(busy_two, 4) {
  model_busy = 3;
  model_settle();
  spawnAtGate<0>();
  spawnAtGate<1>();
  model_ready(1);
  raise(Gate);
}

SCENARIO(busy_one, 3) {
  model_busy = 2;
  model_settle();
  model_ready(1);
  spawnAtGate<0>();
  raise(Gate);
}

/// The thread still waits at the end.
SCENARIO(busy_at_the_end, 3) {
  model_busy = 2;
  model_settle();
  model_ready(1);
  spawnAtGate<0>();
  heddle::shutDownScheduler();
  raise(Gate);
}

/// The warp is idle first, or takes the thread as soon as it begins.
SCENARIO(busy_starting, 2) {
  model_busy = 2;
  model_ready(1);
  spawnAtGate<0>();
  raise(Gate);
  spawnAtGate<1>();
}

/// Handed to a neighbour and back.
NEIGHBOURS(busy_near, 3) {
  model_busy = 2;
  model_settle();
  model_ready(1);
  join<0>(spawnNear<0>());
}

SCENARIO(busy_alone, 3) {
  model_busy = 1;
  model_ready(1);
}

//===----------------------------------------------------------------------===//
// More threads than warps
//===----------------------------------------------------------------------===//

static sem_t Semaphore;

static void *post(void *) {
  CHECK(sem_post(&Semaphore) == 0);
  return nullptr;
}

static void *waitForPost(void *) {
  CHECK(sem_wait(&Semaphore) == 0);
  return nullptr;
}

/// The only warp waits for a thread that it must run itself.
SCENARIO(stranded_alone, 1) {
  pthread_t T;
  CHECK(pthread_create(&T, nullptr, post, nullptr) == 0);
  model_ready(1);
  waitForPost(nullptr);
  CHECK(pthread_join(T, nullptr) == 0);
  model_done();
}

/// Both warps wait for the two threads in the queue.
SCENARIO(stranded_two, 2) {
  model_settle();
  pthread_t Waiting, Posting[2];
  CHECK(pthread_create(
            &Waiting, nullptr,
            [](void *) -> void * {
              model_ready(2);
              waitForPost(nullptr);
              model_leave();
              return nullptr;
            },
            nullptr) == 0);
  for (pthread_t &T : Posting)
    CHECK(pthread_create(&T, nullptr, post, nullptr) == 0);
  model_ready(2);
  waitForPost(nullptr);
  for (pthread_t T : Posting)
    CHECK(pthread_join(T, nullptr) == 0);
  model_done();
  CHECK(pthread_join(Waiting, nullptr) == 0);
}
