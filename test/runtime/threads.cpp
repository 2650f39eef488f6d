//===- threads.cpp - Creating, joining and detaching threads --------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Runs with any number of warps, also with one.
//
//===----------------------------------------------------------------------===//

#include "Check.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

namespace {

template <typename T> T load(T &Value) {
  return __atomic_load_n(&Value, __ATOMIC_ACQUIRE);
}
template <typename T> T increment(T &Value) {
  return __atomic_fetch_add(&Value, 1, __ATOMIC_ACQ_REL);
}

void *square(void *Argument) {
  uintptr_t N = uintptr_t(Argument);
  return (void *)(N * N);
}

void joinGivesTheResult() {
  for (uintptr_t I = 0; I < 2000; ++I) {
    pthread_t T;
    void *Result = nullptr;
    CHECK(pthread_create(&T, nullptr, square, (void *)I) == 0);
    CHECK(pthread_join(T, &Result) == 0);
    CHECK(Result == (void *)(I * I));
  }
}

void moreThreadsThanWarps() {
  constexpr unsigned Count = 10000;
  pthread_t *Threads = (pthread_t *)malloc(Count * sizeof(pthread_t));
  for (uintptr_t I = 0; I < Count; ++I)
    CHECK(pthread_create(&Threads[I], nullptr, square, (void *)I) == 0);
  for (uintptr_t I = 0; I < Count; ++I) {
    void *Result;
    CHECK(pthread_join(Threads[I], &Result) == 0);
    CHECK(Result == (void *)(I * I));
  }
  free(Threads);
}

struct Range {
  unsigned depth;
  uint64_t leaves;
};

/// A complete binary tree of threads.
void *countLeaves(void *Argument) {
  Range &R = *(Range *)Argument;
  if (R.depth == 0) {
    R.leaves = 1;
    return nullptr;
  }
  Range Halves[2] = {{R.depth - 1, 0}, {R.depth - 1, 0}};
  pthread_t Threads[2];
  for (int I = 0; I < 2; ++I)
    CHECK(pthread_create(&Threads[I], nullptr, countLeaves, &Halves[I]) == 0);
  for (pthread_t T : Threads)
    CHECK(pthread_join(T, nullptr) == 0);
  R.leaves = Halves[0].leaves + Halves[1].leaves;
  return nullptr;
}

void forkAndJoinRecursively() {
  Range Root = {14, 0};
  countLeaves(&Root);
  CHECK(Root.leaves == 1 << 14);
}

unsigned Detached;

void *countDetached(void *) {
  increment(Detached);
  return nullptr;
}

void detachedThreadsRun() {
  constexpr unsigned Count = 500;
  pthread_attr_t Attributes;
  pthread_attr_init(&Attributes);
  CHECK(pthread_attr_setdetachstate(&Attributes, PTHREAD_CREATE_DETACHED) == 0);
  for (unsigned I = 0; I < Count; ++I) {
    pthread_t T;
    bool AtOnce = I % 2;
    CHECK(pthread_create(&T, AtOnce ? &Attributes : nullptr, countDetached,
                         nullptr) == 0);
    if (!AtOnce) {
      if (I % 4)
        sched_yield();
      CHECK(pthread_detach(T) == 0);
    }
  }
  // With one warp nobody else can run them while main does.
  if (sysconf(_SC_NPROCESSORS_ONLN) > 1)
    while (load(Detached) < Count)
      sched_yield();
}

void *joinSelf(void *) {
  return (void *)intptr_t(pthread_join(pthread_self(), nullptr));
}

void *nothing(void *) { return nullptr; }

void mistakesAreReported() {
  pthread_t T;
  void *Result;
  CHECK(pthread_create(&T, nullptr, joinSelf, nullptr) == 0);
  CHECK(pthread_join(T, &Result) == 0);
  CHECK(Result == (void *)EDEADLK);
  CHECK(pthread_join(T, nullptr) == ESRCH);
  CHECK(pthread_detach(T) == ESRCH);
  CHECK(pthread_join(pthread_self(), nullptr) == EDEADLK);
  pthread_attr_t Attributes;
  pthread_attr_init(&Attributes);
  CHECK(pthread_attr_setstacksize(&Attributes, 1000) == EINVAL);
  CHECK(pthread_attr_setdetachstate(&Attributes, 7) == EINVAL);
  CHECK(pthread_setname_np(pthread_self(), "sixteen letters!") == ERANGE);
}

void *fillStack(void *Argument) {
  size_t Bytes = size_t(Argument);
  // What GlobalizeStack would make of a large array.
  return (void *)Bytes;
}

void stacksOfTheirOwn() {
  pthread_attr_t Attributes;
  pthread_attr_init(&Attributes);
  size_t Bytes;
  CHECK(pthread_attr_getstacksize(&Attributes, &Bytes) == 0 && Bytes > 0);
  CHECK(pthread_attr_setstacksize(&Attributes, 3 * Bytes) == 0);
  for (int I = 0; I < 100; ++I) {
    pthread_t T;
    CHECK(pthread_create(&T, &Attributes, fillStack, (void *)Bytes) == 0);
    void *Result;
    CHECK(pthread_join(T, &Result) == 0 && Result == (void *)Bytes);
  }
  CHECK(pthread_attr_setstacksize(&Attributes, size_t(1) << 60) == 0);
  pthread_t T;
  CHECK(pthread_create(&T, &Attributes, nothing, nullptr) == EAGAIN);
}

void *nameOf(void *Argument) {
  char Name[16];
  CHECK(pthread_getname_np(pthread_self(), Name, sizeof(Name)) == 0);
  CHECK(Name[0] == '\0');
  CHECK(pthread_setname_np(pthread_self(), (const char *)Argument) == 0);
  CHECK(pthread_getname_np(pthread_self(), Name, sizeof(Name)) == 0);
  CHECK(Name[0] == *(const char *)Argument);
  CHECK(pthread_getname_np(pthread_self(), Name, 1) == ERANGE);
  return (void *)pthread_self();
}

void names() {
  pthread_t T;
  void *Self;
  CHECK(pthread_create(&T, nullptr, nameOf, (void *)"worker") == 0);
  CHECK(pthread_join(T, &Self) == 0);
  CHECK(pthread_equal((pthread_t)Self, T));
}

unsigned Spawned;

void *spawnMore(void *Argument) {
  unsigned Depth = unsigned(uintptr_t(Argument));
  increment(Spawned);
  for (int I = 0; I < 3 && Depth; ++I) {
    pthread_t T;
    CHECK(pthread_create(&T, nullptr, spawnMore,
                         (void *)uintptr_t(Depth - 1)) == 0);
    pthread_detach(T);
  }
  return nullptr;
}

/// All warps spawn at the same time.
void spawnersCompete() {
  if (sysconf(_SC_NPROCESSORS_ONLN) == 1)
    return;
  pthread_t T;
  CHECK(pthread_create(&T, nullptr, spawnMore, (void *)7) == 0);
  CHECK(pthread_join(T, nullptr) == 0);
  unsigned Expected = 0, Level = 1;
  for (int I = 0; I < 8; ++I, Level *= 3)
    Expected += Level;
  while (load(Spawned) < Expected)
    sched_yield();
}

/// What a std::future is to its two threads: join knows nothing of it.
struct Promise {
  pthread_mutex_t mutex;
  pthread_cond_t given;
  unsigned depth;
  bool isGiven;
  uint64_t value;
};

void *fulfill(void *Argument) {
  Promise &Mine = *(Promise *)Argument;
  uint64_t Value = 1;
  if (Mine.depth) {
    Promise Halves[2] = {};
    for (Promise &Half : Halves) {
      Half.depth = Mine.depth - 1;
      pthread_t T;
      CHECK(pthread_create(&T, nullptr, fulfill, &Half) == 0);
      CHECK(pthread_detach(T) == 0);
    }
    Value = 0;
    for (Promise &Half : Halves) {
      pthread_mutex_lock(&Half.mutex);
      while (!Half.isGiven)
        pthread_cond_wait(&Half.given, &Half.mutex);
      Value += Half.value;
      pthread_mutex_unlock(&Half.mutex);
    }
  }
  pthread_mutex_lock(&Mine.mutex);
  Mine.isGiven = true;
  Mine.value = Value;
  pthread_cond_signal(&Mine.given);
  pthread_mutex_unlock(&Mine.mutex);
  return nullptr;
}

/// Soon every warp waits for threads that are still queued.
void blockedWarpsRunStrandedThreads() {
  Promise Root = {};
  Root.depth = 9;
  fulfill(&Root);
  CHECK(Root.value == 1 << 9);
}

} // namespace

int main() {
  RUN(joinGivesTheResult);
  RUN(moreThreadsThanWarps);
  RUN(forkAndJoinRecursively);
  RUN(detachedThreadsRun);
  RUN(mistakesAreReported);
  RUN(stacksOfTheirOwn);
  RUN(names);
  RUN(spawnersCompete);
  RUN(blockedWarpsRunStrandedThreads);
  return 0;
}
