//===- Options.cpp - The sanitizers' default options ----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The sanitizers ask the program for these before they read ASAN_OPTIONS and its
// kin, which prevail. Weak: so does what the program defines itself.
//
//===----------------------------------------------------------------------===//

extern "C" {

// At exit ThreadSanitizer waits a second for races of threads that are still
// running, and idle warps always are.
[[gnu::weak]] const char *__tsan_default_options() {
  return "atexit_sleep_ms=0";
}

} // extern "C"
