//===- HostLocalTime.h - Local time by the host's time zones --------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_HOSTLOCALTIME_H
#define HEDDLE_RUNTIME_HOST_HOSTLOCALTIME_H

#include "HostCallRequest.h"

namespace heddle::host {

/// localtime, mktime and tzset, in the zone that the program's TZ names. Any number of
/// threads may call.
HostCallAnswer localTime(const HostCallRequest &Request, uint8_t *Payload);
HostCallAnswer makeTime(const HostCallRequest &Request, uint8_t *Payload);
HostCallAnswer timeZone(const HostCallRequest &Request, uint8_t *Payload);

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_HOSTLOCALTIME_H
