//===- Paths.cpp - What POSIX does by path --------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PathCalls.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <unistd.h>

using namespace heddle;
using abi::HostCall;

/// Text that the host answered with, in a buffer or in a block of its own.
static char *answered(const HostReply &Reply, const char *Text, char *Buffer,
                      size_t Room) {
  if (Reply.result < 0) {
    errno = Reply.error;
    return nullptr;
  }
  if (Buffer && Reply.bytes > Room) {
    errno = ERANGE;
    return nullptr;
  }
  if (!Buffer && !(Buffer = (char *)malloc(Reply.bytes > Room ? Reply.bytes : Room)))
    return nullptr;
  return (char *)memcpy(Buffer, Text, Reply.bytes);
}

/// A path behind data of a fixed size.
template <typename T>
static int callWith(HostCall Call, int Directory, const T &Data,
                    const char *Path, uint64_t A1, uint64_t A2) {
  char Payload[MaxPayload];
  size_t Bytes = strlen(Path) + 1;
  if (Bytes > sizeof(Payload) - sizeof(T))
    return fail(ENAMETOOLONG);
  memcpy(Payload, &Data, sizeof(T));
  memcpy(Payload + sizeof(T), Path, Bytes);
  return int(resultOf(hostCall(Call, uint64_t(int64_t(Directory)), A1, A2,
                               Payload, uint32_t(sizeof(T) + Bytes))));
}

extern "C" {

//===----------------------------------------------------------------------===//
// Status
//===----------------------------------------------------------------------===//

int fstatat(int Directory, const char *__restrict Path,
            struct stat *__restrict Status, int Flags) noexcept {
  abi::FileStatus From;
  if (resultOf(pathCall(HostCall::StatusOf, Directory, Path,
                        uint64_t(int64_t(Flags)), 0, &From, sizeof(From))) < 0)
    return -1;
  *Status = {};
  Status->st_dev = From.device;
  Status->st_ino = From.inode;
  Status->st_mode = mode_t(From.mode);
  Status->st_nlink = From.links;
  Status->st_uid = uid_t(From.owner);
  Status->st_gid = gid_t(From.group);
  Status->st_rdev = From.special;
  Status->st_size = From.bytes;
  Status->st_blksize = From.blockBytes;
  Status->st_blocks = From.blocks;
  Status->st_atim = {From.accessed[0], From.accessed[1]};
  Status->st_mtim = {From.modified[0], From.modified[1]};
  Status->st_ctim = {From.changed[0], From.changed[1]};
  return 0;
}

int stat(const char *__restrict Path, struct stat *__restrict Status) noexcept {
  return fstatat(AT_FDCWD, Path, Status, 0);
}

int lstat(const char *__restrict Path,
          struct stat *__restrict Status) noexcept {
  return fstatat(AT_FDCWD, Path, Status, AT_SYMLINK_NOFOLLOW);
}

int fstat(int Descriptor, struct stat *Status) noexcept {
  return Descriptor < 0 ? fail(EBADF)
                        : fstatat(Descriptor, "", Status, AT_EMPTY_PATH);
}

int statvfs(const char *__restrict Path,
            struct statvfs *__restrict Status) noexcept {
  abi::FileSystemStatus From;
  if (resultOf(pathCall(HostCall::SpaceOf, AT_FDCWD, Path, 0, 0, &From,
                        sizeof(From))) < 0)
    return -1;
  *Status = {From.blockBytes, From.fragmentBytes, From.blocks, From.free,
             From.available,  From.files,         From.filesFree,
             From.filesAvailable, From.id, From.flags, From.longestName};
  return 0;
}

int faccessat(int Directory, const char *Path, int Mode, int Flags) noexcept {
  return int(resultOf(pathCall(HostCall::Access, Directory, Path,
                               uint64_t(int64_t(Mode)),
                               uint64_t(int64_t(Flags)))));
}

int access(const char *Path, int Mode) noexcept {
  return faccessat(AT_FDCWD, Path, Mode, 0);
}

// The same everywhere on Linux, or as good as.
long fpathconf(int, int Name) noexcept {
  switch (Name) {
  case _PC_LINK_MAX:
    return 127;
  case _PC_NAME_MAX:
    return NAME_MAX;
  case _PC_PATH_MAX:
    return PATH_MAX;
  case _PC_PIPE_BUF:
    return PIPE_BUF;
  default:
    return fail(EINVAL);
  }
}

long pathconf(const char *, int Name) noexcept { return fpathconf(0, Name); }

//===----------------------------------------------------------------------===//
// Changes
//===----------------------------------------------------------------------===//

int mkdirat(int Directory, const char *Path, mode_t Mode) noexcept {
  return int(resultOf(pathCall(HostCall::MakeDirectory, Directory, Path, Mode)));
}

int mkdir(const char *Path, mode_t Mode) noexcept {
  return mkdirat(AT_FDCWD, Path, Mode);
}

int mkfifo(const char *Path, mode_t Mode) noexcept {
  return int(resultOf(pathCall(HostCall::MakeFifo, AT_FDCWD, Path, Mode)));
}

int unlinkat(int Directory, const char *Path, int Flags) noexcept {
  return int(resultOf(pathCall(HostCall::RemoveEntry, Directory, Path,
                               uint64_t(int64_t(Flags)))));
}

int unlink(const char *Path) noexcept { return unlinkat(AT_FDCWD, Path, 0); }

int rmdir(const char *Path) noexcept {
  return unlinkat(AT_FDCWD, Path, AT_REMOVEDIR);
}

int link(const char *Old, const char *New) noexcept {
  return int(resultOf(hostCall(HostCall::Link, Old, New)));
}

int symlink(const char *Target, const char *New) noexcept {
  return int(resultOf(hostCall(HostCall::SymbolicLink, Target, New)));
}

int fchmodat(int Directory, const char *Path, mode_t Mode, int Flags) noexcept {
  return int(resultOf(pathCall(HostCall::ChangeMode, Directory, Path, Mode,
                               uint64_t(int64_t(Flags)))));
}

int chmod(const char *Path, mode_t Mode) noexcept {
  return fchmodat(AT_FDCWD, Path, Mode, 0);
}

int fchmod(int Descriptor, mode_t Mode) noexcept {
  return Descriptor < 0 ? fail(EBADF)
                        : fchmodat(Descriptor, "", Mode, AT_EMPTY_PATH);
}

mode_t umask(mode_t Mask) noexcept {
  return mode_t(hostCall(HostCall::FileMask, Mask).result);
}

static int setLength(int Directory, const char *Path, off_t Length,
                     uint64_t Flags) {
  return int(resultOf(pathCall(HostCall::Truncate, Directory, Path,
                               uint64_t(Length), Flags)));
}

int truncate(const char *Path, off_t Length) noexcept {
  return setLength(AT_FDCWD, Path, Length, 0);
}

int ftruncate(int Descriptor, off_t Length) noexcept {
  return Descriptor < 0 ? fail(EBADF)
                        : setLength(Descriptor, "", Length, OnDescriptor);
}

static int setOwner(int Directory, const char *Path, uid_t Owner, gid_t Group,
                    uint64_t Flags) {
  return callWith(HostCall::ChangeOwner, Directory, Flags, Path, Owner, Group);
}

int chown(const char *Path, uid_t Owner, gid_t Group) noexcept {
  return setOwner(AT_FDCWD, Path, Owner, Group, 0);
}

int lchown(const char *Path, uid_t Owner, gid_t Group) noexcept {
  return setOwner(AT_FDCWD, Path, Owner, Group, AT_SYMLINK_NOFOLLOW);
}

int fchown(int Descriptor, uid_t Owner, gid_t Group) noexcept {
  return Descriptor < 0 ? fail(EBADF)
                        : setOwner(Descriptor, "", Owner, Group, OnDescriptor);
}

int utimensat(int Directory, const char *Path, const timespec *Times,
              int Flags) noexcept {
  abi::FileTimes Both = {{0, UTIME_NOW}, {0, UTIME_NOW}};
  if (Times)
    Both = {{Times[0].tv_sec, Times[0].tv_nsec},
            {Times[1].tv_sec, Times[1].tv_nsec}};
  return callWith(HostCall::SetTimes, Directory, Both, Path,
                  uint64_t(int64_t(Flags)), 0);
}

int futimens(int Descriptor, const timespec *Times) noexcept {
  return Descriptor < 0 ? fail(EBADF)
                        : utimensat(Descriptor, "", Times, AT_EMPTY_PATH);
}

int utimes(const char *Path, const timeval *Times) noexcept {
  if (!Times)
    return utimensat(AT_FDCWD, Path, nullptr, 0);
  timespec Both[2];
  for (int I = 0; I < 2; ++I) {
    if (Times[I].tv_usec < 0 || Times[I].tv_usec >= 1000000)
      return fail(EINVAL);
    Both[I] = {Times[I].tv_sec, Times[I].tv_usec * 1000};
  }
  return utimensat(AT_FDCWD, Path, Both, 0);
}

//===----------------------------------------------------------------------===//
// Where paths lead
//===----------------------------------------------------------------------===//

ssize_t readlinkat(int Directory, const char *__restrict Path,
                   char *__restrict Text, size_t Room) noexcept {
  if (Room == 0)
    return fail(EINVAL);
  HostReply Reply =
      pathCall(HostCall::ReadLink, Directory, Path, 0, 0, Text,
               uint32_t(Room < MaxPayload ? Room : MaxPayload));
  return resultOf(Reply) < 0 ? -1 : ssize_t(Reply.bytes);
}

ssize_t readlink(const char *__restrict Path, char *__restrict Text,
                 size_t Room) noexcept {
  return readlinkat(AT_FDCWD, Path, Text, Room);
}

char *realpath(const char *__restrict Path, char *__restrict Resolved) noexcept {
  if (!Path) {
    errno = EINVAL;
    return nullptr;
  }
  char Text[MaxPayload];
  HostReply Reply =
      pathCall(HostCall::RealPath, AT_FDCWD, Path, 0, 0, Text, sizeof(Text));
  return answered(Reply, Text, Resolved, Resolved ? PATH_MAX : 0);
}

char *getcwd(char *Buffer, size_t Room) noexcept {
  if (Buffer && Room == 0) {
    errno = EINVAL;
    return nullptr;
  }
  char Text[MaxPayload];
  HostReply Reply = hostCall(HostCall::WorkingDirectory, 0, 0, 0, nullptr, 0,
                             Text, sizeof(Text));
  if (!Buffer && Room && Reply.result == 0 && Reply.bytes > Room) {
    errno = ERANGE;
    return nullptr;
  }
  return answered(Reply, Text, Buffer, Room);
}

int chdir(const char *Path) noexcept {
  return int(resultOf(pathCall(HostCall::ChangeDirectory, AT_FDCWD, Path)));
}

int fchdir(int Descriptor) noexcept {
  return Descriptor < 0 ? fail(EBADF)
                        : int(resultOf(pathCall(HostCall::ChangeDirectory,
                                                Descriptor, "", OnDescriptor)));
}

} // extern "C"
