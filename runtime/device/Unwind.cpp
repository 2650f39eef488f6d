//===- Unwind.cpp - The unwinder's interface ------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// There are no unwind tables. A raised exception finds no frame that would
// catch it, which the C++ runtime answers with std::terminate and its message.
// The rest is what its personality routine refers to; nobody calls that.
//
//===----------------------------------------------------------------------===//

#include "Fault.h"

#include <stdint.h>

using namespace heddle;

namespace {

enum ReasonCode { ForeignExceptionCaught = 1, EndOfStack = 5 };

/// As in the Itanium C++ ABI, 1.2.
struct Exception {
  uint64_t exceptionClass;
  void (*cleanup)(ReasonCode, Exception *);
};

struct Context;

[[noreturn]] void noFrames() {
  raiseFault(abi::FaultKind::Unsupported, 0,
             "the unwinder was asked about a frame");
}

} // namespace

extern "C" {

ReasonCode _Unwind_RaiseException(Exception *) { return EndOfStack; }
ReasonCode _Unwind_Resume_or_Rethrow(Exception *) { return EndOfStack; }
ReasonCode _Unwind_ForcedUnwind(Exception *, void *, void *) {
  return EndOfStack;
}
ReasonCode _Unwind_Backtrace(void *, void *) { return EndOfStack; }

void _Unwind_DeleteException(Exception *E) {
  if (E->cleanup)
    E->cleanup(ForeignExceptionCaught, E);
}

[[noreturn]] void _Unwind_Resume(Exception *) { noFrames(); }
uintptr_t _Unwind_GetGR(Context *, int) { noFrames(); }
void _Unwind_SetGR(Context *, int, uintptr_t) { noFrames(); }
uintptr_t _Unwind_GetIP(Context *) { noFrames(); }
uintptr_t _Unwind_GetIPInfo(Context *, int *) { noFrames(); }
void _Unwind_SetIP(Context *, uintptr_t) { noFrames(); }
uintptr_t _Unwind_GetLanguageSpecificData(Context *) { noFrames(); }
uintptr_t _Unwind_GetRegionStart(Context *) { noFrames(); }
uintptr_t _Unwind_GetCFA(Context *) { noFrames(); }
uintptr_t _Unwind_GetDataRelBase(Context *) { noFrames(); }
uintptr_t _Unwind_GetTextRelBase(Context *) { noFrames(); }

} // extern "C"
