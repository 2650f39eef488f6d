//===- HostFileSystemTest.cpp - Paths, descriptors, commands, zones -------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HostCallServer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace heddle::host {

using abi::HostCall;
using abi::HostCallSlot;

namespace {

constexpr uint64_t Here = static_cast<uint64_t>(AT_FDCWD);

class HostFileSystemTest : public testing::Test {
protected:
  HostFileSystemTest() {
    char Name[] = "/tmp/heddle-file-test-XXXXXX";
    Folder = mkdtemp(Name);
  }
  ~HostFileSystemTest() override {
    std::string Command = "rm -rf " + Folder;
    EXPECT_EQ(system(Command.c_str()), 0);
  }

  std::string path(const std::string &Name) const { return Folder + "/" + Name; }

  int64_t call(HostCall Call, std::initializer_list<uint64_t> Args,
               std::string_view Payload = {}) {
    prepare(Call, Args, Payload);
    return Server.serve(Slot);
  }
  bool mayWait(HostCall Call, std::initializer_list<uint64_t> Args,
               std::string_view Payload = {}) {
    prepare(Call, Args, Payload);
    return Server.mayWait(Slot, HostCallRequest(Slot)).has_value();
  }
  void prepare(HostCall Call, std::initializer_list<uint64_t> Args,
               std::string_view Payload) {
    Slot.call = Call;
    std::ranges::fill(Slot.args, 0);
    std::copy(Args.begin(), Args.end(), Slot.args);
    Slot.payloadBytes = static_cast<uint32_t>(Payload.size());
    std::ranges::copy(Payload, Slot.payload);
    Slot.result = 0x5555;
    Slot.error = 0x5555;
  }
  int64_t onPath(HostCall Call, std::initializer_list<uint64_t> Args,
                 const std::string &Path) {
    return call(Call, Args, Path + '\0');
  }
  uint64_t open(const std::string &Path, int Flags = O_RDWR | O_CREAT) {
    return static_cast<uint64_t>(
        onPath(HostCall::OpenFile, {Here, uint64_t(Flags), 0600}, Path));
  }
  std::string answer() const {
    return {reinterpret_cast<const char *>(Slot.payload), Slot.payloadBytes};
  }
  template <typename T> T data() const {
    T Data;
    EXPECT_EQ(Slot.payloadBytes, sizeof(T));
    memcpy(&Data, Slot.payload, sizeof(T));
    return Data;
  }

  std::string Folder;
  HostCallServer Server;
  HostCallSlot Slot = {};
};

TEST_F(HostFileSystemTest, ReadsAndWritesByDescriptor) {
  uint64_t File = open(path("a"));
  ASSERT_GT(int64_t(File), 2);
  EXPECT_EQ(call(HostCall::WriteFile, {File, uint64_t(-1)}, "one two"), 7);
  EXPECT_EQ(call(HostCall::WriteFile, {File, 4}, "TWO"), 3);
  EXPECT_EQ(call(HostCall::SeekFile, {File, 0, SEEK_CUR}), 7);
  EXPECT_EQ(call(HostCall::SeekFile, {File, uint64_t(-3), SEEK_END}), 4);
  EXPECT_EQ(call(HostCall::ReadFile, {File, 100, uint64_t(-1)}), 3);
  EXPECT_EQ(answer(), "TWO");
  EXPECT_EQ(call(HostCall::ReadFile, {File, 3, 0}), 3);
  EXPECT_EQ(answer(), "one");
  EXPECT_EQ(call(HostCall::ReadFile, {File, 3, uint64_t(-2)}), 0);
  EXPECT_EQ(Slot.error, 0);
  EXPECT_EQ(call(HostCall::SeekFile, {File, 0, 3}), -1);
  EXPECT_EQ(Slot.error, EINVAL);
  uint64_t Copy = open(path("b"));
  EXPECT_EQ(call(HostCall::SeekFile, {File, 0, SEEK_SET}), 0);
  EXPECT_EQ(call(HostCall::CopyFile, {Copy, File, uint64_t(1) << 40}), 7);
  EXPECT_EQ(call(HostCall::ReadFile, {Copy, 100, 0}), 7);
  EXPECT_EQ(answer(), "one TWO");
  EXPECT_EQ(call(HostCall::CloseFile, {Copy}), 0);
  EXPECT_EQ(call(HostCall::CloseFile, {Copy}), -1);
  EXPECT_EQ(Slot.error, EBADF);
}

TEST_F(HostFileSystemTest, OnlyTheProgramsOwnDescriptors) {
  // The launcher's: a program must not see that it is there.
  int Secret = ::open(path("secret").c_str(), O_RDWR | O_CREAT, 0600);
  ASSERT_GT(Secret, 2);
  ASSERT_EQ(::write(Secret, "secret", 6), 6);
  for (uint64_t Number : {uint64_t(Secret), uint64_t(-1), uint64_t(1) << 32,
                          (uint64_t(1) << 32) + uint64_t(Secret), ~uint64_t(0) >> 1})
    for (HostCall Call :
         {HostCall::CloseFile, HostCall::ReadFile, HostCall::WriteFile,
          HostCall::SeekFile, HostCall::CopyFile, HostCall::FileStream,
          HostCall::StatusOf, HostCall::MakeDirectory, HostCall::RemoveEntry,
          HostCall::ChangeMode, HostCall::Truncate, HostCall::Access,
          HostCall::ReadLink, HostCall::ChangeDirectory, HostCall::BindSocket,
          HostCall::ReadDirectory, HostCall::OpenFile, HostCall::DuplicateFile,
          HostCall::ReplaceFile, HostCall::ControlFile, HostCall::LockFile}) {
      EXPECT_LE(call(Call, {Number, 0, AT_EMPTY_PATH}, std::string_view("r\0", 2)), 0)
          << int(Call);
      EXPECT_EQ(Slot.error, EBADF) << int(Call) << ' ' << Number;
      EXPECT_EQ(Slot.payloadBytes, 0u) << int(Call);
    }
  uint64_t Own = open(path("own"));
  EXPECT_EQ(call(HostCall::CopyFile, {Own, uint64_t(Secret), 10}), -1);
  EXPECT_EQ(Slot.error, EBADF);
  EXPECT_FALSE(mayWait(HostCall::ReadFile, {uint64_t(Secret), 10}));
  EXPECT_EQ(call(HostCall::ReplaceFile, {Own, uint64_t(Secret)}), -1);
  EXPECT_EQ(Slot.error, EBUSY);
  char Bytes[6];
  EXPECT_EQ(pread(Secret, Bytes, 6, 0), 6);
  EXPECT_EQ(std::string_view(Bytes, 6), "secret");
  EXPECT_EQ(fcntl(Secret, F_GETFD), 0);
  ::close(Secret);
}

TEST_F(HostFileSystemTest, DescriptorsOfStreams) {
  std::string Payload = path("s") + '\0' + "w+" + '\0';
  auto Stream = static_cast<uint64_t>(call(HostCall::Open, {}, Payload));
  ASSERT_NE(Stream, 0u);
  auto File = static_cast<uint64_t>(call(HostCall::StreamFile, {Stream}));
  ASSERT_GT(int64_t(File), 2);
  EXPECT_EQ(call(HostCall::Truncate, {File, 10, AT_EMPTY_PATH}, std::string_view("\0", 1)), 0);
  EXPECT_EQ(call(HostCall::StatusOf, {File, AT_EMPTY_PATH}, std::string_view("\0", 1)), 0);
  EXPECT_EQ(data<abi::FileStatus>().bytes, 10);
  EXPECT_EQ(call(HostCall::CloseFile, {File}), -1);
  EXPECT_EQ(Slot.error, EBADF);
  EXPECT_EQ(call(HostCall::Close, {Stream}), 0);
  // The launcher's next descriptor has the number.
  int Next = ::open(path("s").c_str(), O_RDONLY);
  ASSERT_EQ(uint64_t(Next), File);
  EXPECT_EQ(call(HostCall::ReadFile, {File, 10, uint64_t(-1)}), -1);
  EXPECT_EQ(Slot.error, EBADF);
  ::close(Next);
  EXPECT_EQ(call(HostCall::StreamFile, {99}), -1);
  EXPECT_EQ(call(HostCall::StreamFile, {abi::StdoutStream}), 1);

  File = open(path("s"));
  Stream = static_cast<uint64_t>(call(HostCall::FileStream, {File}, std::string_view("r+\0", 3)));
  ASSERT_NE(Stream, 0u);
  EXPECT_EQ(call(HostCall::FileStream, {File}, std::string_view("r+\0", 3)), 0);
  EXPECT_EQ(call(HostCall::Write, {Stream}, "text"), 4);
  EXPECT_EQ(call(HostCall::Close, {Stream}), 0);
  EXPECT_EQ(call(HostCall::FileStream, {open(path("s"))}, "r"), 0);
  EXPECT_EQ(Slot.error, EINVAL);
  EXPECT_EQ(call(HostCall::FileStream, {open(path("s"))}, std::string_view("q\0", 2)), 0);
  EXPECT_EQ(Slot.error, EINVAL);
}

TEST_F(HostFileSystemTest, DuplicatesAndReplacesDescriptors) {
  uint64_t File = open(path("a"));
  auto Copy = static_cast<uint64_t>(call(HostCall::DuplicateFile, {File, 100, O_CLOEXEC}));
  ASSERT_GE(int64_t(Copy), 100);
  EXPECT_EQ(fcntl(int(Copy), F_GETFD), FD_CLOEXEC);
  EXPECT_EQ(call(HostCall::ControlFile, {Copy, F_SETFD, 0}), 0);
  EXPECT_EQ(call(HostCall::ControlFile, {Copy, F_GETFD}), 0);
  EXPECT_EQ(call(HostCall::ControlFile, {Copy, F_SETFL, O_APPEND}), 0);
  EXPECT_EQ(call(HostCall::ControlFile, {File, F_GETFL}) & O_APPEND, O_APPEND);
  for (uint64_t Command : {uint64_t(F_SETOWN), uint64_t(F_DUPFD), uint64_t(F_GETLK),
                           uint64_t(1) << 32 | F_GETFL}) {
    EXPECT_EQ(call(HostCall::ControlFile, {File, Command, 0}), -1) << Command;
    EXPECT_EQ(Slot.error, EINVAL);
  }
  EXPECT_EQ(call(HostCall::ControlFile, {File, F_SETFL, O_ASYNC}), -1);
  EXPECT_EQ(Slot.error, EINVAL);
  // A number that nobody has, and one of the program's.
  EXPECT_EQ(call(HostCall::ReplaceFile, {File, 200, 0}), 200);
  EXPECT_EQ(call(HostCall::WriteFile, {200, uint64_t(-1)}, "text"), 4);
  uint64_t Other = open(path("b"));
  EXPECT_EQ(call(HostCall::ReplaceFile, {Other, 200, O_CLOEXEC}), 200);
  EXPECT_EQ(fcntl(200, F_GETFD), FD_CLOEXEC);
  EXPECT_EQ(call(HostCall::ReadFile, {200, 10, 0}), 0);
  EXPECT_EQ(call(HostCall::CloseFile, {200}), 0);
  EXPECT_EQ(call(HostCall::ReplaceFile, {Other, uint64_t(-1)}), -1);
  EXPECT_EQ(Slot.error, EBADF);
  EXPECT_EQ(call(HostCall::ReplaceFile, {Other, INT_MAX}), -1);
  EXPECT_EQ(Slot.error, EBADF);
  EXPECT_EQ(call(HostCall::ReplaceFile, {Other, uint64_t(1) << 32 | 1}), -1);
  EXPECT_EQ(Slot.error, EBADF);
  EXPECT_EQ(call(HostCall::ReplaceFile, {Other, Other}), -1);
  EXPECT_EQ(Slot.error, EINVAL);
}

TEST_F(HostFileSystemTest, AClosedStreamsNumberIsNobodys) {
  int Kept = dup(STDIN_FILENO);
  EXPECT_EQ(call(HostCall::ControlFile, {STDIN_FILENO, F_GETFD}), 0);
  EXPECT_EQ(call(HostCall::Close, {abi::StdinStream}), 0);
  // The launcher's.
  EXPECT_EQ(::open("/dev/null", O_RDONLY), STDIN_FILENO);
  EXPECT_EQ(call(HostCall::ControlFile, {STDIN_FILENO, F_GETFD}), -1);
  EXPECT_EQ(Slot.error, EBADF);
  EXPECT_EQ(call(HostCall::CloseFile, {STDIN_FILENO}), -1);
  ::close(STDIN_FILENO);
  EXPECT_EQ(open(path("a")), uint64_t(STDIN_FILENO));
  EXPECT_EQ(call(HostCall::WriteFile, {STDIN_FILENO, 0}, "text"), 4);
  EXPECT_EQ(call(HostCall::CloseFile, {STDIN_FILENO}), 0);
  stdin = fdopen(dup2(Kept, STDIN_FILENO), "r");
  ::close(Kept);
}

TEST_F(HostFileSystemTest, ReplacesWhatAStreamIsFor) {
  std::string Payload = path("s") + '\0' + "w+" + '\0';
  auto Stream = static_cast<uint64_t>(call(HostCall::Open, {}, Payload));
  auto File = static_cast<uint64_t>(call(HostCall::StreamFile, {Stream}));
  EXPECT_FALSE(mayWait(HostCall::Read, {Stream, 1}));
  ASSERT_EQ(call(HostCall::MakePipe, {0}), 0);
  auto Ends = data<std::array<int, 2>>();
  EXPECT_EQ(call(HostCall::ReplaceFile, {uint64_t(Ends[0]), File}), int64_t(File));
  EXPECT_TRUE(mayWait(HostCall::Read, {Stream, 1}));
  EXPECT_EQ(call(HostCall::WriteFile, {uint64_t(Ends[1]), uint64_t(-1)}, "x"), 1);
  EXPECT_EQ(call(HostCall::Read, {Stream, 1}), 1);
  EXPECT_EQ(call(HostCall::CloseFile, {File}), -1);
  EXPECT_EQ(call(HostCall::Close, {Stream}), 0);
  // After what has been written to it.
  prepare(HostCall::ReplaceFile, {File, STDERR_FILENO}, {});
  EXPECT_EQ(HostCallServer::streamOf(HostCallRequest(Slot)), uint64_t(abi::StderrStream));
  prepare(HostCall::ReplaceFile, {File, STDIN_FILENO}, {});
  EXPECT_EQ(HostCallServer::streamOf(HostCallRequest(Slot)), uint64_t(abi::NoStream));
}

TEST_F(HostFileSystemTest, PollsDescriptors) {
  using abi::PolledFile;
  constexpr uint64_t Forever = ~uint64_t(0);
  auto Poll = [&](uint64_t Ns, std::vector<PolledFile> Files) {
    size_t Bytes = Files.size() * sizeof(PolledFile);
    int64_t Ready = call(HostCall::PollFiles, {Ns}, {reinterpret_cast<char *>(Files.data()), Bytes});
    EXPECT_EQ(Slot.payloadBytes, Bytes);
    std::vector<int> Found = {static_cast<int>(Ready)};
    for (size_t I = 0; I < Files.size(); ++I) {
      PolledFile Each;
      memcpy(&Each, Slot.payload + I * sizeof(Each), sizeof(Each));
      EXPECT_EQ(Each.descriptor, Files[I].descriptor);
      EXPECT_EQ(Each.events, Files[I].events);
      Found.push_back(Each.found);
    }
    return Found;
  };
  using Numbers = std::vector<int>;
  ASSERT_EQ(call(HostCall::MakePipe, {O_CLOEXEC}), 0);
  auto [In, Out] = data<std::array<int, 2>>();
  EXPECT_EQ(Poll(0, {{In, POLLIN, 99}, {Out, POLLOUT, 99}, {-1, POLLIN, 99}}), (Numbers{1, 0, POLLOUT, 0}));
  EXPECT_EQ(Poll(2'000'000, {{In, POLLIN, 0}}), (Numbers{0, 0}));
  EXPECT_EQ(Poll(0, {}), Numbers{0});
  EXPECT_EQ(call(HostCall::WriteFile, {uint64_t(Out), Forever}, "x"), 1);
  EXPECT_EQ(Poll(Forever, {{In, POLLIN, 0}, {In, POLLOUT, 0}}), (Numbers{1, POLLIN, 0}));
  EXPECT_EQ(Poll(uint64_t(1) << 63, {{In, POLLIN, 0}}), (Numbers{1, POLLIN}));
  EXPECT_EQ(Poll(INT64_MAX, {{In, POLLIN, 0}}), (Numbers{1, POLLIN}));
  EXPECT_EQ(call(HostCall::CloseFile, {uint64_t(Out)}), 0);
  EXPECT_EQ(Poll(Forever, {{In, 0, 0}, {Out, POLLOUT, 0}}), (Numbers{2, POLLHUP, POLLNVAL}));
  // The launcher's own are none.
  int Secret = ::open(path("secret").c_str(), O_RDWR | O_CREAT, 0600);
  EXPECT_EQ(Poll(Forever, {{Secret, POLLIN | POLLOUT, 0}, {Secret, 0, 0}}), (Numbers{2, POLLNVAL, POLLNVAL}));
  ::close(Secret);
  EXPECT_EQ(call(HostCall::PollFiles, {0}, "seven b"), -1);
  EXPECT_EQ(Slot.error, EINVAL);
  EXPECT_FALSE(mayWait(HostCall::PollFiles, {0}));
  EXPECT_TRUE(mayWait(HostCall::PollFiles, {1}));
  EXPECT_TRUE(mayWait(HostCall::PollFiles, {Forever}));
}

TEST_F(HostFileSystemTest, LocksRecords) {
  uint64_t File = open(path("a")), Other = open(path("a"));
  auto Lock = [&](uint64_t Descriptor, int Command, abi::FileLock Record) {
    return call(HostCall::LockFile, {Descriptor, uint64_t(Command)},
                {reinterpret_cast<char *>(&Record), sizeof(Record)});
  };
  abi::FileLock Part = {F_WRLCK, SEEK_SET, 3, 4, 0};
  EXPECT_EQ(Lock(File, F_OFD_SETLK, Part), 0);
  EXPECT_EQ(Slot.payloadBytes, 0u);
  EXPECT_EQ(Lock(Other, F_OFD_SETLK, Part), -1);
  EXPECT_EQ(Slot.error, EAGAIN);
  EXPECT_EQ(Lock(Other, F_GETLK, {F_RDLCK, SEEK_SET, 0, 0, 0}), 0);
  auto Found = data<abi::FileLock>();
  EXPECT_EQ(Found.type, F_WRLCK);
  EXPECT_EQ(Found.start, 3);
  EXPECT_EQ(Found.length, 4);
  EXPECT_EQ(Found.process, -1);
  EXPECT_EQ(Lock(File, F_GETFL, Part), -1);
  EXPECT_EQ(Slot.error, EINVAL);
  EXPECT_EQ(call(HostCall::LockFile, {File, F_SETLK}, "short"), -1);
  EXPECT_EQ(Slot.error, EINVAL);
  EXPECT_TRUE(mayWait(HostCall::LockFile, {File, F_SETLKW}));
  EXPECT_TRUE(mayWait(HostCall::LockFile, {File, F_OFD_SETLKW}));
  EXPECT_FALSE(mayWait(HostCall::LockFile, {File, F_SETLK}));
  EXPECT_FALSE(mayWait(HostCall::LockFile, {12345, F_SETLKW}));
}

TEST_F(HostFileSystemTest, TellsStatus) {
  open(path("a"));
  ASSERT_EQ(symlink("a", path("link").c_str()), 0);
  EXPECT_EQ(onPath(HostCall::StatusOf, {Here, 0}, path("link")), 0);
  auto Status = data<abi::FileStatus>();
  struct stat Expected;
  ASSERT_EQ(stat(path("a").c_str(), &Expected), 0);
  EXPECT_EQ(Status.inode, Expected.st_ino);
  EXPECT_EQ(Status.device, Expected.st_dev);
  EXPECT_EQ(Status.mode, Expected.st_mode);
  EXPECT_EQ(Status.modified[0], Expected.st_mtim.tv_sec);
  EXPECT_EQ(Status.modified[1], Expected.st_mtim.tv_nsec);
  EXPECT_EQ(onPath(HostCall::StatusOf, {Here, AT_SYMLINK_NOFOLLOW}, path("link")), 0);
  EXPECT_TRUE(S_ISLNK(data<abi::FileStatus>().mode));
  EXPECT_EQ(onPath(HostCall::StatusOf, {Here, 0}, path("none")), -1);
  EXPECT_EQ(Slot.error, ENOENT);
  EXPECT_EQ(onPath(HostCall::SpaceOf, {Here}, Folder), 0);
  EXPECT_GE(data<abi::FileSystemStatus>().blocks, data<abi::FileSystemStatus>().free);
  EXPECT_EQ(onPath(HostCall::ReadLink, {Here}, path("link")), 1);
  EXPECT_EQ(answer(), "a");
  EXPECT_EQ(onPath(HostCall::RealPath, {Here}, path("link")), 0);
  EXPECT_EQ(answer(), path("a") + '\0');
  EXPECT_EQ(onPath(HostCall::RealPath, {Here}, path("none")), -1);
  EXPECT_EQ(Slot.error, ENOENT);
}

TEST_F(HostFileSystemTest, ChangesFiles) {
  EXPECT_EQ(onPath(HostCall::MakeDirectory, {Here, 0700}, path("d")), 0);
  EXPECT_EQ(onPath(HostCall::MakeDirectory, {Here, 0700}, path("d")), -1);
  EXPECT_EQ(Slot.error, EEXIST);
  uint64_t Directory = open(path("d"), O_RDONLY | O_DIRECTORY);
  EXPECT_GT(onPath(HostCall::OpenFile, {Directory, O_CREAT | O_WRONLY, 0600}, "below"), 2);
  EXPECT_EQ(onPath(HostCall::ChangeMode, {Here, 0444, 0}, path("d/below")), 0);
  EXPECT_EQ(onPath(HostCall::Truncate, {Here, 9, 0}, path("d/below")), 0);
  abi::FileTimes Times = {{1, 2}, {3, 4}};
  std::string Payload(reinterpret_cast<char *>(&Times), sizeof(Times));
  EXPECT_EQ(call(HostCall::SetTimes, {Here, 0}, Payload + path("d/below") + '\0'), 0);
  struct stat Status;
  ASSERT_EQ(stat(path("d/below").c_str(), &Status), 0);
  EXPECT_EQ(Status.st_mode & 0777u, 0444u);
  EXPECT_EQ(Status.st_size, 9);
  EXPECT_EQ(Status.st_mtim.tv_sec, 3);
  EXPECT_EQ(Status.st_mtim.tv_nsec, 4);
  EXPECT_EQ(onPath(HostCall::Access, {Here, F_OK, 0}, path("d/below")), 0);
  std::string Both = path("d/below") + '\0' + path("hard") + '\0';
  EXPECT_EQ(call(HostCall::Link, {}, Both), 0);
  EXPECT_EQ(call(HostCall::SymbolicLink, {}, "text" + std::string(1, '\0') + path("soft") + '\0'), 0);
  EXPECT_EQ(onPath(HostCall::RemoveEntry, {Directory, 0}, "below"), 0);
  EXPECT_EQ(onPath(HostCall::RemoveEntry, {Here, AT_REMOVEDIR}, path("d")), 0);
  EXPECT_EQ(onPath(HostCall::RemoveEntry, {Here, AT_REMOVEDIR}, path("hard")), -1);
  EXPECT_EQ(Slot.error, ENOTDIR);
}

TEST_F(HostFileSystemTest, ReadsDirectories) {
  for (int I = 0; I < 300; ++I)
    ASSERT_EQ(call(HostCall::CloseFile, {open(path("a name of some length " + std::to_string(I)))}), 0);
  uint64_t Directory = open(Folder, O_RDONLY | O_DIRECTORY);
  int Entries = 0, Answers = 0;
  while (call(HostCall::ReadDirectory, {Directory}) > 0) {
    ++Answers;
    ASSERT_LE(Slot.payloadBytes, HostCallSlot::PayloadBytes);
    for (uint32_t At = 0; At < Slot.payloadBytes; ++Entries)
      At += reinterpret_cast<dirent *>(Slot.payload + At)->d_reclen;
  }
  EXPECT_EQ(Slot.error, 0);
  EXPECT_EQ(Entries, 302);
  EXPECT_GT(Answers, 1);
  EXPECT_EQ(call(HostCall::ReadDirectory, {open(path("file"))}), -1);
  EXPECT_EQ(Slot.error, ENOTDIR);
}

TEST_F(HostFileSystemTest, SocketsHaveNames) {
  auto Socket = static_cast<uint64_t>(call(HostCall::MakeSocket, {AF_UNIX, SOCK_STREAM, 0}));
  ASSERT_GT(int64_t(Socket), 2);
  EXPECT_EQ(onPath(HostCall::BindSocket, {Socket}, path("socket")), 0);
  struct stat Status;
  ASSERT_EQ(stat(path("socket").c_str(), &Status), 0);
  EXPECT_TRUE(S_ISSOCK(Status.st_mode));
  EXPECT_EQ(onPath(HostCall::BindSocket, {Socket}, std::string(108, 'x')), -1);
  EXPECT_EQ(Slot.error, ENAMETOOLONG);
  EXPECT_EQ(call(HostCall::MakeSocket, {AF_INET, SOCK_STREAM, 0}), -1);
  EXPECT_EQ(Slot.error, EAFNOSUPPORT);
}

TEST_F(HostFileSystemTest, RefusesWhatMakesNoSense) {
  // Paths without an end, and data that is not all there.
  std::string Endless(HostCallSlot::PayloadBytes, 'x');
  for (auto Call = uint32_t(HostCall::OpenFile); Call < abi::HostCallCount; ++Call) {
    auto Which = static_cast<HostCall>(Call);
    bool Takes = Which != HostCall::WriteFile && Which != HostCall::ReadFile &&
                 Which != HostCall::SeekFile && Which != HostCall::CopyFile &&
                 Which != HostCall::ReadDirectory && Which != HostCall::WorkingDirectory &&
                 Which != HostCall::StreamFile && Which != HostCall::CloseFile &&
                 Which != HostCall::MakeSocket && Which != HostCall::FileMask &&
                 Which != HostCall::PollFiles && Which != HostCall::NamesOfSystem;
    if (!Takes)
      continue;
    for (std::string_view Payload : {std::string_view(Endless), std::string_view("xyz"), std::string_view("x\0y", 3)}) {
      if (Payload.size() == 3 && Payload[1] == '\0' && Which != HostCall::Link &&
          Which != HostCall::SymbolicLink && Which != HostCall::System &&
          Which != HostCall::SetTimes && Which != HostCall::ChangeOwner &&
          Which != HostCall::MakeTime)
        continue; // "x" is a path
      int64_t Result = call(Which, {Which == HostCall::BindSocket || Which == HostCall::FileStream ? 0 : Here}, Payload);
      EXPECT_LE(Result, 0) << Call;
      EXPECT_TRUE(Slot.error == EINVAL || Slot.error == EBADF) << Call << ' ' << Slot.error;
      EXPECT_EQ(Slot.payloadBytes, 0u) << Call;
    }
  }
}

TEST_F(HostFileSystemTest, WhatMayWait) {
  std::string Fifo = path("fifo");
  EXPECT_EQ(onPath(HostCall::MakeFifo, {Here, 0600}, Fifo), 0);
  EXPECT_TRUE(mayWait(HostCall::OpenFile, {Here, O_RDONLY}, Fifo + '\0'));
  EXPECT_FALSE(mayWait(HostCall::OpenFile, {Here, O_RDONLY | O_NONBLOCK}, Fifo + '\0'));
  EXPECT_FALSE(mayWait(HostCall::OpenFile, {Here, O_RDONLY}, Folder + '\0'));
  EXPECT_FALSE(mayWait(HostCall::OpenFile, {Here, O_RDONLY}, Fifo));
  EXPECT_TRUE(mayWait(HostCall::System, {}, std::string_view("true\0", 5)));
  uint64_t Both = open(Fifo, O_RDWR);
  EXPECT_TRUE(mayWait(HostCall::ReadFile, {Both, 1, uint64_t(-1)}));
  EXPECT_FALSE(mayWait(HostCall::ReadFile, {Both, 1, uint64_t(-2)}));
  EXPECT_EQ(call(HostCall::ReadFile, {Both, 1, uint64_t(-2)}), -1);
  EXPECT_EQ(Slot.error, EAGAIN);
  EXPECT_FALSE(mayWait(HostCall::WriteFile, {Both, uint64_t(-1)}, "x"));
  std::string Fill(1024, 'x');
  for (int I = 0; I < 64; ++I)
    call(HostCall::WriteFile, {Both, uint64_t(-1)}, Fill);
  EXPECT_TRUE(mayWait(HostCall::WriteFile, {Both, uint64_t(-1)}, "x"));
  EXPECT_FALSE(mayWait(HostCall::ReadFile, {Both, 1, uint64_t(-1)}));
  EXPECT_FALSE(mayWait(HostCall::ReadFile, {open(path("file")), 1, uint64_t(-1)}));
  ASSERT_EQ(call(HostCall::MakePipe, {O_CLOEXEC}), 0);
  auto Ends = data<std::array<int, 2>>();
  auto In = static_cast<uint64_t>(Ends[0]);
  EXPECT_TRUE(mayWait(HostCall::ReadFile, {In, 1, uint64_t(-1)}));
  EXPECT_EQ(call(HostCall::ControlFile, {In, F_SETFL, O_NONBLOCK}), 0);
  EXPECT_FALSE(mayWait(HostCall::ReadFile, {In, 1, uint64_t(-1)}));
  EXPECT_EQ(call(HostCall::ReadFile, {In, 1, uint64_t(-1)}), -1);
  EXPECT_EQ(Slot.error, EAGAIN);
  EXPECT_EQ(call(HostCall::ControlFile, {In, F_SETFL, 0}), 0);
  EXPECT_EQ(call(HostCall::CloseFile, {uint64_t(Ends[1])}), 0);
  EXPECT_FALSE(mayWait(HostCall::ReadFile, {In, 1, uint64_t(-1)})) << "it has ended";
}

TEST_F(HostFileSystemTest, RunsCommands) {
  auto Run = [&](std::string Payload) { return call(HostCall::System, {}, Payload + '\0'); };
  EXPECT_EQ(Run("exit 3"), 3 << 8);
  EXPECT_EQ(Run("kill -9 $$"), 9);
  setenv("HEDDLE_TEST_KEPT", "kept", 1);
  setenv("HEDDLE_TEST_GONE", "there", 1);
  setenv("HEDDLE_TEST_NEW", "old", 1);
  std::string Command = "test \"$HEDDLE_TEST_KEPT-$HEDDLE_TEST_GONE-$HEDDLE_TEST_NEW\" = ";
  EXPECT_EQ(Run(Command + "kept-there-old"), 0);
  EXPECT_EQ(Run(Command + "kept--new" + '\0' + "HEDDLE_TEST_NEW=new" + '\0' + "HEDDLE_TEST_GONE"), 0);
  EXPECT_EQ(Run(Command + "kept-there-new"), 1 << 8);
  EXPECT_EQ(call(HostCall::System, {}, "exit 0"), -1);
  EXPECT_EQ(Slot.error, EINVAL);
}

TEST_F(HostFileSystemTest, KnowsTimeZones) {
  auto Local = [&](int64_t Time, const char *Zone) {
    EXPECT_EQ(call(HostCall::LocalTime, {uint64_t(Time)}, std::string(Zone) + '\0'), 0);
    return data<abi::BrokenTime>();
  };
  abi::BrokenTime Winter = Local(1700000000, "CET-1CEST,M3.5.0,M10.5.0/3");
  EXPECT_EQ(Winter.hour, 23);
  EXPECT_EQ(Winter.offset, 3600);
  EXPECT_STREQ(Winter.zone, "CET");
  abi::BrokenTime Summer = Local(1720000000, "CET-1CEST,M3.5.0,M10.5.0/3");
  EXPECT_EQ(Summer.daylight, 1);
  EXPECT_STREQ(Summer.zone, "CEST");
  EXPECT_EQ(Local(1700000000, "UTC0").hour, 22);
  std::string Payload(reinterpret_cast<char *>(&Summer), sizeof(Summer));
  EXPECT_EQ(call(HostCall::MakeTime, {}, Payload + "CET-1CEST,M3.5.0,M10.5.0/3" + '\0'), 1720000000);
  EXPECT_EQ(call(HostCall::TimeZone, {}, std::string("CET-1CEST,M3.5.0,M10.5.0/3") + '\0'), 0);
  EXPECT_STREQ(data<abi::ZoneSummary>().names[1], "CEST");
  EXPECT_EQ(data<abi::ZoneSummary>().west, -3600);
  abi::BrokenTime Far = {};
  Far.year = Far.month = INT32_MAX;
  Payload.assign(reinterpret_cast<char *>(&Far), sizeof(Far));
  EXPECT_EQ(call(HostCall::MakeTime, {}, Payload), -1);
  EXPECT_EQ(Slot.error, EOVERFLOW);
  EXPECT_EQ(call(HostCall::MakeTime, {}, Payload.substr(0, 63)), -1);
  EXPECT_EQ(Slot.error, EINVAL);
  EXPECT_EQ(call(HostCall::LocalTime, {1}, "no end"), -1);
  EXPECT_EQ(Slot.error, EINVAL);
  EXPECT_EQ(call(HostCall::LocalTime, {~uint64_t(0) >> 1}), -1);
  EXPECT_EQ(Slot.error, EOVERFLOW);
}

} // namespace

} // namespace heddle::host
