//===- HostCommands.h - system() ------------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_HOSTCOMMANDS_H
#define HEDDLE_RUNTIME_HOST_HOSTCOMMANDS_H

#include "HostCallRequest.h"

namespace heddle::host {

/// Runs the command in the payload by the shell, with the launcher's environment
/// but for the changes that follow: NAME=VALUE, or NAME for a variable that is
/// gone. Returns when the command has ended.
HostCallAnswer runCommand(const HostCallRequest &Request,
                          const uint8_t *Payload);

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_HOSTCOMMANDS_H
