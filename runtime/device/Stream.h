//===- Stream.h - The program's side of a FILE ----------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A FILE here stands for a FILE of the host's C library, which does the
// buffering of output. What it buffers goes to it by the output ring (OutputRing.h), and
// a failure is told by a later call; the rest by host calls. Input comes a line at a time, so that reading characters
// costs one host call a line; what was read ahead and the end-of-file and error
// indicators are kept here.
//
// An operation that is one record or call and touches nothing here but indicators
// shares the stream with others like it; all others, and flockfile, have it for
// themselves. So the bytes of one fwrite, printf or puts are never torn apart,
// and yet many threads can print at a time.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_STREAM_H
#define HEDDLE_RUNTIME_DEVICE_STREAM_H

#include "Abi.h"
#include "Atomic.h"
#include "HostCalls.h"

#include <pthread.h>
#include <stddef.h>
#include <stdio.h>

namespace heddle {

class StreamLock {
  static constexpr uint32_t Exclusive = uint32_t(1) << 31;

  /// Orders those who want the stream for themselves; a thread may hold it
  /// more than once.
  pthread_mutex_t order;
  uint32_t depth; ///< guarded by order
  /// Operations that share the stream, and whether somebody excludes more.
  Atomic<uint32_t> users;

  void waitForUsers();
  void leaveShared();

public:
  constexpr StreamLock()
      : order(PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP), depth(0), users() {}

  void lock();
  bool tryLock();
  void unlock();
  /// Shares the stream, or locks it if somebody has it; says which.
  bool enter();
  void leave(bool Shared);
};

/// What a stream was opened for.
enum class StreamUse : uint8_t { Input, Output, Update };

/// From so many bytes on, the host moves them from or to a file by itself.
inline constexpr size_t BulkBytes = 64 * 1024;

/// Longest sequence that ungetc can put back: a wide character.
inline constexpr uint32_t PushBackBytes = 16;

} // namespace heddle

struct FILE {
  enum Indicator : uint32_t { EndOfFile = 1, Error = 2 };

  heddle::StreamLock lock;
  uint64_t stream; ///< the host's id; NoStream once closed
  heddle::Atomic<uint32_t> indicators;
  /// An abi::OutputWay, and the failures there had been when the host said so.
  heddle::Atomic<uint32_t> way;
  /// Bytes put into a PacedRing since somebody has waited for the host.
  heddle::Atomic<uint32_t> paced;
  heddle::StreamUse use;
  bool isStatic; ///< stdin, stdout or stderr
  /// Input read ahead: [position, end) of the buffer. Allocated when needed;
  /// the first PushBackBytes are for characters put back.
  uint32_t position;
  uint32_t end;
  unsigned char *buffer;

  static constexpr uint32_t BufferBytes =
      heddle::PushBackBytes + heddle::MaxPayload;

  constexpr FILE(uint64_t Stream, heddle::StreamUse Use, bool IsStatic)
      : stream(Stream), indicators(), way(), paced(), use(Use),
        isStatic(IsStatic), position(0), end(0), buffer(nullptr) {}

  bool has(Indicator I) const { return indicators.load(heddle::Relaxed) & I; }
  void set(Indicator I) { indicators.fetchOr(I, heddle::Relaxed); }
  /// Sets errno and the error indicator.
  void fail(int ErrorNumber);
  /// Makes the next write ask how it is to be done.
  void forgetWay() { way.store(uint32_t(heddle::abi::OutputWay::Unknown), heddle::Relaxed); }
  /// Whether writes may have failed that the program does not know of.
  bool mayHaveFailed() const;
  uint32_t unread() const { return end - position; }
  void dropInput() { position = end = heddle::PushBackBytes; }

  // The rest is for those who hold the lock.

  /// Writes all bytes, in as many calls as it takes; returns how many.
  size_t writeAll(const void *Bytes, size_t Count);
  /// Reads into Bytes until a newline, the end or Most; returns how many. The
  /// buffer must be empty.
  uint32_t readLineInto(void *Bytes, uint32_t Most);
  /// Fills the empty buffer; false at the end and on errors.
  bool fill();
  /// The next character without consuming it, or EOF.
  int peek();
  int get();
  bool unget(int Character);
  size_t read(void *Bytes, size_t Count);
};

namespace heddle {

/// Holds a stream's lock for a scope.
class StreamGuard {
  StreamLock &lock;

public:
  explicit StreamGuard(FILE *F) : lock(F->lock) { lock.lock(); }
  ~StreamGuard() { lock.unlock(); }
  StreamGuard(const StreamGuard &) = delete;
  StreamGuard &operator=(const StreamGuard &) = delete;
};

/// fwrite for bytes: all of them together. Returns how many were written.
size_t writeStream(FILE *F, const void *Bytes, size_t Count);

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_STREAM_H
