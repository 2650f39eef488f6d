//===- HostCalls.h - Asking the launcher ----------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A call takes about 3 us. The ring of slots and its protocol are described at
// abi::HostCallSlot. Never inlined: with the accesses to host memory at each use
// they were a third of a small program.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_HOSTCALLS_H
#define HEDDLE_RUNTIME_DEVICE_HOSTCALLS_H

#include "Abi.h"

namespace heddle {

/// Most bytes that one call can carry in each direction.
inline constexpr uint32_t MaxPayload = abi::HostCallSlot::PayloadBytes;

struct HostReply {
  int64_t result;
  int32_t error;  ///< errno of the host's call, 0 on success
  uint32_t bytes; ///< of the answer's payload that were stored
};

/// Sends Sent bytes (at most MaxPayload) from Payload along with the call, and
/// stores at most Room bytes of the answer's payload to Answer. Payload and
/// Answer may be null when nothing goes that way.
HostReply hostCall(abi::HostCall Call, uint64_t A0 = 0, uint64_t A1 = 0,
                   uint64_t A2 = 0, const void *Payload = nullptr,
                   uint32_t Sent = 0, void *Answer = nullptr,
                   uint32_t Room = 0);

/// A call with strings, each of which travels with its null byte; fails with
/// ENAMETOOLONG if they do not fit. Second may be null.
HostReply hostCall(abi::HostCall Call, const char *First, const char *Second);

/// HostCall::Fatal, the one with four arguments. Text may be null.
void hostCallFatal(abi::FaultKind Kind, uint64_t ThreadId, uint64_t WarpId,
                   uint64_t Detail, const char *Text);

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_HOSTCALLS_H
