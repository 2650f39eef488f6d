//===- Cancellation.cpp - What threads say of cancellation ----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Nothing cancels a thread: pthread_cancel is refused by the compiler. What a
// thread asks for is kept, so that it can be given back.
//
//===----------------------------------------------------------------------===//

#include "Thread.h"
#include "Warp.h"

#include <errno.h>
#include <pthread.h>

using namespace heddle;

static int exchange(Cleanup Bit, int Value, int *Old) {
  if (Value != 0 && Value != 1)
    return EINVAL;
  uint32_t &Bits = warpState().cleanups;
  if (Old)
    *Old = Bits & Bit ? 1 : 0;
  Bits = Value ? Bits | Bit : Bits & ~uint32_t(Bit);
  return 0;
}

extern "C" {

int pthread_setcancelstate(int State, int *Old) {
  static_assert(PTHREAD_CANCEL_ENABLE == 0 && PTHREAD_CANCEL_DISABLE == 1);
  return exchange(CancellationDisabled, State, Old);
}

int pthread_setcanceltype(int Type, int *Old) {
  static_assert(PTHREAD_CANCEL_DEFERRED == 0 &&
                PTHREAD_CANCEL_ASYNCHRONOUS == 1);
  return exchange(CancellationAsynchronous, Type, Old);
}

void pthread_testcancel(void) {}

} // extern "C"
