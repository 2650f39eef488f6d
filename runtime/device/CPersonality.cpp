//===- CPersonality.cpp - The personality routine of C --------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// C has cleanups (__attribute__((cleanup))) and no handlers. LowerExceptions asks
// no routine about a landing pad without handlers, so only its name is needed.
//
//===----------------------------------------------------------------------===//

#include "UnwindException.h"

extern "C" heddle::ReasonCode __gcc_personality_v0(int, heddle::Action, uint64_t,
                                                   _Unwind_Exception *,
                                                   _Unwind_Context *) {
  return heddle::ContinueUnwind;
}
