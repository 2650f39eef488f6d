//===- Assert.cpp - assert and perror -------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern "C" {

void __assert_fail(const char *Condition, const char *File, unsigned Line,
                   const char *Function) noexcept {
  fprintf(stderr, "%s:%u: %s: Assertion `%s' failed.\n", File, Line, Function,
          Condition);
  abort();
}

void perror(const char *Prefix) noexcept {
  const char *Text = strerror(errno);
  if (Prefix && *Prefix)
    fprintf(stderr, "%s: %s\n", Prefix, Text);
  else
    fprintf(stderr, "%s\n", Text);
}

} // extern "C"
