//===- DeviceStartup.cpp - What heddle-ld would have generated ------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For programs built by build-on-host: entries are called as they are, and there
// are no global constructors.
//
//===----------------------------------------------------------------------===//

#include "Abi.h"

extern "C" {

void __heddle_warp_main(heddle::abi::LaunchParams *);

void *__heddle_dispatch(void *Entry, void *Argument) {
  return ((void *(*)(void *))Entry)(Argument);
}

/// Nothing throws.
void __cxa_call_terminate(void *) { __builtin_trap(); }
void __heddle_raise(void *, void (*)(), void (*)()) { __builtin_trap(); }

/// Nor is any signal's handler set.
void (*__heddle_signal_handler(int))(int) { return nullptr; }

void __heddle_run_constructors() {}
void __heddle_run_destructors() {}

extern const heddle::abi::ProgramImage __heddle_program_image;
const heddle::abi::ProgramImage __heddle_program_image = {
    heddle::abi::Version, 0, nullptr, 0, __heddle_warp_main, 16, 1, 0};

} // extern "C"
