//===- Fault.cpp - Ends that nobody asked for -----------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fault.h"
#include "HostCalls.h"
#include "Thread.h"
#include "Warp.h"

#include <stdlib.h>

namespace heddle {

[[gnu::noinline]] void raiseFault(abi::FaultKind Kind, uint64_t Detail,
                                  const char *Text) {
  Thread *T = currentThread();
  hostCallFatal(Kind, T ? T->id : 0, arch::context().warpId, Detail, Text);
  arch::trap();
}

} // namespace heddle

using namespace heddle;

extern "C" {

[[noreturn, gnu::noinline]] void __heddle_stack_overflow(uint64_t FrameBytes) {
  // What reports it may need a frame and, as far as the compiler knows, recur.
  abi::WarpContext &Context = arch::context();
  if (warpState().reportsOverflow)
    arch::trap();
  warpState().reportsOverflow = true;
  Context.localStackFloor = 0;
  Context.stackLimit += StackReserve;
  raiseFault(abi::FaultKind::StackOverflow, FrameBytes, nullptr);
}

/// Place is "function" or "function at file:line", the function as the linker knows it.
[[noreturn, gnu::noinline]] void __heddle_divide_error(const char *Place) {
  raiseFault(abi::FaultKind::DivideError, 0, Place);
}

[[noreturn]] void abort(void) {
  raiseFault(abi::FaultKind::Abort, 0, nullptr);
}

} // extern "C"
