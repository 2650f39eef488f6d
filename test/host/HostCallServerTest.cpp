//===- HostCallServerTest.cpp - What each host call does ------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HostCallServer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <random>
#include <sys/stat.h>
#include <unistd.h>

namespace heddle::host {

using abi::FaultKind;
using abi::HostCall;
using abi::HostCallSlot;

namespace {

class HostCallServerTest : public testing::Test {
protected:
  HostCallServerTest() {
    char Name[] = "/tmp/heddle-host-test-XXXXXX";
    Folder = mkdtemp(Name);
  }
  ~HostCallServerTest() override {
    std::string Command = "rm -rf " + Folder;
    EXPECT_EQ(system(Command.c_str()), 0);
  }

  std::string path(const char *Name) const { return Folder + "/" + Name; }

  int64_t call(HostCall Call, std::initializer_list<uint64_t> Args,
               std::string_view Payload = {}) {
    Slot.call = Call;
    std::copy(Args.begin(), Args.end(), Slot.args);
    Slot.payloadBytes = static_cast<uint32_t>(Payload.size());
    std::ranges::copy(Payload, Slot.payload);
    Slot.result = 0x5555;
    Slot.error = 0x5555;
    return Server.serve(Slot);
  }
  std::string answer() const {
    return {reinterpret_cast<const char *>(Slot.payload), Slot.payloadBytes};
  }
  uint64_t open(const std::string &Path, const std::string &Mode) {
    return static_cast<uint64_t>(call(
        HostCall::Open, {}, Path + '\0' + Mode + '\0'));
  }
  uint64_t fileWith(std::string_view Text, const char *Mode = "r") {
    uint64_t Stream = open(path("file"), "w");
    for (; !Text.empty(); Text.remove_prefix(std::min<size_t>(Text.size(), 1000)))
      call(HostCall::Write, {Stream}, Text.substr(0, 1000));
    call(HostCall::Close, {Stream});
    return open(path("file"), Mode);
  }

  std::string Folder;
  HostCallServer Server{8 << 20};
  HostCallSlot Slot = {};
};

TEST_F(HostCallServerTest, WritesAndReadsAFile) {
  uint64_t Stream = open(path("a"), "w+");
  EXPECT_GT(Stream, abi::StderrStream);
  EXPECT_EQ(Slot.error, 0);
  EXPECT_EQ(call(HostCall::Write, {Stream}, "one\ntwo\nthree"), 13);
  EXPECT_EQ(call(HostCall::Tell, {Stream}), 13);
  EXPECT_EQ(call(HostCall::Seek, {Stream, 0, SEEK_SET}), 0);
  EXPECT_EQ(call(HostCall::Read, {Stream, 2}), 2);
  EXPECT_EQ(answer(), "on");
  EXPECT_EQ(call(HostCall::ReadLine, {Stream, 100}), 2);
  EXPECT_EQ(answer(), "e\n");
  EXPECT_EQ(call(HostCall::ReadLine, {Stream, 2}), 2);
  EXPECT_EQ(answer(), "tw");
  EXPECT_EQ(call(HostCall::StreamState, {Stream, 0}), 0);
  EXPECT_EQ(call(HostCall::Read, {Stream, 100}), 7);
  EXPECT_EQ(answer(), "o\nthree");
  EXPECT_EQ(call(HostCall::StreamState, {Stream, 0}), 1);
  EXPECT_EQ(call(HostCall::StreamState, {Stream, 1}), 0);
  EXPECT_EQ(call(HostCall::StreamState, {Stream, 0}), 0);
  EXPECT_EQ(call(HostCall::Seek, {Stream, uint64_t(-5), SEEK_END}), 0);
  EXPECT_EQ(call(HostCall::Read, {Stream, 3}), 3);
  EXPECT_EQ(answer(), "thr");
  EXPECT_EQ(call(HostCall::Close, {Stream}), 0);
  EXPECT_EQ(call(HostCall::Write, {Stream}, "x"), 0);
  EXPECT_EQ(Slot.error, EINVAL);
}

// What glibc does not survive, found by test/fuzz.
TEST_F(HostCallServerTest, BuffersOutliveWhatIsAskedOfThem) {
  uint64_t Stream = open(path("a"), "w+m");
  EXPECT_EQ(call(HostCall::SetBuffer, {Stream, 0, 100}), 0);
  EXPECT_EQ(call(HostCall::Write, {Stream}, "text"), 4);
  // Keeps the buffer that there is.
  EXPECT_EQ(call(HostCall::SetBuffer, {Stream, 0, 0}), 0);
  EXPECT_EQ(call(HostCall::Write, {Stream}, "more"), 4);
  EXPECT_EQ(call(HostCall::Unget, {Stream, 'x'}), -1);
  EXPECT_EQ(call(HostCall::Seek, {Stream, 0, SEEK_SET}), 0);
  EXPECT_EQ(call(HostCall::Unget, {Stream, 'x'}), 'x');
  EXPECT_EQ(call(HostCall::SetBuffer, {Stream, 2, 0}), -1);
  EXPECT_EQ(Slot.error, EINVAL);
  EXPECT_EQ(call(HostCall::Read, {Stream, 100}), 9);
  EXPECT_EQ(answer(), "xtextmore");
  EXPECT_EQ(call(HostCall::Unget, {abi::StderrStream, 'x'}), -1);
}

TEST_F(HostCallServerTest, LinesMayHoldNullBytes) {
  uint64_t Stream = fileWith(std::string_view("a\0b\nc", 5));
  EXPECT_EQ(call(HostCall::ReadLine, {Stream, 100}), 4);
  EXPECT_EQ(answer(), std::string("a\0b\n", 4));
  EXPECT_EQ(call(HostCall::ReadLine, {Stream, 100}), 1);
  EXPECT_EQ(call(HostCall::ReadLine, {Stream, 100}), 0);
  EXPECT_EQ(Slot.error, 0);
}

TEST_F(HostCallServerTest, ReadsAreBoundedByThePayload) {
  std::string Large(HostCallSlot::PayloadBytes, 'x');
  uint64_t Stream = fileWith(Large + Large);
  // What lies behind the slot must stay as it is.
  struct {
    HostCallSlot First, Behind;
  } Two = {};
  memset(&Two.Behind, 0x77, sizeof(Two.Behind));
  Two.First.call = HostCall::Read;
  Two.First.args[0] = Stream;
  Two.First.args[1] = ~uint64_t(0);
  EXPECT_EQ(Server.serve(Two.First), HostCallSlot::PayloadBytes);
  EXPECT_EQ(Two.First.payloadBytes, HostCallSlot::PayloadBytes);
  Two.First.call = HostCall::ReadLine;
  Two.First.payloadBytes = 0;
  EXPECT_EQ(Server.serve(Two.First), HostCallSlot::PayloadBytes);
  Two.First.call = HostCall::Random;
  Two.First.args[0] = ~uint64_t(0);
  Two.First.payloadBytes = 0;
  EXPECT_EQ(Server.serve(Two.First), HostCallSlot::PayloadBytes);
  const auto *Bytes = reinterpret_cast<const uint8_t *>(&Two.Behind);
  for (size_t I = 0; I < sizeof(Two.Behind); ++I)
    ASSERT_EQ(Bytes[I], 0x77) << I;
}

TEST_F(HostCallServerTest, PushesBackACharacter) {
  uint64_t Stream = fileWith("bc");
  EXPECT_EQ(call(HostCall::Unget, {Stream, 'a'}), 'a');
  EXPECT_EQ(call(HostCall::Read, {Stream, 10}), 3);
  EXPECT_EQ(answer(), "abc");
  EXPECT_EQ(call(HostCall::Unget, {Stream, uint64_t(-1)}), EOF);
}

TEST_F(HostCallServerTest, ReportsErrnoOfTheHost) {
  EXPECT_EQ(open(path("missing/file"), "r"), 0u);
  EXPECT_EQ(Slot.error, ENOENT);
  EXPECT_EQ(open(Folder, "w"), 0u);
  EXPECT_EQ(Slot.error, EISDIR);
  uint64_t ReadOnly = fileWith("text");
  EXPECT_EQ(call(HostCall::Write, {ReadOnly}, "x"), 0);
  EXPECT_EQ(Slot.error, EBADF);
  EXPECT_EQ(call(HostCall::StreamState, {ReadOnly, 0}), 2);
  uint64_t Directory = open(Folder, "r");
  EXPECT_EQ(call(HostCall::Read, {Directory, 10}), 0);
  EXPECT_EQ(Slot.error, EISDIR);
  EXPECT_EQ(call(HostCall::Seek, {ReadOnly, uint64_t(-1), SEEK_SET}), -1);
  EXPECT_EQ(Slot.error, EINVAL);
  uint64_t Full = open("/dev/full", "w");
  EXPECT_EQ(call(HostCall::Write, {Full}, "x"), 1);
  EXPECT_EQ(call(HostCall::Flush, {Full}), EOF);
  EXPECT_EQ(Slot.error, ENOSPC);
}

TEST_F(HostCallServerTest, RemovesAndRenames) {
  fileWith("text");
  std::string Old = path("file"), New = path("new");
  EXPECT_EQ(call(HostCall::Rename, {}, Old + '\0' + New + '\0'), 0);
  EXPECT_EQ(access(New.c_str(), F_OK), 0);
  EXPECT_EQ(call(HostCall::Remove, {}, New + '\0'), 0);
  EXPECT_EQ(call(HostCall::Remove, {}, New + '\0'), -1);
  EXPECT_EQ(Slot.error, ENOENT);
  EXPECT_EQ(call(HostCall::Rename, {}, Old + '\0' + New + '\0'), -1);
  EXPECT_EQ(Slot.error, ENOENT);
}

TEST_F(HostCallServerTest, BuffersAsTold) {
  uint64_t Stream = open(path("a"), "w");
  auto Size = [&] {
    struct stat Status;
    return stat(path("a").c_str(), &Status) == 0 ? Status.st_size : -1;
  };
  EXPECT_EQ(call(HostCall::SetBuffer, {Stream, _IOFBF, 10'000}), 0);
  std::string Part(3000, 'x');
  for (int I = 0; I < 3; ++I)
    call(HostCall::Write, {Stream}, Part);
  EXPECT_EQ(Size(), 0);
  EXPECT_EQ(call(HostCall::Flush, {abi::AllStreams}), 0);
  EXPECT_EQ(Size(), 9000);
  EXPECT_EQ(call(HostCall::SetBuffer, {Stream, _IONBF, 0}), 0);
  call(HostCall::Write, {Stream}, "y");
  EXPECT_EQ(Size(), 9001);
  EXPECT_EQ(call(HostCall::SetBuffer, {Stream, _IOLBF, 100}), 0);
  call(HostCall::Write, {Stream}, "z");
  EXPECT_EQ(Size(), 9001);
  call(HostCall::Write, {Stream}, "\n");
  EXPECT_EQ(Size(), 9003);
  EXPECT_EQ(call(HostCall::SetBuffer, {Stream, 3, 0}), -1);
  EXPECT_EQ(Slot.error, EINVAL);
  EXPECT_EQ(call(HostCall::Close, {Stream}), 0);
}

TEST_F(HostCallServerTest, TellsTheTime) {
  timespec Before, After;
  clock_gettime(CLOCK_MONOTONIC, &Before);
  int64_t Real = call(HostCall::Clock, {});
  clock_gettime(CLOCK_MONOTONIC, &After);
  auto Ns = [](timespec T) {
    return uint64_t(T.tv_sec) * 1'000'000'000 + uint64_t(T.tv_nsec);
  };
  EXPECT_GE(Slot.args[0], Ns(Before));
  EXPECT_LE(Slot.args[0], Ns(After));
  EXPECT_NEAR(double(Real) / 1e9, double(time(nullptr)), 2);
}

TEST_F(HostCallServerTest, GivesRandomBytes) {
  EXPECT_EQ(call(HostCall::Random, {32}), 32);
  std::string First = answer();
  EXPECT_EQ(call(HostCall::Random, {32}), 32);
  EXPECT_NE(First, answer());
}

TEST_F(HostCallServerTest, Demangles) {
  EXPECT_EQ(call(HostCall::Demangle, {}, std::string("St9exception") + '\0'), 0);
  EXPECT_EQ(answer(), std::string("std::exception") + '\0');
  EXPECT_EQ(call(HostCall::Demangle, {}, std::string("NSt3__112future_errorE") + '\0'), 0);
  EXPECT_EQ(answer(), std::string("std::future_error") + '\0');
  EXPECT_EQ(call(HostCall::Demangle, {}, std::string("nonsense") + '\0'), -1);
  EXPECT_EQ(call(HostCall::Demangle, {}, "unterminated"), -1);
}

TEST_F(HostCallServerTest, KnowsTerminals) {
  int Pipe[2];
  ASSERT_EQ(pipe(Pipe), 0);
  EXPECT_EQ(call(HostCall::IsTerminal, {uint64_t(Pipe[0])}), 0);
  EXPECT_EQ(Slot.error, ENOTTY);
  EXPECT_EQ(call(HostCall::IsTerminal, {12345}), 0);
  EXPECT_EQ(Slot.error, EBADF);
}

TEST_F(HostCallServerTest, ExitEndsWithTheLowByte) {
  EXPECT_FALSE(Server.ending());
  call(HostCall::Exit, {uint64_t(-1)});
  ASSERT_TRUE(Server.ending());
  EXPECT_EQ(Server.ending()->Status, 255);
  EXPECT_EQ(Server.ending()->Signal, 0);
  // The first one counts.
  call(HostCall::Exit, {3});
  EXPECT_EQ(Server.ending()->Status, 255);
}

struct FatalCase {
  FaultKind Kind;
  uint64_t Detail;
  const char *Text;
  int Status, Signal;
  const char *Message;
};

TEST(HostCallServer, FatalSaysWhatHappened) {
  const FatalCase Cases[] = {
      {FaultKind::Abort, 0, "", 0, SIGABRT, ""},
      {FaultKind::Abort, 0, "deadlock", 0, SIGABRT,
       "heddle: deadlock in thread 7 \"worker\" (warp 12)\n"},
      {FaultKind::StackOverflow, 65536, "", 0, SIGSEGV,
       "heddle: stack overflow in thread 7 \"worker\" (warp 12): frame of "
       "65536 bytes exceeds the thread's stack of 8388608 bytes; HEDDLE_STACK "
       "sets the size\n"},
      {FaultKind::RuntimeError, 0, "free list\n", 70, 0,
       "heddle: internal error in thread 7 \"worker\" (warp 12): free list; "
       "this is a defect of Heddle\n"},
      {FaultKind::Unsupported, 0, "catch", 0, SIGABRT,
       "heddle: not supported yet, in thread 7 \"worker\" (warp 12): catch\n"},
      {static_cast<FaultKind>(99), 0, "", 70, 0,
       "heddle: internal error in thread 7 \"worker\" (warp 12): unknown fault "
       "99\n"},
  };
  for (const FatalCase &Case : Cases) {
    HostCallServer Server(8 << 20);
    HostCallSlot Slot = {};
    Slot.call = HostCall::ThreadName;
    Slot.args[0] = 7;
    Slot.payloadBytes = 7;
    memcpy(Slot.payload, "worker", 7);
    EXPECT_EQ(Server.serve(Slot), 0);
    Slot.call = HostCall::Fatal;
    const uint64_t Args[] = {uint64_t(Case.Kind), 7, 12, Case.Detail};
    std::copy(std::begin(Args), std::end(Args), Slot.args);
    Slot.payloadBytes = static_cast<uint32_t>(strlen(Case.Text));
    memcpy(Slot.payload, Case.Text, Slot.payloadBytes);
    Server.serve(Slot);
    ASSERT_TRUE(Server.ending());
    EXPECT_EQ(Server.ending()->Message, Case.Message);
    EXPECT_EQ(Server.ending()->Signal, Case.Signal);
    EXPECT_EQ(Server.ending()->Status, Case.Status);
  }
}

//===----------------------------------------------------------------------===//
// Nothing in a slot is believed
//===----------------------------------------------------------------------===//

TEST_F(HostCallServerTest, RefusesUnknownCalls) {
  for (uint32_t Number : {0u, abi::HostCallCount, 1000u, ~0u}) {
    EXPECT_EQ(call(static_cast<HostCall>(Number), {}), -1);
    EXPECT_EQ(Slot.error, EINVAL);
    EXPECT_EQ(Slot.payloadBytes, 0u);
  }
}

TEST_F(HostCallServerTest, RefusesPayloadsBeyondTheSlot) {
  for (uint32_t Number = 0; Number <= abi::HostCallCount; ++Number) {
    Slot.call = static_cast<HostCall>(Number);
    Slot.args[0] = abi::StdoutStream;
    Slot.payloadBytes = HostCallSlot::PayloadBytes + 1;
    int64_t Result = Server.serve(Slot);
    EXPECT_TRUE(Result == -1 || Result == 0) << Number;
    EXPECT_EQ(Slot.error, EINVAL) << Number;
    EXPECT_EQ(Slot.payloadBytes, 0u) << Number;
  }
  EXPECT_FALSE(Server.ending());
}

TEST_F(HostCallServerTest, RefusesStreamsThatAreNone) {
  for (uint64_t Stream : {uint64_t(0), uint64_t(4), uint64_t(1) << 63})
    for (HostCall Call :
         {HostCall::Write, HostCall::Read, HostCall::ReadLine, HostCall::Close,
          HostCall::Flush, HostCall::Seek, HostCall::Tell,
          HostCall::StreamState, HostCall::Unget, HostCall::SetBuffer}) {
      int64_t Result = call(Call, {Stream, 0, 0}, "x");
      bool Counts = Call == HostCall::Write || Call == HostCall::Read ||
                    Call == HostCall::ReadLine;
      EXPECT_EQ(Result, Counts ? 0 : -1) << int(Call);
      EXPECT_EQ(Slot.error, EINVAL) << int(Call);
    }
}

TEST_F(HostCallServerTest, RefusesStringsWithoutEnd) {
  // Bytes beyond payloadBytes end the string, but are not part of it.
  memset(Slot.payload, 'x', sizeof(Slot.payload));
  EXPECT_EQ(call(HostCall::Remove, {}, "name"), -1);
  EXPECT_EQ(Slot.error, EINVAL);
  EXPECT_EQ(call(HostCall::Open, {}, std::string_view("name\0r", 6)), 0);
  EXPECT_EQ(Slot.error, EINVAL);
  EXPECT_EQ(call(HostCall::Open, {}, "name"), 0);
  EXPECT_EQ(Slot.error, EINVAL);
  EXPECT_EQ(call(HostCall::Rename, {}, std::string_view("a\0b", 3)), -1);
  EXPECT_EQ(Slot.error, EINVAL);
  EXPECT_EQ(call(HostCall::ThreadName, {1}, ""), -1);
  EXPECT_EQ(Slot.error, EINVAL);
  EXPECT_EQ(call(HostCall::Remove, {}, std::string(4096 - 128, 'x')), -1);
  EXPECT_EQ(Slot.error, EINVAL);
}

TEST_F(HostCallServerTest, RefusesBadModesAndOrigins) {
  EXPECT_EQ(open(path("a"), ""), 0u);
  EXPECT_EQ(Slot.error, EINVAL);
  EXPECT_EQ(open(path("a"), "q"), 0u);
  EXPECT_EQ(Slot.error, EINVAL);
  uint64_t Stream = open(path("a"), "w,ccs=UTF-8");
  EXPECT_EQ(call(HostCall::Write, {Stream}, "narrow"), 6);
  EXPECT_EQ(call(HostCall::Seek, {Stream, 0, 3}), -1);
  EXPECT_EQ(Slot.error, EINVAL);
  EXPECT_EQ(call(HostCall::StreamState, {Stream, 2}), -1);
  EXPECT_EQ(Slot.error, EINVAL);
}

TEST_F(HostCallServerTest, SurvivesGarbage) {
  std::mt19937_64 Random(1);
  for (int Round = 0; Round < 20000; ++Round) {
    auto *Words = reinterpret_cast<uint64_t *>(&Slot);
    for (size_t I = 0; I < 32; ++I)
      Words[I] = Random();
    // Mostly calls that exist, on streams that might.
    if (Round % 4)
      Slot.call = static_cast<HostCall>(Random() % (abi::HostCallCount + 2));
    if (Round % 8)
      Slot.args[0] = 4 + Random() % 4;
    if (Round % 3)
      Slot.payloadBytes = static_cast<uint32_t>(Random() % 64);
    // What a test must not do to its own standard streams, or to files. Calls
    // about paths have none: it would have to end.
    if (Slot.args[0] <= abi::StderrStream || Slot.call == HostCall::Open ||
        Slot.call == HostCall::Remove || Slot.call == HostCall::Rename)
      continue;
    if (Slot.call >= HostCall::OpenFile)
      std::ranges::replace(Slot.payload, uint8_t(0), uint8_t(1));
    HostCall Call = Slot.call;
    Server.serve(Slot);
    ASSERT_LE(Slot.payloadBytes, HostCallSlot::PayloadBytes) << int(Call);
  }
}

//===----------------------------------------------------------------------===//
// Which calls may wait
//===----------------------------------------------------------------------===//

TEST_F(HostCallServerTest, FilesNeverWait) {
  uint64_t Stream = fileWith("text");
  Slot.call = HostCall::Read;
  Slot.args[0] = Stream;
  Slot.args[1] = 100;
  Slot.payloadBytes = 0;
  EXPECT_FALSE(Server.mayWait(Slot, HostCallRequest(Slot)));
}

TEST_F(HostCallServerTest, PipesMayWait) {
  std::string Fifo = path("fifo");
  ASSERT_EQ(mkfifo(Fifo.c_str(), 0600), 0);
  Slot.call = HostCall::Open;
  std::string Payload = Fifo + '\0' + "r" + '\0';
  memcpy(Slot.payload, Payload.data(), Payload.size());
  Slot.payloadBytes = static_cast<uint32_t>(Payload.size());
  auto Waiting = Server.mayWait(Slot, HostCallRequest(Slot));
  ASSERT_TRUE(Waiting);
  EXPECT_EQ(Waiting->Key, abi::NoStream);

  // Open for both, so that opening does not wait.
  uint64_t Stream = open(Fifo, "r+");
  ASSERT_NE(Stream, 0u);
  auto MayWait = [&](HostCall Call, uint64_t Count, std::string_view Text) {
    Slot.call = Call;
    Slot.args[0] = Stream;
    Slot.args[1] = Count;
    Slot.payloadBytes = static_cast<uint32_t>(Text.size());
    memcpy(Slot.payload, Text.data(), Text.size());
    return Server.mayWait(Slot, HostCallRequest(Slot)).has_value();
  };
  EXPECT_TRUE(MayWait(HostCall::Read, 1, ""));
  EXPECT_TRUE(MayWait(HostCall::ReadLine, 100, ""));
  // There is room in the pipe, until it is filled from elsewhere.
  EXPECT_FALSE(MayWait(HostCall::Write, 0, "text"));
  FILE *File = Server.streams().find(Stream);
  setvbuf(File, nullptr, _IONBF, 0);
  EXPECT_FALSE(MayWait(HostCall::Write, 0, "text"));
  std::string Fill(65536, 'x');
  ASSERT_EQ(write(fileno(File), Fill.data(), Fill.size()), 65536);
  EXPECT_TRUE(MayWait(HostCall::Write, 0, "text"));
}

TEST_F(HostCallServerTest, BufferedInputDoesNotWait) {
  int Pipe[2];
  ASSERT_EQ(pipe(Pipe), 0);
  ASSERT_EQ(write(Pipe[1], "one\ntwo", 7), 7);
  uint64_t Stream = open("/proc/self/fd/" + std::to_string(Pipe[0]), "r");
  ASSERT_NE(Stream, 0u);
  call(HostCall::Read, {Stream, 1});
  auto MayWait = [&](HostCall Call, uint64_t Count) {
    Slot.call = Call;
    Slot.args[0] = Stream;
    Slot.args[1] = Count;
    return Server.mayWait(Slot, HostCallRequest(Slot)).has_value();
  };
  Slot.payloadBytes = 0;
  EXPECT_FALSE(MayWait(HostCall::ReadLine, 100));
  EXPECT_FALSE(MayWait(HostCall::Read, 6));
  EXPECT_TRUE(MayWait(HostCall::Read, 7));
  call(HostCall::ReadLine, {Stream, 100});
  Slot.payloadBytes = 0;
  EXPECT_TRUE(MayWait(HostCall::ReadLine, 100));
  EXPECT_FALSE(MayWait(HostCall::ReadLine, 3));
}

} // namespace

} // namespace heddle::host
