//===- Descriptors.cpp - File descriptors ---------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The three standard descriptors are the standard streams, so that both can be
// mixed; all others are the host's own.
//
//===----------------------------------------------------------------------===//

#include "PathCalls.h"
#include "Stream.h"

#include <limits.h>
#include <stdarg.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

using namespace heddle;
using abi::HostCall;

/// Null once it is closed: the number may be another file's then.
static FILE *standardStream(int Descriptor) {
  FILE *F = Descriptor == STDIN_FILENO    ? stdin
            : Descriptor == STDOUT_FILENO ? stdout
            : Descriptor == STDERR_FILENO ? stderr
                                          : nullptr;
  return F && F->stream != abi::NoStream ? F : nullptr;
}

// As from a terminal, a line at a time. The stream's indicators stay as they are.
static ssize_t readStandard(FILE *F, void *Bytes, size_t Count) {
  StreamGuard Guard(F);
  if (uint32_t Unread = F->unread())
    return ssize_t(F->read(Bytes, Count < Unread ? Count : Unread));
  uint32_t Before = F->indicators.exchange(0, Relaxed);
  uint32_t Got = F->readLineInto(
      Bytes, uint32_t(Count < MaxPayload ? Count : MaxPayload));
  bool Failed = Got == 0 && F->has(FILE::Error);
  F->indicators.store(Before, Relaxed);
  return Failed ? -1 : ssize_t(Got);
}

/// Positions that are none: the descriptor's own, and the same for a read that
/// is content with what is there.
static constexpr int64_t Here = -1, HereAtOnce = -2;

static ssize_t readHost(int Descriptor, void *Bytes, size_t Count,
                        int64_t Position) {
  size_t Done = 0;
  do {
    size_t Left = Count - Done;
    uint32_t Part = uint32_t(Left < MaxPayload ? Left : MaxPayload);
    HostReply Reply =
        hostCall(HostCall::ReadFile, uint64_t(int64_t(Descriptor)), Part,
                 uint64_t(Position), nullptr, 0, (char *)Bytes + Done, Part);
    if (Reply.result < 0) {
      if (Done)
        break;
      return resultOf(Reply);
    }
    Done += Reply.bytes;
    if (Reply.bytes < Part)
      break;
    Position = Position < 0 ? HereAtOnce : Position + Reply.bytes;
  } while (Done < Count);
  return ssize_t(Done);
}

static ssize_t writeHost(int Descriptor, const void *Bytes, size_t Count,
                         int64_t Position) {
  size_t Done = 0;
  do {
    size_t Left = Count - Done;
    uint32_t Part = uint32_t(Left < MaxPayload ? Left : MaxPayload);
    HostReply Reply = hostCall(HostCall::WriteFile, uint64_t(int64_t(Descriptor)),
                               uint64_t(Position), 0,
                               (const char *)Bytes + Done, Part);
    if (Reply.result < 0) {
      if (Done)
        break;
      return resultOf(Reply);
    }
    Done += size_t(Reply.result);
    if (Reply.result < Part)
      break;
    if (Position >= 0)
      Position += Reply.result;
  } while (Done < Count);
  return ssize_t(Done);
}

namespace {

/// The blocks of an iovec as one row of bytes.
class Blocks {
  const iovec *next;
  int left;
  size_t done = 0; ///< of next

public:
  Blocks(const iovec *First, int Count) : next(First), left(Count) {}

  /// Copies at most Most of the next bytes to Bytes, or from it; returns how many.
  template <bool To> size_t copy(char *Bytes, size_t Most) {
    size_t Copied = 0;
    while (left && Copied < Most) {
      size_t Part = next->iov_len - done;
      if (Part > Most - Copied)
        Part = Most - Copied;
      char *Own = (char *)next->iov_base + done;
      memcpy(To ? Bytes + Copied : Own, To ? Own : Bytes + Copied, Part);
      Copied += Part;
      done += Part;
      if (done == next->iov_len)
        ++next, --left, done = 0;
    }
    return Copied;
  }
};

/// The sum of their sizes; -1, with errno set, if it is none.
ssize_t bytesOf(const iovec *First, int Count) {
  if (Count < 0 || Count > IOV_MAX)
    return fail(EINVAL);
  size_t Sum = 0;
  for (int I = 0; I < Count; ++I)
    if (__builtin_add_overflow(Sum, First[I].iov_len, &Sum) || ssize_t(Sum) < 0)
      return fail(EINVAL);
  return ssize_t(Sum);
}

/// As many at a time as a call takes: those that fit one are written at once. Position is
/// Here for the descriptor's own.
ssize_t writeBlocks(int Descriptor, const iovec *First, int Count, off_t Position) {
  ssize_t Sum = bytesOf(First, Count), Done = 0;
  Blocks Rest(First, Count);
  char Bytes[MaxPayload];
  while (Sum >= 0) {
    size_t Part = Rest.copy<true>(Bytes, MaxPayload);
    ssize_t Written = Position == Here ? write(Descriptor, Bytes, Part)
                                       : pwrite(Descriptor, Bytes, Part, Position + Done);
    if (Written < 0)
      return Done ? Done : -1;
    Done += Written;
    if (size_t(Written) < Part || Done == Sum)
      return Done;
  }
  return -1;
}

ssize_t readBlocks(int Descriptor, const iovec *First, int Count, off_t Position) {
  ssize_t Sum = bytesOf(First, Count), Done = 0;
  Blocks Rest(First, Count);
  char Bytes[MaxPayload];
  while (Sum >= 0) {
    size_t Part = size_t(Sum - Done) < MaxPayload ? size_t(Sum - Done) : MaxPayload;
    ssize_t Got;
    if (FILE *F = Position == Here ? standardStream(Descriptor) : nullptr)
      Got = Part ? readStandard(F, Bytes, Part) : 0;
    else
      Got = readHost(Descriptor, Bytes, Part,
                     Position != Here ? Position + Done : Done ? HereAtOnce : Here);
    if (Got < 0)
      return Done ? Done : -1;
    Done += Rest.copy<false>(Bytes, size_t(Got));
    if (size_t(Got) < Part || Done == Sum)
      return Done;
  }
  return -1;
}

} // namespace

extern "C" {

int isatty(int Descriptor) noexcept {
  HostReply Reply = hostCall(HostCall::IsTerminal, uint64_t(Descriptor));
  if (Reply.result == 1)
    return 1;
  errno = Reply.error ? Reply.error : ENOTTY;
  return 0;
}

static int openPath(int Directory, const char *Path, int Flags, mode_t Mode) {
  return int(resultOf(pathCall(HostCall::OpenFile, Directory, Path,
                               uint64_t(int64_t(Flags)), Mode)));
}

/// Rest has the mode if Flags want one.
static int openVariadic(int Directory, const char *Path, int Flags,
                        va_list Rest) {
  mode_t Mode = Flags & O_CREAT ? va_arg(Rest, mode_t) : 0;
  return openPath(Directory, Path, Flags, Mode);
}

int openat(int Directory, const char *Path, int Flags, ...) noexcept {
  va_list Rest;
  va_start(Rest, Flags);
  int Descriptor = openVariadic(Directory, Path, Flags, Rest);
  va_end(Rest);
  return Descriptor;
}

int open(const char *Path, int Flags, ...) noexcept {
  va_list Rest;
  va_start(Rest, Flags);
  int Descriptor = openVariadic(AT_FDCWD, Path, Flags, Rest);
  va_end(Rest);
  return Descriptor;
}

int creat(const char *Path, mode_t Mode) noexcept {
  return openPath(AT_FDCWD, Path, O_CREAT | O_WRONLY | O_TRUNC, Mode);
}

/// What a stream has not given to the host yet is not the descriptor's, as natively; but what
/// was written to a standard descriptor is.
static int sync(int Descriptor, bool DataAlone) {
  if (FILE *F = standardStream(Descriptor))
    fflush(F);
  return int(resultOf(hostCall(HostCall::SyncFile, uint64_t(int64_t(Descriptor)),
                               DataAlone)));
}

int fsync(int Descriptor) noexcept { return sync(Descriptor, false); }
int fdatasync(int Descriptor) noexcept { return sync(Descriptor, true); }

ssize_t read(int Descriptor, void *Bytes, size_t Count) noexcept {
  if (FILE *F = standardStream(Descriptor))
    return Count ? readStandard(F, Bytes, Count) : 0;
  return readHost(Descriptor, Bytes, Count, Here);
}

ssize_t write(int Descriptor, const void *Bytes, size_t Count) noexcept {
  FILE *F = standardStream(Descriptor);
  if (!F)
    return writeHost(Descriptor, Bytes, Count, Here);
  size_t Written = writeStream(F, Bytes, Count);
  if (Written && fflush(F) != 0)
    return -1;
  return Written || !Count ? ssize_t(Written) : -1;
}

ssize_t pread(int Descriptor, void *Bytes, size_t Count,
              off_t Position) noexcept {
  return Position < 0 ? fail(EINVAL)
                      : readHost(Descriptor, Bytes, Count, Position);
}

ssize_t pwrite(int Descriptor, const void *Bytes, size_t Count,
               off_t Position) noexcept {
  return Position < 0 ? fail(EINVAL)
                      : writeHost(Descriptor, Bytes, Count, Position);
}

off_t lseek(int Descriptor, off_t Offset, int Whence) noexcept {
  if (FILE *F = standardStream(Descriptor))
    return fseeko(F, Offset, Whence) == 0 ? ftello(F) : -1;
  return resultOf(hostCall(HostCall::SeekFile, uint64_t(int64_t(Descriptor)),
                           uint64_t(Offset), uint64_t(int64_t(Whence))));
}

ssize_t sendfile(int To, int From, off_t *Position, size_t Count) noexcept {
  if (!Position)
    return resultOf(hostCall(HostCall::CopyFile, uint64_t(int64_t(To)),
                             uint64_t(int64_t(From)), Count));
  char Bytes[MaxPayload];
  ssize_t Got = pread(From, Bytes, Count < MaxPayload ? Count : MaxPayload,
                      *Position);
  if (Got <= 0)
    return Got;
  ssize_t Written = write(To, Bytes, size_t(Got));
  if (Written > 0)
    *Position += Written;
  return Written;
}

int close(int Descriptor) noexcept {
  if (FILE *F = standardStream(Descriptor))
    return fclose(F) == 0 ? 0 : -1;
  return int(resultOf(hostCall(HostCall::CloseFile,
                               uint64_t(int64_t(Descriptor)))));
}

//===----------------------------------------------------------------------===//
// Descriptors for the same file, and their flags
//===----------------------------------------------------------------------===//

static uint64_t word(int Number) { return uint64_t(int64_t(Number)); }

static int duplicate(int Descriptor, int Lowest, int Flags) {
  return int(resultOf(hostCall(HostCall::DuplicateFile, word(Descriptor), word(Lowest),
                               word(Flags))));
}

int dup(int Descriptor) noexcept { return duplicate(Descriptor, 0, 0); }

int dup3(int Descriptor, int Number, int Flags) noexcept {
  if (Descriptor == Number || (Flags & ~O_CLOEXEC))
    return fail(EINVAL);
  int Result = int(resultOf(
      hostCall(HostCall::ReplaceFile, word(Descriptor), word(Number), word(Flags))));
  // What is there now may be slower to read.
  if (FILE *F = Result < 0 ? nullptr : standardStream(Number))
    F->forgetWay();
  return Result;
}

int dup2(int Descriptor, int Number) noexcept {
  if (Descriptor == Number)
    return fcntl(Descriptor, F_GETFD) < 0 ? -1 : Number;
  return dup3(Descriptor, Number, 0);
}

int pipe2(int Ends[2], int Flags) noexcept {
  return int(resultOf(hostCall(HostCall::MakePipe, word(Flags), 0, 0, nullptr, 0, Ends,
                               2 * sizeof(int))));
}

int pipe(int Ends[2]) noexcept { return pipe2(Ends, 0); }

/// The locks are those of the launcher's process.
static int lockRecord(int Descriptor, int Command, struct flock *Lock) {
  abi::FileLock Record = {Lock->l_type, Lock->l_whence, Lock->l_start, Lock->l_len,
                          Lock->l_pid};
  HostReply Reply = hostCall(HostCall::LockFile, word(Descriptor), word(Command), 0,
                             &Record, sizeof(Record), &Record, sizeof(Record));
  if (Reply.bytes == sizeof(Record))
    *Lock = {short(Record.type), short(Record.whence), Record.start, Record.length,
             pid_t(Record.process)};
  return int(resultOf(Reply));
}

int fcntl(int Descriptor, int Command, ...) noexcept {
  va_list Rest;
  va_start(Rest, Command);
  int Result;
  switch (Command) {
  case F_DUPFD:
    Result = duplicate(Descriptor, va_arg(Rest, int), 0);
    break;
  case F_DUPFD_CLOEXEC:
    Result = duplicate(Descriptor, va_arg(Rest, int), O_CLOEXEC);
    break;
  case F_GETFD:
  case F_GETFL:
  case F_SETFD:
  case F_SETFL: {
    int Flags = Command == F_SETFD || Command == F_SETFL ? va_arg(Rest, int) : 0;
    Result = int(resultOf(
        hostCall(HostCall::ControlFile, word(Descriptor), word(Command), word(Flags))));
    break;
  }
  case F_GETLK:
  case F_SETLK:
  case F_SETLKW:
  case F_OFD_GETLK:
  case F_OFD_SETLK:
  case F_OFD_SETLKW:
    Result = lockRecord(Descriptor, Command, va_arg(Rest, struct flock *));
    break;
  default:
    Result = fail(EINVAL);
  }
  va_end(Rest);
  return Result;
}

ssize_t readv(int Descriptor, const iovec *First, int Count) noexcept {
  return readBlocks(Descriptor, First, Count, Here);
}

ssize_t writev(int Descriptor, const iovec *First, int Count) noexcept {
  return writeBlocks(Descriptor, First, Count, Here);
}

ssize_t preadv(int Descriptor, const iovec *First, int Count, off_t Position) noexcept {
  return Position < 0 ? fail(EINVAL) : readBlocks(Descriptor, First, Count, Position);
}

ssize_t pwritev(int Descriptor, const iovec *First, int Count, off_t Position) noexcept {
  return Position < 0 ? fail(EINVAL) : writeBlocks(Descriptor, First, Count, Position);
}

int socket(int Domain, int Type, int Protocol) noexcept {
  return int(resultOf(hostCall(HostCall::MakeSocket, uint64_t(int64_t(Domain)),
                               uint64_t(int64_t(Type)),
                               uint64_t(int64_t(Protocol)))));
}

int bind(int Descriptor, const sockaddr *Address, socklen_t Bytes) noexcept {
  sockaddr_un Name = {};
  if (Bytes > sizeof(Name) || Bytes < offsetof(sockaddr_un, sun_path))
    return fail(EINVAL);
  memcpy(&Name, Address, Bytes);
  if (Name.sun_family != AF_UNIX || Name.sun_path[0] == '\0')
    return fail(EINVAL);
  char Path[sizeof(Name.sun_path) + 1] = {};
  memcpy(Path, Name.sun_path, sizeof(Name.sun_path));
  return int(resultOf(pathCall(HostCall::BindSocket, Descriptor, Path)));
}

} // extern "C"
