//===- Raise.cpp - Where exceptions start ---------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Compiled with exceptions, as its functions let some out. LowerExceptions makes of __heddle_raise a return.
//
//===----------------------------------------------------------------------===//

#include "UnwindException.h"

extern "C" {

void __heddle_select_handler();
void __heddle_exception_escaped();
[[noreturn]] void __heddle_raise(_Unwind_Exception *, void (*Select)(),
                                 void (*Escaped)());

int _Unwind_RaiseException(_Unwind_Exception *E) {
  E->stop = nullptr;
  __heddle_raise(E, __heddle_select_handler, __heddle_exception_escaped);
}

int _Unwind_ForcedUnwind(_Unwind_Exception *E, heddle::StopFunction *Stop,
                         void *Argument) {
  E->stop = Stop;
  E->stopArgument = Argument;
  __heddle_raise(E, __heddle_select_handler, __heddle_exception_escaped);
}

/// A forced unwinding goes on as one.
int _Unwind_Resume_or_Rethrow(_Unwind_Exception *E) {
  __heddle_raise(E, __heddle_select_handler, __heddle_exception_escaped);
}

} // extern "C"
