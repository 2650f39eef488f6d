//===- UnwindException.h - The unwinder's part of an exception --*- C++ -*-===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// As in the Itanium C++ ABI, Exception Handling, 1.2. The private words are the
// unwinder's: of a forced unwinding they are the stop function and its argument,
// otherwise null.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_UNWINDEXCEPTION_H
#define HEDDLE_RUNTIME_DEVICE_UNWINDEXCEPTION_H

#include <stdint.h>

struct _Unwind_Context;
struct _Unwind_Exception;

namespace heddle {

enum ReasonCode {
  NoReason = 0,
  ForeignExceptionCaught = 1,
  EndOfStack = 5,
  HandlerFound = 6,
  InstallContext = 7,
  ContinueUnwind = 8,
};

enum Action {
  SearchPhase = 1,
  CleanupPhase = 2,
  HandlerFrame = 4,
  ForceUnwind = 8,
  AtEndOfStack = 16,
};

using StopFunction = ReasonCode(int Version, Action Actions, uint64_t Class,
                                _Unwind_Exception *, _Unwind_Context *,
                                void *Argument);

} // namespace heddle

struct _Unwind_Exception {
  uint64_t exceptionClass;
  void (*cleanup)(heddle::ReasonCode, _Unwind_Exception *);
  heddle::StopFunction *stop;
  void *stopArgument;
};

#endif // HEDDLE_RUNTIME_DEVICE_UNWINDEXCEPTION_H
