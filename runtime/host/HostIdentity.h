//===- HostIdentity.h - Who runs the program, and where ---------*- C++ -*-===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_HOSTIDENTITY_H
#define HEDDLE_RUNTIME_HOST_HOSTIDENTITY_H

#include "HostCallRequest.h"

namespace heddle::host {

HostCallAnswer processNumber(const HostCallRequest &Request);
HostCallAnswer namesOfSystem(uint8_t *Payload);

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_HOSTIDENTITY_H
