//===- Subprocess.h - Runs a program and collects what it does ------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TEST_HOST_SUBPROCESS_H
#define HEDDLE_TEST_HOST_SUBPROCESS_H

#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace heddle::test {

struct Outcome {
  int Status = -1; ///< exit status, -1 when a signal ended it
  int Signal = 0;
  bool TimedOut = false;
  std::string Output;
  std::string Errors;
};

/// A child process with pipes. Without any of the variables that the launcher
/// reads, but for those in Environment ("NAME=value").
class Subprocess {
public:
  std::vector<std::string> Command;
  std::vector<std::string> Environment;

  Subprocess() = default;
  Subprocess(const Subprocess &) = delete;
  Subprocess &operator=(const Subprocess &) = delete;
  /// Kills the child if a failed assertion has left it behind.
  ~Subprocess();

  /// Starts the child; its standard input is a pipe.
  void start();
  void send(const std::string &Text);
  void closeInput();
  void closeOutput();
  void signal(int Number) const;
  /// Reads its output until \p Text has come, from either stream; false when
  /// that takes more than 20 seconds.
  bool waitForText(const std::string &Text);
  /// Closes the input, collects the rest and waits, at most 20 seconds.
  Outcome finish();
  /// The same for a child that was sent a signal: its input stays open, because
  /// the end of it may reach the child first.
  Outcome finishBySignal();

private:
  bool pump(int Milliseconds);

  pid_t Child = -1;
  int Input = -1, Output = -1, Errors = -1;
  Outcome Result;
};

/// Runs \p Command with \p Input to the end.
Outcome run(std::vector<std::string> Command,
            std::vector<std::string> Environment = {},
            const std::string &Input = "");

} // namespace heddle::test

#endif // HEDDLE_TEST_HOST_SUBPROCESS_H
