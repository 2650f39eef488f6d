//===- Barrier.cpp - Scenarios of barriers and once -----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../Scenario.h"

static pthread_barrier_t Barrier;
static int Arrived[3];
static heddle::Atomic<uint32_t> Serial;

static void pass() {
  int Result = pthread_barrier_wait(&Barrier);
  CHECK(Result == 0 || Result == PTHREAD_BARRIER_SERIAL_THREAD);
  if (Result)
    Serial.fetchAdd(1, heddle::Relaxed);
}

/// Plain memory written before one round is read after it and written again
/// after the next.
template <int I, int Count> static void twoRounds() {
  for (int Round = 1; Round <= 2; ++Round) {
    Arrived[I] = Round;
    pass();
    for (int J = 0; J < Count; ++J)
      CHECK(Arrived[J] == Round);
    pass();
  }
}

SCENARIO(barrier_two, 2) {
  pthread_barrier_init(&Barrier, nullptr, 2);
  runTogether(twoRounds<0, 2>, twoRounds<1, 2>);
  CHECK(Serial.load(heddle::Relaxed) == 4);
}

template <int I> static void oneRound() {
  Arrived[I] = 1;
  pass();
  CHECK(Arrived[0] && Arrived[1] && Arrived[2]);
}

SCENARIO(barrier_three, 3) {
  pthread_barrier_init(&Barrier, nullptr, 3);
  runTogether(oneRound<0>, oneRound<1>, oneRound<2>);
  CHECK(Serial.load(heddle::Relaxed) == 1);
}

SCENARIO(barrier_three_twice, 3) {
  pthread_barrier_init(&Barrier, nullptr, 3);
  Part Twice = [] {
    pass();
    pass();
  };
  runTogether(Twice, Twice, Twice);
  CHECK(Serial.load(heddle::Relaxed) == 2);
}

/// One of them destroys it as soon as it is through.
SCENARIO(barrier_destroy, 2) {
  pthread_barrier_init(&Barrier, nullptr, 2);
  Part Use = [] {
    if (pthread_barrier_wait(&Barrier)) {
      pthread_barrier_destroy(&Barrier);
      destroyed(Barrier);
    }
  };
  runTogether(Use, Use);
}

static pthread_once_t Once = PTHREAD_ONCE_INIT;
static int Done;

static void useOnce() {
  CHECK(pthread_once(&Once, [] { ++Done; }) == 0);
  CHECK(Done == 1);
}

SCENARIO(once_two, 2) { runTogether(useOnce, useOnce); }

SCENARIO(once_three, 3) { runTogether(useOnce, useOnce, useOnce); }
