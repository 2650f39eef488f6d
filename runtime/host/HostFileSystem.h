//===- HostFileSystem.h - Paths and descriptors of the program ------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_HOSTFILESYSTEM_H
#define HEDDLE_RUNTIME_HOST_HOSTFILESYSTEM_H

#include "HostCallRequest.h"

#include <mutex>
#include <unordered_map>

namespace heddle::host {

class HostStreams;

/// Serves the calls about descriptors and paths. A descriptor has the number
/// that it has on the host, but only those that the program opened are its own:
/// the launcher and the CUDA driver have descriptors too. Any number of threads
/// may call.
class HostFileSystem {
public:
  explicit HostFileSystem(HostStreams &Streams) : Streams(Streams) {}
  /// Closes what is open.
  ~HostFileSystem();
  HostFileSystem(const HostFileSystem &) = delete;
  HostFileSystem &operator=(const HostFileSystem &) = delete;

  /// -1 and EINVAL for calls that are not about files, and for nonsense.
  HostCallAnswer serve(const HostCallRequest &Request, uint8_t *Payload);

  /// Whether \p Request could wait for somebody: the other end of a FIFO, say.
  bool mayWait(const HostCallRequest &Request, const uint8_t *Payload) const;

private:
  HostCallAnswer open(const HostCallRequest &Request, int Directory,
                      const std::string &Path);
  HostCallAnswer close(const HostCallRequest &Request);
  HostCallAnswer read(const HostCallRequest &Request, uint8_t *Payload);
  HostCallAnswer write(const HostCallRequest &Request, const uint8_t *Payload);
  HostCallAnswer copy(const HostCallRequest &Request);
  HostCallAnswer duplicate(const HostCallRequest &Request);
  HostCallAnswer replace(const HostCallRequest &Request);
  HostCallAnswer pipe(const HostCallRequest &Request, uint8_t *Payload);
  HostCallAnswer poll(const HostCallRequest &Request, uint8_t *Payload);
  HostCallAnswer streamFile(const HostCallRequest &Request);
  HostCallAnswer fileStream(const HostCallRequest &Request,
                            const uint8_t *Payload);
  HostCallAnswer onDescriptor(const HostCallRequest &Request,
                              uint8_t *Payload);
  HostCallAnswer onTwoPaths(const HostCallRequest &Request,
                            const uint8_t *Payload);
  HostCallAnswer onPath(const HostCallRequest &Request, uint8_t *Payload);

  HostCallAnswer take(int Descriptor);
  bool isOpen(uint64_t Descriptor) const;
  /// The same for who holds the lock.
  bool isOpenLocked(uint64_t Descriptor) const;

  HostStreams &Streams;
  mutable std::mutex Lock;
  /// The program's descriptors from 3 on, and the stream that each belongs to:
  /// NoStream for those that the program opened as descriptors.
  std::unordered_map<int, uint64_t> Descriptors;
};

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_HOSTFILESYSTEM_H
