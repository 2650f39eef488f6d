//===- FencedHost.h - A host that a fuzzer can do no harm to --------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A program may ask for any file, since it is its user's own. A fuzzer asks for
// all of them. So the launcher is linked with --wrap for each function that takes
// a path or starts a process: paths lead nowhere but into a temporary folder, and
// commands are not run.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TEST_FUZZ_FENCEDHOST_H
#define HEDDLE_TEST_FUZZ_FENCEDHOST_H

namespace heddle::test {

/// Makes the folder and sets limits. Once.
void makeFence();

/// From its making to its end the functions are fenced, and the folder is the
/// working directory, empty before and after. The fuzzer's own code is the only other
/// that uses them.
class Fence {
public:
  Fence();
  ~Fence();
};

/// Called in the middle of each fenced function: what the device does to shared
/// memory while the host serves a call. May be null.
extern void (*OnHostFunction)();

} // namespace heddle::test

#endif // HEDDLE_TEST_FUZZ_FENCEDHOST_H
