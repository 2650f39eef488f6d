//===- HostStreams.h - The host's side of the program's FILE streams ------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_HOSTSTREAMS_H
#define HEDDLE_RUNTIME_HOST_HOSTSTREAMS_H

#include "../abi/Abi.h"

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <mutex>
#include <span>
#include <unordered_map>

namespace heddle::host {

/// Streams by the ids that the device knows them by. A stream is a FILE of the
/// host's C library, so buffering is what it is for a native program. Ids are
/// never used twice, so that a stale one is found out.
///
/// Operations on different streams may run at once, on one stream they must
/// not; HostCallLoop keeps to that.
class HostStreams {
public:
  /// Ids 1, 2 and 3 become stdin, stdout and stderr.
  HostStreams();
  /// Closes what open() opened.
  ~HostStreams();
  HostStreams(const HostStreams &) = delete;
  HostStreams &operator=(const HostStreams &) = delete;

  /// fopen; returns the new stream's id, or 0 with errno set.
  uint64_t open(const char *Path, const char *Mode);

  /// Takes over a FILE that somebody else opened; returns the stream's id.
  uint64_t adopt(FILE *File);

  /// Null when \p Id is no open stream.
  FILE *find(uint64_t Id) const;

  /// The descriptor of the stream's FILE, which another thread may be about to close;
  /// -1 when \p Id is no open stream.
  int descriptorOf(uint64_t Id) const;

  /// After another file has taken the place of a descriptor's: asks what it is, if it is a
  /// stream's.
  void renew(int Descriptor);

  /// fclose, with its result; EOF and EINVAL when \p Id is no open stream.
  int close(uint64_t Id);

  /// setvbuf, but \p Bytes is honoured. \p Mode is one of _IOFBF, _IOLBF and
  /// _IONBF; sizes beyond 64 MiB count as 64 MiB.
  int setBuffer(uint64_t Id, int Mode, uint64_t Bytes);

  /// How the device is to write to the stream from now on. Valid once something has been
  /// written: only then has a FILE chosen its kind of buffer.
  abi::OutputWay way(uint64_t Id) const;

  /// Keeps the error of a write that nobody waits for, until takeError. False if there is
  /// one already.
  bool deferError(uint64_t Id, int Error);
  /// The error kept, which is forgotten, or 0.
  int takeError(uint64_t Id);

  /// The FILE of a regular file, or null.
  FILE *findRegular(uint64_t Id) const;

  /// Flushes every stream but those in \p Except (which other threads are
  /// using); EOF when one of them failed.
  int flushAll(std::span<const uint64_t> Except = {});

  /// Whether writing \p Bytes could wait for someone: the stream would flush
  /// to a pipe, socket or terminal that has no room now.
  bool writeMayBlock(uint64_t Id, std::span<const uint8_t> Bytes) const;

  /// Whether flushing could wait: output is pending and there is no room.
  bool flushMayBlock(uint64_t Id) const;

  /// Whether reading \p Bytes, or a line of at most so many, could wait: the
  /// stream is no regular file and has not got them in its buffer.
  bool readMayBlock(uint64_t Id, uint64_t Bytes, bool Line) const;

  /// Whether there is input in the stream's buffer. For any thread, while the stream is not
  /// being closed.
  bool hasInput(uint64_t Id) const;

private:
  struct Stream {
    FILE *File;
    /// Reads and writes of regular files and directories never wait.
    std::atomic<bool> Waits = false;
    std::atomic<bool> Regular = false;
    /// What setBuffer handed to setvbuf; the FILE uses it until closed.
    std::unique_ptr<char[]> Buffer;
    int DeferredError = 0;

    explicit Stream(FILE *File) : File(File) { ask(); }
    /// What kind of file it is.
    void ask();
  };

  void add(uint64_t Id, FILE *File);
  const Stream *lookUp(uint64_t Id) const;

  /// Guards the table. An entry stays where it is until it is closed.
  mutable std::mutex Lock;
  std::unordered_map<uint64_t, Stream> Table;
  uint64_t NextId;
};

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_HOSTSTREAMS_H
