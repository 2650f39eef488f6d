//===- Fiber.h - Stacks to switch between ---------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A warp of the model is a fiber. Its state can be saved and brought back, so
// that executions that begin alike need not repeat their beginning.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TEST_MODEL_FIBER_H
#define HEDDLE_TEST_MODEL_FIBER_H

#include <cstdint>
#include <vector>

namespace heddle::model {

class Fiber {
  static constexpr uint64_t StackBytes = 256 * 1024;

  char *stack = nullptr;
  void *pointer = nullptr;
  std::vector<char> savedStack;
  void *savedPointer = nullptr;

public:
  /// Makes the next resume call Entry, which must not return.
  void start(void (*Entry)());
  /// Runs the fiber until it calls suspend. Not to be called on a fiber.
  void resume();
  /// Goes back to where resume was called. On a fiber.
  static void suspend();
  /// The one that runs, null outside.
  static Fiber *current();

  void save();
  void restore();

  bool owns(uintptr_t Address) const {
    return Address - uintptr_t(stack) < StackBytes;
  }
};

} // namespace heddle::model

#endif // HEDDLE_TEST_MODEL_FIBER_H
