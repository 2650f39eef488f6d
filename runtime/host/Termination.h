//===- Termination.h - How the process ends -------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_TERMINATION_H
#define HEDDLE_RUNTIME_HOST_TERMINATION_H

#include "HostCallServer.h"

namespace heddle::host {

/// Takes SIGINT, SIGTERM, SIGHUP and SIGQUIT, where they would end the process
/// by default, away from all threads made from now on. A thread of its own
/// waits for them: until beginServing() it ends the process at once; from then
/// on it leaves that to whoever polls pendingSignal(), for a short while, so
/// that output which is still buffered gets out.
void catchTerminationSignals();
void beginServing();

/// The signal that asks the process to end, or 0.
int pendingSignal();

/// Ends the process by \p Signal as if nobody had caught it, without a core
/// dump: it would hold the launcher, not the program.
[[noreturn]] void dieBySignal(int Signal);

/// Writes \p Text to stderr.
void writeMessage(const std::string &Text);

/// Ends the process with \p Status after a short while, whatever stands in the
/// way of its ending by itself.
void endProcessSoon(int Status);

/// Prints \p End's message and ends the process as it says. Streams have been
/// flushed. No destructors run: threads may be using what they would destroy.
[[noreturn]] void endProcess(const Ending &End);

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_TERMINATION_H
