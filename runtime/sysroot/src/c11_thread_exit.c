//===- c11_thread_exit.c - thrd_exit --------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In a file of its own, as pthread_exit is, and compiled with exceptions, too.
//
//===----------------------------------------------------------------------===//

#include <pthread.h>
#include <stdint.h>
#include <threads.h>

void thrd_exit(int result) {
  pthread_exit((void *)(intptr_t)result);
}
