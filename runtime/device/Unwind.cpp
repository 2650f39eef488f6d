//===- Unwind.cpp - The unwinder's interface ------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Nothing walks frames here. LowerExceptions has made of every function one that
// returns when it has an exception under way, and of every landing pad one that
// asks selectHandler what to do. That function plays the unwinder for one frame
// (Itanium C++ ABI, Exception Handling, 1.3): the personality routine is the C++
// runtime's own and so is what it knows about types.
//
//===----------------------------------------------------------------------===//

#include "Fault.h"
#include "UnwindException.h"

using namespace heddle;

/// One frame, whose call sites LandingPadTable says to be at [0, 2).
struct _Unwind_Context {
  static constexpr uintptr_t Start = 0, ReturnAddress = 1;
  const uint8_t *languageData;
  uintptr_t selector;
};

namespace {

using Exception = _Unwind_Exception;
using Context = _Unwind_Context;
using Personality = ReasonCode(int Version, Action Actions, uint64_t Class,
                               Exception *, Context *);

constexpr int Version = 1;

/// What a stop function answers but NoReason is for unwinders that come back to
/// their caller. This one has no frame to come back to.
void askToStop(Exception *E, Action Actions, Context *Frame) {
  if (E->stop(Version, Actions, E->exceptionClass, E, Frame,
              E->stopArgument) != NoReason)
    raiseFault(abi::FaultKind::RuntimeError, 0,
               "the stop function of _Unwind_ForcedUnwind returned an error");
}

[[noreturn]] void unreadable() {
  raiseFault(abi::FaultKind::RuntimeError, 0,
             "the personality routine cannot read a landing pad's table");
}

} // namespace

extern "C" {

[[noreturn]] void __cxa_call_terminate(void *);

int32_t __heddle_select_handler(Exception *E, Personality *Routine,
                                const uint8_t *LanguageData) {
  Context Frame{LanguageData, 0};
  uint64_t Class = E->exceptionClass;
  if (E->stop) {
    constexpr Action Forced = Action(CleanupPhase | ForceUnwind);
    askToStop(E, Forced, &Frame);
    switch (Routine(Version, Forced, Class, E, &Frame)) {
    case InstallContext:
      return int32_t(Frame.selector);
    case ContinueUnwind:
      return 0;
    default:
      unreadable();
    }
  }
  switch (Routine(Version, SearchPhase, Class, E, &Frame)) {
  case HandlerFound:
    Routine(Version, Action(CleanupPhase | HandlerFrame), Class, E, &Frame);
    return int32_t(Frame.selector);
  case ContinueUnwind:
    return 0;
  default:
    unreadable();
  }
}

[[noreturn]] void __heddle_exception_escaped(Exception *E) {
  if (E->stop) {
    Context Frame{nullptr, 0};
    askToStop(E, Action(CleanupPhase | ForceUnwind | AtEndOfStack), &Frame);
  }
  __cxa_call_terminate(E);
}

void _Unwind_DeleteException(Exception *E) {
  if (E->cleanup)
    E->cleanup(ForeignExceptionCaught, E);
}

/// What the routine sets is first the exception, then the selector.
void _Unwind_SetGR(Context *Frame, int, uintptr_t Value) {
  Frame->selector = Value;
}
/// The landing pad, which the caller is.
void _Unwind_SetIP(Context *, uintptr_t) {}
uintptr_t _Unwind_GetIP(Context *) { return Context::ReturnAddress; }
uintptr_t _Unwind_GetIPInfo(Context *, int *IsBefore) {
  *IsBefore = 0;
  return Context::ReturnAddress;
}
uintptr_t _Unwind_GetRegionStart(Context *) { return Context::Start; }
uintptr_t _Unwind_GetLanguageSpecificData(Context *Frame) {
  return uintptr_t(Frame->languageData);
}

// Frames cannot be walked.
ReasonCode _Unwind_Backtrace(void *, void *) { return EndOfStack; }

} // extern "C"
