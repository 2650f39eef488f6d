//===- PathCalls.h - Host calls about paths -------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_PATHCALLS_H
#define HEDDLE_RUNTIME_DEVICE_PATHCALLS_H

#include "Errno.h"
#include "HostCalls.h"

#include <fcntl.h>
#include <string.h>

namespace heddle {

/// A call about a path, which is relative to Directory; fails with ENAMETOOLONG
/// if the path does not fit.
inline HostReply pathCall(abi::HostCall Call, int Directory, const char *Path,
                          uint64_t A1 = 0, uint64_t A2 = 0,
                          void *Answer = nullptr, uint32_t Room = 0) {
  size_t Bytes = strlen(Path) + 1;
  if (Bytes > MaxPayload)
    return {-1, ENAMETOOLONG, 0};
  return hostCall(Call, uint64_t(int64_t(Directory)), A1, A2, Path,
                  uint32_t(Bytes), Answer, Room);
}

/// The result of a call that fails by -1, with errno set then.
inline int64_t resultOf(const HostReply &Reply) {
  if (Reply.result < 0)
    errno = Reply.error;
  return Reply.result;
}

/// Flags by which a call is about Directory itself, Path being empty.
inline constexpr uint64_t OnDescriptor = AT_EMPTY_PATH;

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_PATHCALLS_H
