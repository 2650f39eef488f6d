//===- Check.h - Assertions of the runtime's own tests --------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Works in a program that runs on warps, whichever way it was built.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TEST_RUNTIME_CHECK_H
#define HEDDLE_TEST_RUNTIME_CHECK_H

#include <stdio.h>
#include <stdlib.h>

#define CHECK(...)                                                             \
  do {                                                                         \
    if (!(__VA_ARGS__)) {                                                      \
      fprintf(stderr, "%s:%d: failed: %s\n", __FILE__, __LINE__,               \
              #__VA_ARGS__);                                                   \
      exit(1);                                                                 \
    }                                                                          \
  } while (0)

/// Names the test on its way, so that a hang has a name.
#define RUN(Test)                                                              \
  do {                                                                         \
    printf("%s\n", #Test);                                                     \
    fflush(stdout);                                                            \
    Test();                                                                    \
  } while (0)

#endif // HEDDLE_TEST_RUNTIME_CHECK_H
