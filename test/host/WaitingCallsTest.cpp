//===- WaitingCallsTest.cpp - Host calls that wait for something outside --===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "WaitingCalls.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>

namespace heddle::host {

using namespace std::chrono_literals;
using abi::HostCall;
using abi::HostCallSlot;

namespace {

/// Serving a call waits until the test lets it go. Never destroyed: threads of
/// WaitingCalls live as long as the process.
struct Scene {
  void serve(HostCallSlot &Slot) {
    std::unique_lock Guard(Lock);
    Changed.wait(Guard, [&] { return Allowed > Served.size(); });
    Served.push_back(Slot.args[0]);
    Slot.result = int64_t(Slot.args[0]) + 100;
    Slot.error = 0;
    Changed.notify_all();
  }
  void answer(const PostedCall &Call) {
    std::lock_guard Guard(Lock);
    Answered.push_back(Call.Slot);
    Changed.notify_all();
  }
  /// A request that is told from others by its first argument.
  PostedCall make(uint32_t Index, HostCall Call, uint64_t Argument) {
    Slots[Index] = {};
    Slots[Index].call = Call;
    Slots[Index].args[0] = Argument;
    Slots[Index].args[5] = abi::MayPostAgain;
    return {&Slots[Index], Index};
  }
  void allow(size_t Count) {
    std::lock_guard Guard(Lock);
    Allowed = Count;
    Changed.notify_all();
  }
  bool waitForServed(size_t Count) {
    std::unique_lock Guard(Lock);
    return Changed.wait_for(Guard, 10s,
                            [&] { return Served.size() == Count; });
  }
  bool waitForAnswered(size_t Count) {
    std::unique_lock Guard(Lock);
    return Changed.wait_for(Guard, 10s,
                            [&] { return Answered.size() == Count; });
  }
  bool waitUntilRunning(uint64_t Stream) {
    for (int I = 0; I < 10000; ++I) {
      if (std::ranges::count(Calls.streamsInUse(), Stream))
        return true;
      std::this_thread::sleep_for(1ms);
    }
    return false;
  }

  std::mutex Lock;
  std::condition_variable Changed;
  size_t Allowed = 0;
  std::vector<uint64_t> Served;
  std::vector<HostCallSlot *> Answered;
  HostCallSlot Slots[8] = {};
  void write(std::span<const uint8_t> Bytes) {
    std::unique_lock Guard(Lock);
    Changed.wait(Guard, [&] { return Allowed > Served.size(); });
    Served.push_back(1000 + Bytes.size());
    Written.insert(Written.end(), Bytes.begin(), Bytes.end());
    Changed.notify_all();
  }
  std::string Written;
  WaitingCalls Calls{[this](HostCallSlot &Slot) { serve(Slot); },
                     [this](const PostedCall &Call) { answer(Call); },
                     [this](uint64_t, std::span<const uint8_t> Bytes) {
                       write(Bytes);
                     }};
};

class WaitingCallsTest : public testing::Test {
protected:
  ~WaitingCallsTest() override { S.allow(1000); }

  Scene &S = *new Scene;
};

TEST_F(WaitingCallsTest, CallsOfOneStreamKeepTheirOrder) {
  EXPECT_FALSE(S.Calls.any());
  for (uint32_t I = 0; I < 5; ++I)
    S.Calls.post(9, S.make(I, HostCall::Write, I));
  EXPECT_TRUE(S.Calls.any());
  EXPECT_TRUE(S.Calls.inUse(9));
  EXPECT_FALSE(S.Calls.inUse(8));
  EXPECT_TRUE(S.waitUntilRunning(9));
  EXPECT_EQ(S.Calls.streamsInUse(), std::vector<uint64_t>{9});
  S.allow(5);
  ASSERT_TRUE(S.waitForAnswered(5));
  EXPECT_EQ(S.Served, (std::vector<uint64_t>{0, 1, 2, 3, 4}));
  EXPECT_EQ(S.Slots[3].result, 103);
  EXPECT_FALSE(S.Calls.inUse(9)) << "free as soon as it is answered";
  EXPECT_FALSE(S.Calls.any());
  S.Calls.post(9, S.make(5, HostCall::Write, 5));
  S.allow(6);
  EXPECT_TRUE(S.waitForAnswered(6));
}

TEST_F(WaitingCallsTest, WritesAreWaitedForAndReadsAreNot) {
  EXPECT_TRUE(S.Calls.waitForWrites(0ms));
  S.Calls.post(9, S.make(0, HostCall::ReadLine, 0));
  EXPECT_TRUE(S.Calls.waitForWrites(10s));
  EXPECT_TRUE(S.Calls.inUse(9));
  S.Calls.post(8, S.make(1, HostCall::Write, 1));
  EXPECT_FALSE(S.Calls.waitForWrites(20ms));
  S.allow(2);
  EXPECT_TRUE(S.Calls.waitForWrites(10s));
}

TEST_F(WaitingCallsTest, TheEndWaitsForNoDescriptors) {
  uint32_t Index = 0;
  for (HostCall Call : {HostCall::ReadFile, HostCall::WriteFile, HostCall::OpenFile,
                        HostCall::CopyFile, HostCall::LockFile, HostCall::PollFiles}) {
    S.Calls.post(abi::NoStream, S.make(Index, Call, Index));
    ++Index;
  }
  EXPECT_TRUE(S.Calls.waitForWrites(0ms));
  // Behind those, but not in their way.
  S.Calls.post(abi::NoStream, S.make(Index, HostCall::SyncFile, Index));
  EXPECT_FALSE(S.Calls.waitForWrites(20ms));
  S.allow(7);
  EXPECT_TRUE(S.Calls.waitForWrites(10s));
}

TEST_F(WaitingCallsTest, OutputKeepsItsPlaceAmongCalls) {
  auto Put = [&](std::string_view Text) {
    S.Calls.postOutput(9, {reinterpret_cast<const uint8_t *>(Text.data()), Text.size()});
  };
  Put("one ");
  ASSERT_TRUE(S.waitUntilRunning(9));
  Put("two ");
  Put("three ");
  S.Calls.post(9, S.make(0, HostCall::Write, 5));
  Put("four");
  EXPECT_TRUE(S.Calls.inUse(9));
  EXPECT_FALSE(S.Calls.waitForWrites(20ms)) << "output is a write";
  S.allow(10);
  ASSERT_TRUE(S.waitForServed(4));
  EXPECT_TRUE(S.Calls.waitForWrites(10s));
  EXPECT_EQ(S.Served, (std::vector<uint64_t>{1004, 1010, 5, 1004}))
      << "what waits is written together, but not across a call";
  EXPECT_EQ(S.Written, "one two three four");
  EXPECT_EQ(S.Answered.size(), 1u);
  EXPECT_FALSE(S.Calls.any());
}

TEST_F(WaitingCallsTest, CallsOfNoStreamDoNotWaitForEachOther) {
  S.Calls.post(abi::NoStream, S.make(0, HostCall::Open, 0));
  S.Calls.post(abi::NoStream, S.make(1, HostCall::Open, 1));
  EXPECT_EQ(S.Calls.streamsInUse(), std::vector<uint64_t>{abi::NoStream});
  S.allow(2);
  EXPECT_TRUE(S.waitForAnswered(2));
  EXPECT_FALSE(S.Calls.any());
}

TEST_F(WaitingCallsTest, ReclaimedCallsAreRepeated) {
  // Reclaimed while it runs, repeated while it runs.
  S.Calls.post(9, S.make(0, HostCall::ReadLine, 7));
  ASSERT_TRUE(S.waitUntilRunning(9));
  S.Calls.reclaim(&S.Slots[0]);
  ASSERT_TRUE(S.waitForAnswered(1));
  EXPECT_EQ(S.Slots[0].error, abi::PostAgain);
  S.Calls.post(9, S.make(1, HostCall::ReadLine, 7));
  S.allow(1);
  ASSERT_TRUE(S.waitForAnswered(2));
  EXPECT_EQ(S.Answered[1], &S.Slots[1]);
  EXPECT_EQ(S.Slots[1].result, 107);
  EXPECT_EQ(S.Slots[1].error, 0);
  EXPECT_EQ(S.Served.size(), 1u) << "it was served once";
  EXPECT_FALSE(S.Calls.any());

  // Reclaimed while it runs, done, and only then repeated.
  S.Calls.post(9, S.make(2, HostCall::ReadLine, 8));
  ASSERT_TRUE(S.waitUntilRunning(9));
  S.Calls.reclaim(&S.Slots[2]);
  S.allow(2);
  ASSERT_TRUE(S.waitForServed(2));
  std::this_thread::sleep_for(10ms);
  EXPECT_TRUE(S.Calls.inUse(9)) << "its answer is still to be taken";
  S.Calls.post(9, S.make(3, HostCall::ReadLine, 8));
  ASSERT_TRUE(S.waitForAnswered(4));
  EXPECT_EQ(S.Slots[3].result, 108);
  EXPECT_EQ(S.Served.size(), 2u);
}

TEST_F(WaitingCallsTest, QueuedCallsAreReclaimedToo) {
  S.Calls.post(9, S.make(0, HostCall::ReadLine, 1));
  ASSERT_TRUE(S.waitUntilRunning(9));
  S.Calls.post(9, S.make(1, HostCall::Tell, 2));
  S.Calls.reclaim(&S.Slots[1]);
  ASSERT_TRUE(S.waitForAnswered(1));
  EXPECT_EQ(S.Slots[1].error, abi::PostAgain);
  S.allow(1);
  ASSERT_TRUE(S.waitForAnswered(2));
  EXPECT_EQ(S.Served, std::vector<uint64_t>{1});
  EXPECT_FALSE(S.Calls.any());
}

TEST_F(WaitingCallsTest, OnlyCallsThatKnowItAreReclaimed) {
  PostedCall Call = S.make(0, HostCall::ReadLine, 1);
  S.Slots[0].args[5] = 0;
  S.Calls.post(9, Call);
  S.Calls.reclaim(&S.Slots[0]);
  S.Calls.reclaim(&S.Slots[5]);
  EXPECT_TRUE(S.Answered.empty());
  S.allow(1);
  EXPECT_TRUE(S.waitForAnswered(1));
  EXPECT_EQ(S.Slots[0].result, 101);
}

} // namespace

} // namespace heddle::host
