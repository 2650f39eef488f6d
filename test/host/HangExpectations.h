//===- HangExpectations.h - What is said of FakeProgram's hangs -----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The same on both devices. What the device would have written of its threads is
// made up by FakeProgram.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TEST_HOST_HANGEXPECTATIONS_H
#define HEDDLE_TEST_HOST_HANGEXPECTATIONS_H

#include "ExitCodes.h"
#include "Subprocess.h"

#include <gtest/gtest.h>

namespace heddle::test {

inline void expectSaid(const Outcome &Result, const std::string &Part) {
  EXPECT_NE(Result.Errors.find(Part), std::string::npos) << Result.Errors;
}

/// Of {"stuck"}.
inline void expectDeadlock(const Outcome &Stuck) {
  EXPECT_EQ(Stuck.Status, int(host::ExitCode::Deadlock));
  expectSaid(Stuck, "heddle: deadlock: all 2 threads wait for each other or for "
                    "something that cannot");
  expectSaid(Stuck, "  main    waiting  ");
  expectSaid(Stuck, "  the end of thread 2\n");
  expectSaid(Stuck, ", held by thread 1  stuck.cpp:7 (work)\n");
}

/// Second arguments of "stuck" for what is no deadlock: a wait that has been
/// granted, one with a deadline, one that has begun anew, an idle warp that has had
/// mail, a warp that is neither idle nor blocked, and a thread that waits for all
/// others when there is none.
inline constexpr const char *NoDeadlocks[] = {"granted", "timed", "waits-again",
                                              "mail", "host", "last"};

/// Of one of these, with HEDDLE_TIMEOUT=1.9.
inline void expectTimeout(const char *How, const Outcome &Result) {
  EXPECT_EQ(Result.Status, int(host::ExitCode::TimedOut)) << How << Result.Errors;
  expectSaid(Result,
             "the program has run for longer than HEDDLE_TIMEOUT=1.9 s\n");
  expectSaid(Result, "  worker  waiting  ");
}

} // namespace heddle::test

#endif // HEDDLE_TEST_HOST_HANGEXPECTATIONS_H
