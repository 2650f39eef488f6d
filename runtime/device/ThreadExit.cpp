//===- ThreadExit.cpp - pthread_exit --------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An exception that nothing but catch (...) takes, as on Linux: it leaves one
// function after the other, whatever language they are in, and arrives at the
// landing pad where the thread began (plugin/ThreadExitPad.h). In a file of its
// own, since only programs that link pthread_exit are to have such pads, and
// compiled with exceptions, since it lets one out.
//
//===----------------------------------------------------------------------===//

#include "ThreadEnd.h"

#include <pthread.h>

extern "C" {

int _Unwind_ForcedUnwind(_Unwind_Exception *, heddle::StopFunction *, void *);

void pthread_exit(void *Result) {
  _Unwind_ForcedUnwind(heddle::createThreadExit(Result),
                       heddle::continueThreadExit,
                       (void *)&heddle::ExitHandlersOfThreads);
  __builtin_unreachable();
}

} // extern "C"
