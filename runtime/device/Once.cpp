//===- Once.cpp - pthread_once_t ------------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Wait.h"
#include "Warp.h"

#include <pthread.h>

using namespace heddle;

namespace {
enum OnceState : uint32_t { NotYet = PTHREAD_ONCE_INIT, Running, Done };
} // namespace

extern "C" int pthread_once(pthread_once_t *P, void (*Function)(void)) {
  Atomic<uint32_t> &State = *(Atomic<uint32_t> *)P;
  uint32_t Seen = State.load(Acquire);
  if (Seen == Done)
    return 0;
  if (Seen == NotYet && State.compareExchange(Seen, Running, Acquire, Acquire)) {
    Function();
    State.store(Done, Release);
    arch::wakeWord(State.word());
    return 0;
  }
  while (Seen == Running) {
    block(WaitsForOnce, P, State, Running);
    Seen = State.load(Acquire);
  }
  return 0;
}
