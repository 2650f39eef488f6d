//===- ThreadEnd.h - Where pthread_exit arrives ---------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_THREADEND_H
#define HEDDLE_RUNTIME_DEVICE_THREADEND_H

#include "UnwindException.h"

extern "C" {

/// For an exception that has left a thread's function: the thread's result if it
/// is pthread_exit's. Any other ends the program.
void *__heddle_thread_exit(_Unwind_Exception *);
/// The same for main; does what is left to do.
[[noreturn]] void __heddle_main_exit(_Unwind_Exception *);

} // extern "C"

namespace heddle {

/// What pthread_exit lets out of itself.
_Unwind_Exception *createThreadExit(void *Result);

/// Its stop function, which never stops it.
StopFunction continueThreadExit;

/// Names the two functions above: what pthread_exit names is there when passes
/// generate calls of it.
struct ThreadExitHandlers {
  void *(*ofThread)(_Unwind_Exception *);
  void (*ofMain)(_Unwind_Exception *);
};
inline constexpr ThreadExitHandlers ExitHandlersOfThreads = {
    __heddle_thread_exit, __heddle_main_exit};

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_THREADEND_H
