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

#include <stdarg.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace heddle;
using abi::HostCall;

static FILE *standardStream(int Descriptor) {
  switch (Descriptor) {
  case STDIN_FILENO:
    return stdin;
  case STDOUT_FILENO:
    return stdout;
  case STDERR_FILENO:
    return stderr;
  default:
    return nullptr;
  }
}

// As from a terminal, a line at a time.
static ssize_t readStandard(FILE *F, void *Bytes, size_t Count) {
  StreamGuard Guard(F);
  if (uint32_t Unread = F->unread())
    return ssize_t(F->read(Bytes, Count < Unread ? Count : Unread));
  bool HadError = F->has(FILE::Error);
  uint32_t Got = F->readLineInto(
      Bytes, uint32_t(Count < MaxPayload ? Count : MaxPayload));
  return Got == 0 && F->has(FILE::Error) && !HadError ? -1 : ssize_t(Got);
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
