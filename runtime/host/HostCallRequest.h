//===- HostCallRequest.h - A request copied out of its slot ---------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_HOSTCALLREQUEST_H
#define HEDDLE_RUNTIME_HOST_HOSTCALLREQUEST_H

#include "../abi/Abi.h"

#include <array>
#include <optional>
#include <span>
#include <string>

namespace heddle::host {

/// The part of a request that decides how it is served, copied out of the slot
/// once so that the device cannot change it under the checks.
struct HostCallRequest {
  abi::HostCall Call;
  std::array<uint64_t, 6> Args;
  uint32_t PayloadBytes;

  explicit HostCallRequest(const abi::HostCallSlot &Slot);
};

/// What a slot is answered with, beside the payload.
struct HostCallAnswer {
  int64_t Result = 0;
  int Error = 0;
  uint32_t PayloadBytes = 0;
};

/// The string at the start of \p Bytes, or null when it does not end in them.
/// \p Bytes becomes what follows.
std::optional<std::string> takeString(std::span<const uint8_t> &Bytes);

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_HOSTCALLREQUEST_H
