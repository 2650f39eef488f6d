//===- HostCallRingTest.cpp - The ring of host-call slots -----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HostCallRing.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>

namespace heddle::host {

using abi::HostCallSlot;

namespace {

uint32_t *tagWord(HostCallSlot &Slot) {
  return reinterpret_cast<uint32_t *>(&Slot.request[0]) + 1;
}

/// The request of a slot's given use, but for what is left out of its words.
void write(HostCallSlot &Slot, uint64_t Use, uint64_t Argument,
           uint32_t Without = HostCallSlot::RequestWords) {
  auto Tag = static_cast<uint32_t>(2 * Use + 1);
  for (uint32_t I = HostCallSlot::RequestWords; I-- > 0;) {
    uint64_t Data = I == 0   ? uint64_t(abi::HostCall::Clock)
                    : I == 2 ? Argument & UINT32_MAX
                    : I == 3 ? Argument >> 32
                    : I == 1 || I > 13 ? 0
                                       : I;
    if (I != Without)
      std::atomic_ref(Slot.request[I])
          .store(abi::tagged(Tag, static_cast<uint32_t>(Data)));
  }
}

/// The device's side: tickets are drawn in order, used in any.
class RingTest : public testing::Test {
protected:
  static constexpr uint32_t Count = 4;
  RingTest() : Slots(new HostCallSlot[Count]()), Ring({Slots.get(), Count}) {}

  HostCallSlot &slot(uint64_t Ticket) { return Slots[Ticket % Count]; }
  bool mayPost(uint64_t Ticket) { return Uses[Ticket % Count] == Ticket / Count; }
  void post(uint64_t Ticket) {
    ASSERT_TRUE(mayPost(Ticket)) << Ticket;
    write(slot(Ticket), Ticket / Count, Ticket);
  }
  void release(uint64_t Ticket) {
    for (uint32_t At : {HostCallSlot::ResultAt, HostCallSlot::ResultAt + 1,
                        HostCallSlot::ErrorAt, HostCallSlot::ErrorAt + 1})
      ASSERT_EQ(abi::tagOf(slot(Ticket).answer[At]),
                2 * (Ticket / Count) + 2);
    ++Uses[Ticket % Count];
  }
  /// The ticket whose request the ring gives out, or -1.
  int64_t take() {
    auto Call = Ring.take();
    if (!Call)
      return -1;
    Last = *Call;
    return static_cast<int64_t>(Call->Slot->args[0]);
  }
  void serve(uint64_t Ticket) {
    post(Ticket);
    ASSERT_EQ(take(), int64_t(Ticket));
    HostCallRing::answer(Last);
    release(Ticket);
  }

  uint64_t Uses[Count] = {};
  std::unique_ptr<HostCallSlot[]> Slots;
  HostCallRing Ring;
  PostedCall Last = {};
};

TEST_F(RingTest, TakesInTicketOrder) {
  EXPECT_EQ(take(), -1);
  post(1);
  EXPECT_EQ(take(), -1) << "ticket 0 was drawn first";
  post(0);
  EXPECT_EQ(take(), 0);
  EXPECT_EQ(take(), 1);
  EXPECT_EQ(take(), -1) << "a request is given out once";
}

TEST_F(RingTest, GoesRoundManyTimes) {
  for (uint64_t Ticket = 0; Ticket < 100 * Count; ++Ticket)
    serve(Ticket);
}

TEST_F(RingTest, NamesTheSlotThatIsInTheWay) {
  post(0);
  EXPECT_EQ(Ring.obstacle(), nullptr) << "nothing is taken yet";
  EXPECT_EQ(take(), 0);
  PostedCall Waiting = Last;
  for (uint64_t Ticket = 1; Ticket < Count; ++Ticket) {
    EXPECT_EQ(Ring.obstacle(), nullptr);
    serve(Ticket);
  }
  // The next ticket's warp needs the slot that is still to be answered.
  EXPECT_FALSE(mayPost(4));
  EXPECT_EQ(take(), -1);
  EXPECT_EQ(Ring.obstacle(), &Slots[0]);
  HostCallRing::answer(Waiting);
  EXPECT_EQ(Ring.obstacle(), nullptr) << "the device has it now";
  release(0);
  EXPECT_EQ(Ring.obstacle(), nullptr);
  for (uint64_t Ticket = 4; Ticket < 20; ++Ticket)
    serve(Ticket);
}

TEST_F(RingTest, AwaitsTheHeadUntilItIsPosted) {
  auto Awaited = Ring.awaited();
  ASSERT_TRUE(Awaited);
  EXPECT_EQ(Awaited->Word, tagWord(Slots[0]));
  EXPECT_EQ(Awaited->Seen, 0u);
  post(0);
  EXPECT_FALSE(Ring.awaited());
  EXPECT_EQ(take(), 0);
  EXPECT_EQ(Ring.awaited()->Word, tagWord(Slots[1]));
}

TEST_F(RingTest, TakesARequestOnceAllOfItIsThere) {
  for (uint32_t Without = 0; Without < HostCallSlot::RequestWords; ++Without) {
    uint64_t Ticket = Without;
    write(slot(Ticket), Ticket / Count, 77, Without);
    EXPECT_EQ(take(), -1) << Without;
    write(slot(Ticket), Ticket / Count, 0x123456789a);
    EXPECT_EQ(take(), 0x123456789a);
    EXPECT_EQ(Last.Slot->call, abi::HostCall::Clock);
    EXPECT_EQ(Last.Slot->args[1], 0x500000004u);
    Last.Slot->result = -5;
    Last.Slot->error = 7;
    Last.Slot->payloadBytes = 9;
    HostCallRing::answer(Last);
    auto Data = [&](uint32_t At) { return abi::dataOf(Last.Slot->answer[At]); };
    EXPECT_EQ(int64_t(uint64_t(Data(1)) << 32 | Data(0)), -5);
    EXPECT_EQ(Data(HostCallSlot::ErrorAt), 7u);
    EXPECT_EQ(Data(HostCallSlot::ErrorAt + 1), 9u);
    release(Ticket);
  }
}

TEST(HostCallRing, OneSlotIsEnough) {
  HostCallSlot One = {};
  HostCallRing Small({&One, 1});
  for (uint32_t Use = 0; Use < 5; ++Use) {
    EXPECT_FALSE(Small.take());
    write(One, Use, 1);
    auto Call = Small.take();
    ASSERT_TRUE(Call);
    EXPECT_FALSE(Small.take());
    EXPECT_EQ(Call->AnsweredTag, 2 * Use + 2);
    HostCallRing::answer(*Call);
  }
}

TEST(HostCallRing, ServesManyWarps) {
  constexpr uint32_t SlotCount = 8, Warps = 6, Calls = 2000;
  std::unique_ptr<HostCallSlot[]> Slots(new HostCallSlot[SlotCount]());
  HostCallRing Ring({Slots.get(), SlotCount});
  std::atomic<uint64_t> NextTicket = 0;
  std::atomic<uint32_t> Uses[SlotCount] = {};
  std::atomic<uint32_t> Mistakes = 0;
  std::vector<std::thread> Threads;
  for (uint32_t Warp = 0; Warp < Warps; ++Warp)
    Threads.emplace_back([&, Warp] {
      for (uint32_t I = 0; I < Calls; ++I) {
        uint64_t Ticket = NextTicket++;
        HostCallSlot &Slot = Slots[Ticket % SlotCount];
        auto Use = static_cast<uint32_t>(Ticket / SlotCount);
        while (Uses[Ticket % SlotCount] != Use)
          std::this_thread::yield();
        write(Slot, Use, Warp * Calls + I);
        std::atomic_ref Answer(Slot.answer[0]);
        while (abi::tagOf(Answer.load()) != 2 * Use + 2)
          std::this_thread::yield();
        Mistakes += abi::dataOf(Answer.load()) != 2 * (Warp * Calls + I);
        ++Uses[Ticket % SlotCount];
      }
    });
  for (uint32_t Served = 0; Served < Warps * Calls;) {
    auto Call = Ring.take();
    if (!Call) {
      std::this_thread::yield();
      continue;
    }
    Call->Slot->result = int64_t(2 * Call->Slot->args[0]);
    HostCallRing::answer(*Call);
    ++Served;
  }
  for (std::thread &Each : Threads)
    Each.join();
  EXPECT_EQ(Mistakes, 0u);
  EXPECT_FALSE(Ring.take());
}

} // namespace

} // namespace heddle::host
