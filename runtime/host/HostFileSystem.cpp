//===- HostFileSystem.cpp - Paths and descriptors of the program ----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HostFileSystem.h"

#include "HostStreams.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

using heddle::abi::HostCall;
using heddle::abi::HostCallSlot;

namespace heddle::host {

/// A copy of more than this would keep the other threads' calls waiting.
static constexpr uint64_t MaxCopy = uint64_t(16) << 20;

static HostCallAnswer refuse(int Error) { return {-1, Error, 0}; }

/// What a C function returned that fails by -1.
static HostCallAnswer answer(int64_t Result) {
  return {Result, Result < 0 ? errno : 0, 0};
}

template <typename T>
static HostCallAnswer give(const T &Data, uint8_t *Payload) {
  memcpy(Payload, &Data, sizeof(T));
  return {0, 0, sizeof(T)};
}

static HostCallAnswer giveText(const char *Text, uint8_t *Payload) {
  if (!Text)
    return refuse(errno);
  size_t Bytes = strlen(Text) + 1;
  if (Bytes > HostCallSlot::PayloadBytes)
    return refuse(ENAMETOOLONG);
  memcpy(Payload, Text, Bytes);
  return {0, 0, static_cast<uint32_t>(Bytes)};
}

/// Takes a T from the front of \p Bytes, if there is one.
template <typename T> static bool takeData(std::span<const uint8_t> &Bytes, T &Data) {
  if (Bytes.size() < sizeof(T))
    return false;
  memcpy(&Data, Bytes.data(), sizeof(T));
  Bytes = Bytes.subspan(sizeof(T));
  return true;
}

/// A number that must be an int; nonsense is a number that nothing has.
static int toInt(uint64_t Number) {
  auto Signed = static_cast<int64_t>(Number);
  return Signed == static_cast<int>(Signed) ? static_cast<int>(Signed) : INT_MIN;
}

static bool isRegular(int Descriptor) {
  struct stat Status;
  return fstat(Descriptor, &Status) == 0 &&
         (S_ISREG(Status.st_mode) || S_ISDIR(Status.st_mode));
}

static bool isReady(int Descriptor, short Events) {
  pollfd Ready = {Descriptor, Events, 0};
  return ::poll(&Ready, 1, 0) != 0;
}

HostFileSystem::~HostFileSystem() {
  for (auto [Descriptor, Stream] : Descriptors)
    if (Stream == abi::NoStream)
      ::close(Descriptor);
}

bool HostFileSystem::isOpen(uint64_t Number) const {
  std::lock_guard Guard(Lock);
  return isOpenLocked(Number);
}

bool HostFileSystem::isOpenLocked(uint64_t Number) const {
  // Once the stream is closed the number may be the launcher's, or the program's again.
  if (Number <= STDERR_FILENO && Streams.find(abi::StdinStream + Number))
    return true;
  auto Found = Descriptors.find(toInt(Number));
  if (Found == Descriptors.end())
    return false;
  if (Found->second == abi::NoStream)
    return true;
  // The stream may have been closed since, and its number be another's.
  return Streams.descriptorOf(Found->second) == Found->first;
}

HostCallAnswer HostFileSystem::take(int Descriptor) {
  if (Descriptor < 0)
    return refuse(errno);
  std::lock_guard Guard(Lock);
  Descriptors.insert_or_assign(Descriptor, uint64_t(abi::NoStream));
  return {Descriptor, 0, 0};
}

//===----------------------------------------------------------------------===//
// Descriptors
//===----------------------------------------------------------------------===//

HostCallAnswer HostFileSystem::open(const HostCallRequest &Request,
                                    int Directory, const std::string &Path) {
  return take(openat(Directory, Path.c_str(), toInt(Request.Args[1]),
                     static_cast<mode_t>(Request.Args[2])));
}

HostCallAnswer HostFileSystem::close(const HostCallRequest &Request) {
  int Descriptor = toInt(Request.Args[0]);
  {
    std::lock_guard Guard(Lock);
    auto Found = Descriptors.find(Descriptor);
    // A stream's is closed with the stream.
    if (Found == Descriptors.end() || Found->second != abi::NoStream)
      return refuse(EBADF);
    Descriptors.erase(Found);
  }
  return answer(::close(Descriptor));
}

HostCallAnswer HostFileSystem::read(const HostCallRequest &Request,
                                    uint8_t *Payload) {
  int Descriptor = toInt(Request.Args[0]);
  size_t Most = std::min<uint64_t>(Request.Args[1], HostCallSlot::PayloadBytes);
  auto Position = static_cast<off_t>(Request.Args[2]);
  if (Position == -2 && !isRegular(Descriptor) && !isReady(Descriptor, POLLIN))
    return refuse(EAGAIN);
  ssize_t Count = Position < 0 ? ::read(Descriptor, Payload, Most)
                                 : pread(Descriptor, Payload, Most, Position);
  HostCallAnswer Reply = answer(Count);
  Reply.PayloadBytes = Count > 0 ? static_cast<uint32_t>(Count) : 0;
  return Reply;
}

HostCallAnswer HostFileSystem::write(const HostCallRequest &Request,
                                     const uint8_t *Payload) {
  int Descriptor = toInt(Request.Args[0]);
  auto Position = static_cast<off_t>(Request.Args[1]);
  return answer(Position == -1
                    ? ::write(Descriptor, Payload, Request.PayloadBytes)
                    : pwrite(Descriptor, Payload, Request.PayloadBytes,
                             Position));
}

HostCallAnswer HostFileSystem::copy(const HostCallRequest &Request) {
  if (!isOpen(Request.Args[1]))
    return refuse(EBADF);
  return answer(sendfile(toInt(Request.Args[0]), toInt(Request.Args[1]), nullptr,
                         std::min(Request.Args[2], MaxCopy)));
}

HostCallAnswer HostFileSystem::streamFile(const HostCallRequest &Request) {
  FILE *File = Streams.find(Request.Args[0]);
  if (!File)
    return refuse(EBADF);
  int Descriptor = fileno(File);
  if (Descriptor > STDERR_FILENO) {
    std::lock_guard Guard(Lock);
    Descriptors.insert_or_assign(Descriptor, Request.Args[0]);
  }
  return answer(Descriptor);
}

HostCallAnswer HostFileSystem::fileStream(const HostCallRequest &Request,
                                          const uint8_t *Payload) {
  std::span<const uint8_t> Bytes(Payload, Request.PayloadBytes);
  std::optional<std::string> Mode = takeString(Bytes);
  if (!Mode || Mode->empty() || !strchr("rwa", (*Mode)[0]))
    return {0, EINVAL, 0};
  Mode->resize(std::min(Mode->size(), Mode->find(',')));
  std::erase(*Mode, 'm');
  int Descriptor = toInt(Request.Args[0]);
  std::lock_guard Guard(Lock);
  auto Found = Descriptors.find(Descriptor);
  if (Found == Descriptors.end() || Found->second != abi::NoStream)
    return {0, EBADF, 0};
  FILE *File = fdopen(Descriptor, Mode->c_str());
  if (!File)
    return {0, errno, 0};
  Found->second = Streams.adopt(File);
  return {static_cast<int64_t>(Found->second), 0, 0};
}

HostCallAnswer HostFileSystem::duplicate(const HostCallRequest &Request) {
  int Descriptor = toInt(Request.Args[0]);
  std::lock_guard Guard(Lock);
  if (!isOpenLocked(Request.Args[0]))
    return refuse(EBADF);
  int New = fcntl(Descriptor, Request.Args[2] == O_CLOEXEC ? F_DUPFD_CLOEXEC : F_DUPFD,
                  toInt(Request.Args[1]));
  if (New < 0)
    return refuse(errno);
  Descriptors.insert_or_assign(New, uint64_t(abi::NoStream));
  return {New, 0, 0};
}

// A number that is the launcher's or the driver's stays theirs.
HostCallAnswer HostFileSystem::replace(const HostCallRequest &Request) {
  int Descriptor = toInt(Request.Args[0]), Number = toInt(Request.Args[1]);
  int Flags = Request.Args[2] == O_CLOEXEC ? O_CLOEXEC : 0;
  std::lock_guard Guard(Lock);
  if (!isOpenLocked(Request.Args[0]) || Number < 0)
    return refuse(EBADF);
  if (Descriptor == Number)
    return refuse(EINVAL);
  if (isOpenLocked(Request.Args[1])) {
    if (dup3(Descriptor, Number, Flags) < 0)
      return refuse(errno);
    Streams.renew(Number);
    return {Number, 0, 0};
  }
  int New = fcntl(Descriptor, Flags ? F_DUPFD_CLOEXEC : F_DUPFD, Number);
  if (New < 0)
    return refuse(errno == EINVAL ? EBADF : errno);
  if (New != Number) {
    ::close(New);
    return refuse(EBUSY);
  }
  Descriptors.insert_or_assign(Number, uint64_t(abi::NoStream));
  return {Number, 0, 0};
}

HostCallAnswer HostFileSystem::pipe(const HostCallRequest &Request, uint8_t *Payload) {
  int Ends[2];
  if (pipe2(Ends, toInt(Request.Args[0])) != 0)
    return refuse(errno);
  std::lock_guard Guard(Lock);
  for (int End : Ends)
    Descriptors.insert_or_assign(End, uint64_t(abi::NoStream));
  return give(Ends, Payload);
}

/// Like poll, but for so many nanoseconds, or if they are negative for as long as it takes,
/// and goes on after a signal.
static int pollFor(std::vector<pollfd> &Files, int64_t Ns) {
  using namespace std::chrono;
  // Later than that is as good as never.
  constexpr int64_t Longest = int64_t(1) << 60;
  auto End = steady_clock::now() + nanoseconds(std::min(Ns, Longest));
  for (;;) {
    int64_t Left = std::max<int64_t>(
        0, duration_cast<nanoseconds>(End - steady_clock::now()).count());
    timespec Time = {Left / 1'000'000'000, Left % 1'000'000'000};
    int Ready = ppoll(Files.data(), Files.size(), Ns < 0 ? nullptr : &Time, nullptr);
    if (Ready >= 0 || errno != EINTR)
      return Ready;
  }
}

HostCallAnswer HostFileSystem::poll(const HostCallRequest &Request, uint8_t *Payload) {
  static_assert(sizeof(pollfd) == sizeof(abi::PolledFile));
  if (Request.PayloadBytes % sizeof(pollfd))
    return refuse(EINVAL);
  std::vector<pollfd> Asked(Request.PayloadBytes / sizeof(pollfd));
  if (!Asked.empty())
    memcpy(Asked.data(), Payload, Request.PayloadBytes);
  auto Ns = static_cast<int64_t>(Request.Args[0]);
  // What nobody need be asked about.
  std::vector<pollfd> Files = Asked;
  bool Any = false;
  for (size_t I = 0; I < Files.size(); ++I) {
    Asked[I].revents = 0;
    if (Files[I].fd < 0)
      continue;
    if (!isOpen(static_cast<uint64_t>(Files[I].fd))) {
      Asked[I].revents = POLLNVAL;
      Files[I].fd = -1;
    } else if (Ns == 0 && Files[I].fd == STDIN_FILENO &&
               Streams.hasInput(abi::StdinStream)) {
      Asked[I].revents = Files[I].events & (POLLIN | POLLRDNORM);
    }
    Any |= Asked[I].revents != 0;
  }
  if (pollFor(Files, Any ? 0 : Ns) < 0)
    return refuse(errno);
  int64_t Ready = 0;
  for (size_t I = 0; I < Files.size(); ++I)
    Ready += (Asked[I].revents |= Files[I].revents) != 0;
  if (!Asked.empty())
    memcpy(Payload, Asked.data(), Request.PayloadBytes);
  return {Ready, 0, Request.PayloadBytes};
}

static HostCallAnswer control(int Descriptor, uint64_t Command, uint64_t Number) {
  switch (Command) {
  case F_SETFL:
    // A signal to the launcher would not be one to the program.
    if (Number & O_ASYNC)
      return refuse(EINVAL);
    [[fallthrough]];
  case F_GETFD:
  case F_SETFD:
  case F_GETFL:
    return answer(fcntl(Descriptor, static_cast<int>(Command), toInt(Number)));
  default:
    return refuse(EINVAL);
  }
}

static bool isLockCommand(uint64_t Command) {
  return Command == F_GETLK || Command == F_SETLK || Command == F_SETLKW ||
         Command == F_OFD_GETLK || Command == F_OFD_SETLK || Command == F_OFD_SETLKW;
}

static HostCallAnswer lock(const HostCallRequest &Request, uint8_t *Payload) {
  std::span<const uint8_t> Bytes(Payload, Request.PayloadBytes);
  abi::FileLock Record;
  uint64_t Command = Request.Args[1];
  if (!isLockCommand(Command) || !takeData(Bytes, Record))
    return refuse(EINVAL);
  struct flock Native = {};
  Native.l_type = static_cast<short>(Record.type);
  Native.l_whence = static_cast<short>(Record.whence);
  Native.l_start = Record.start;
  Native.l_len = Record.length;
  Native.l_pid = static_cast<pid_t>(Record.process);
  if (fcntl(toInt(Request.Args[0]), static_cast<int>(Command), &Native) != 0)
    return refuse(errno);
  if (Command != F_GETLK && Command != F_OFD_GETLK)
    return {};
  return give(abi::FileLock{Native.l_type, Native.l_whence, Native.l_start,
                            Native.l_len, Native.l_pid},
              Payload);
}

HostCallAnswer HostFileSystem::onDescriptor(const HostCallRequest &Request,
                                            uint8_t *Payload) {
  if (!isOpen(Request.Args[0]))
    return refuse(EBADF);
  int Descriptor = toInt(Request.Args[0]);
  switch (Request.Call) {
  case HostCall::ReadFile:
    return read(Request, Payload);
  case HostCall::WriteFile:
    return write(Request, Payload);
  case HostCall::SeekFile:
    if (Request.Args[2] > SEEK_END)
      return refuse(EINVAL);
    return answer(lseek(Descriptor, static_cast<off_t>(Request.Args[1]),
                        static_cast<int>(Request.Args[2])));
  case HostCall::CopyFile:
    return copy(Request);
  case HostCall::ReadDirectory: {
    HostCallAnswer Reply = answer(syscall(SYS_getdents64, Descriptor, Payload,
                                          HostCallSlot::PayloadBytes));
    Reply.PayloadBytes = static_cast<uint32_t>(std::max<int64_t>(Reply.Result, 0));
    return Reply;
  }
  case HostCall::BindSocket: {
    std::span<const uint8_t> Bytes(Payload, Request.PayloadBytes);
    std::optional<std::string> Path = takeString(Bytes);
    sockaddr_un Address = {};
    if (!Path)
      return refuse(EINVAL);
    if (Path->size() >= sizeof(Address.sun_path))
      return refuse(ENAMETOOLONG);
    Address.sun_family = AF_UNIX;
    memcpy(Address.sun_path, Path->c_str(), Path->size() + 1);
    return answer(bind(Descriptor, reinterpret_cast<sockaddr *>(&Address),
                       sizeof(Address)));
  }
  case HostCall::SyncFile:
    return answer(Request.Args[1] == 1 ? fdatasync(Descriptor)
                                       : fsync(Descriptor));
  case HostCall::ControlFile:
    return control(Descriptor, Request.Args[1], Request.Args[2]);
  case HostCall::LockFile:
    return lock(Request, Payload);
  default:
    return refuse(EINVAL);
  }
}

//===----------------------------------------------------------------------===//
// Paths
//===----------------------------------------------------------------------===//

HostCallAnswer HostFileSystem::onTwoPaths(const HostCallRequest &Request,
                                          const uint8_t *Payload) {
  std::span<const uint8_t> Bytes(Payload, Request.PayloadBytes);
  std::optional<std::string> Old = takeString(Bytes);
  std::optional<std::string> New = takeString(Bytes);
  if (!Old || !New)
    return refuse(EINVAL);
  return answer(Request.Call == HostCall::Link
                    ? link(Old->c_str(), New->c_str())
                    : symlink(Old->c_str(), New->c_str()));
}

static HostCallAnswer status(int Directory, const char *Path, uint64_t Flags,
                             uint8_t *Payload) {
  struct stat From;
  if (fstatat(Directory, Path, &From, toInt(Flags)) != 0)
    return refuse(errno);
  abi::FileStatus To = {};
  To.device = From.st_dev;
  To.inode = From.st_ino;
  To.mode = From.st_mode;
  To.links = From.st_nlink;
  To.owner = From.st_uid;
  To.group = From.st_gid;
  To.special = From.st_rdev;
  To.bytes = From.st_size;
  To.blockBytes = From.st_blksize;
  To.blocks = From.st_blocks;
  auto Copy = [](int64_t(&Time)[2], timespec Value) {
    Time[0] = Value.tv_sec;
    Time[1] = Value.tv_nsec;
  };
  Copy(To.accessed, From.st_atim);
  Copy(To.modified, From.st_mtim);
  Copy(To.changed, From.st_ctim);
  return give(To, Payload);
}

static HostCallAnswer space(const char *Path, uint8_t *Payload) {
  struct statvfs From;
  if (statvfs(Path, &From) != 0)
    return refuse(errno);
  return give(abi::FileSystemStatus{From.f_bsize, From.f_frsize, From.f_blocks,
                                    From.f_bfree, From.f_bavail, From.f_files,
                                    From.f_ffree, From.f_favail, From.f_fsid,
                                    From.f_flag, From.f_namemax},
              Payload);
}

HostCallAnswer HostFileSystem::onPath(const HostCallRequest &Request,
                                      uint8_t *Payload) {
  std::span<const uint8_t> Bytes(Payload, Request.PayloadBytes);
  abi::FileTimes Times = {};
  uint64_t OwnerFlags = 0;
  if ((Request.Call == HostCall::SetTimes && !takeData(Bytes, Times)) ||
      (Request.Call == HostCall::ChangeOwner && !takeData(Bytes, OwnerFlags)))
    return refuse(EINVAL);
  std::optional<std::string> Name = takeString(Bytes);
  if (!Name)
    return refuse(EINVAL);
  const char *Path = Name->c_str();
  int Directory = toInt(Request.Args[0]);
  if (Directory != AT_FDCWD && !isOpen(Request.Args[0]))
    return refuse(EBADF);
  // Not all of the host's functions know AT_EMPTY_PATH.
  auto OnDescriptor = [&](uint64_t Flags) {
    return Name->empty() && (Flags & AT_EMPTY_PATH) && Directory != AT_FDCWD;
  };
  auto Mode = static_cast<mode_t>(Request.Args[1]);
  switch (Request.Call) {
  case HostCall::OpenFile:
    return open(Request, Directory, *Name);
  case HostCall::StatusOf:
    return status(Directory, Path, Request.Args[1], Payload);
  case HostCall::SpaceOf:
    return space(Path, Payload);
  case HostCall::MakeDirectory:
    return answer(mkdirat(Directory, Path, Mode));
  case HostCall::MakeFifo:
    return answer(mkfifoat(Directory, Path, Mode));
  case HostCall::RemoveEntry:
    return answer(unlinkat(Directory, Path, toInt(Request.Args[1])));
  case HostCall::ReadLink: {
    HostCallAnswer Reply = answer(readlinkat(
        Directory, Path, reinterpret_cast<char *>(Payload),
        HostCallSlot::PayloadBytes));
    Reply.PayloadBytes = static_cast<uint32_t>(std::max<int64_t>(Reply.Result, 0));
    return Reply;
  }
  case HostCall::RealPath:
    return giveText(
        std::unique_ptr<char, decltype(&free)>(realpath(Path, nullptr), free).get(),
        Payload);
  case HostCall::ChangeMode:
    if (OnDescriptor(Request.Args[2]))
      return answer(fchmod(Directory, Mode));
    return answer(fchmodat(Directory, Path, Mode, toInt(Request.Args[2])));
  case HostCall::ChangeOwner:
    return answer(fchownat(Directory, Path, static_cast<uid_t>(Request.Args[1]),
                           static_cast<gid_t>(Request.Args[2]),
                           toInt(OwnerFlags)));
  case HostCall::Truncate: {
    auto Length = static_cast<off_t>(Request.Args[1]);
    if (OnDescriptor(Request.Args[2]))
      return answer(ftruncate(Directory, Length));
    return answer(truncate(Path, Length));
  }
  case HostCall::SetTimes: {
    const timespec Both[2] = {{Times.accessed[0], Times.accessed[1]},
                              {Times.modified[0], Times.modified[1]}};
    if (OnDescriptor(Request.Args[1]))
      return answer(futimens(Directory, Both));
    return answer(utimensat(Directory, Path, Both, toInt(Request.Args[1])));
  }
  case HostCall::Access:
    return answer(faccessat(Directory, Path, toInt(Request.Args[1]),
                            toInt(Request.Args[2])));
  case HostCall::ChangeDirectory:
    if (OnDescriptor(Request.Args[1]))
      return answer(fchdir(Directory));
    return answer(chdir(Path));
  default:
    return refuse(EINVAL);
  }
}

HostCallAnswer HostFileSystem::serve(const HostCallRequest &Request,
                                     uint8_t *Payload) {
  switch (Request.Call) {
  case HostCall::CloseFile:
    return close(Request);
  case HostCall::StreamFile:
    return streamFile(Request);
  case HostCall::FileStream:
    return fileStream(Request, Payload);
  case HostCall::ReadFile:
  case HostCall::WriteFile:
  case HostCall::SeekFile:
  case HostCall::CopyFile:
  case HostCall::ReadDirectory:
  case HostCall::BindSocket:
  case HostCall::SyncFile:
  case HostCall::ControlFile:
  case HostCall::LockFile:
    return onDescriptor(Request, Payload);
  case HostCall::DuplicateFile:
    return duplicate(Request);
  case HostCall::ReplaceFile:
    return replace(Request);
  case HostCall::MakePipe:
    return pipe(Request, Payload);
  case HostCall::PollFiles:
    return poll(Request, Payload);
  case HostCall::FileMask:
    return {umask(static_cast<mode_t>(Request.Args[0])), 0, 0};
  case HostCall::Link:
  case HostCall::SymbolicLink:
    return onTwoPaths(Request, Payload);
  case HostCall::WorkingDirectory:
    return giveText(
        std::unique_ptr<char, decltype(&free)>(getcwd(nullptr, 0), free).get(),
        Payload);
  case HostCall::MakeSocket:
    // As names in the file system; nothing reaches through them yet.
    if (toInt(Request.Args[0]) != AF_UNIX)
      return refuse(EAFNOSUPPORT);
    return take(socket(AF_UNIX, toInt(Request.Args[1]), toInt(Request.Args[2])));
  default:
    return onPath(Request, Payload);
  }
}

bool HostFileSystem::mayWait(const HostCallRequest &Request,
                             const uint8_t *Payload) const {
  std::span<const uint8_t> Bytes(Payload, Request.PayloadBytes);
  int Descriptor = toInt(Request.Args[0]);
  switch (Request.Call) {
  case HostCall::OpenFile: {
    // Opening a FIFO waits for its other end.
    std::optional<std::string> Path = takeString(Bytes);
    struct stat Status;
    return Path && !(toInt(Request.Args[1]) & O_NONBLOCK) &&
           (Descriptor == AT_FDCWD || isOpen(Request.Args[0])) &&
           fstatat(Descriptor, Path->c_str(), &Status, 0) == 0 &&
           S_ISFIFO(Status.st_mode);
  }
  case HostCall::ReadFile:
  case HostCall::WriteFile: {
    if (!isOpen(Request.Args[0]) || isRegular(Descriptor))
      return false;
    bool IsReady =
        Request.Call == HostCall::WriteFile
            ? isReady(Descriptor, POLLOUT) // a writable pipe has room for a payload
            : static_cast<int64_t>(Request.Args[2]) == -2 || isReady(Descriptor, POLLIN);
    return !IsReady && !(fcntl(Descriptor, F_GETFL) & O_NONBLOCK);
  }
  case HostCall::CopyFile:
    return isOpen(Request.Args[0]) && isOpen(Request.Args[1]) &&
           !(isRegular(Descriptor) && isRegular(toInt(Request.Args[1])));
  case HostCall::SyncFile:
    return isOpen(Request.Args[0]);
  case HostCall::PollFiles:
    // What is ready now need not be so when it is looked at again.
    return Request.Args[0] != 0;
  case HostCall::LockFile:
    return (Request.Args[1] == F_SETLKW || Request.Args[1] == F_OFD_SETLKW) &&
           isOpen(Request.Args[0]);
  default:
    return false;
  }
}

} // namespace heddle::host
