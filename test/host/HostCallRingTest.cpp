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

/// The device's side: tickets are drawn in order, used in any.
class RingTest : public testing::Test {
protected:
  static constexpr uint32_t Count = 4;
  RingTest() : Slots(new HostCallSlot[Count]()), Ring({Slots.get(), Count}) {}

  HostCallSlot &slot(uint64_t Ticket) { return Slots[Ticket % Count]; }
  bool mayPost(uint64_t Ticket) {
    return slot(Ticket).sequence == 3 * (Ticket / Count);
  }
  void post(uint64_t Ticket) {
    ASSERT_TRUE(mayPost(Ticket)) << Ticket;
    slot(Ticket).args[0] = Ticket;
    slot(Ticket).sequence = static_cast<uint32_t>(3 * (Ticket / Count) + 1);
  }
  void release(uint64_t Ticket) {
    ASSERT_EQ(slot(Ticket).sequence, 3 * (Ticket / Count) + 2);
    slot(Ticket).sequence = static_cast<uint32_t>(3 * (Ticket / Count) + 3);
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
  EXPECT_EQ(Awaited->Word, &Slots[0].sequence);
  EXPECT_EQ(Awaited->Seen, 0u);
  post(0);
  EXPECT_FALSE(Ring.awaited());
  EXPECT_EQ(take(), 0);
  EXPECT_EQ(Ring.awaited()->Word, &Slots[1].sequence);
}

TEST(HostCallRing, OneSlotIsEnough) {
  HostCallSlot One = {};
  HostCallRing Small({&One, 1});
  for (uint32_t Use = 0; Use < 5; ++Use) {
    EXPECT_FALSE(Small.take());
    One.sequence = 3 * Use + 1;
    auto Call = Small.take();
    ASSERT_TRUE(Call);
    EXPECT_FALSE(Small.take());
    EXPECT_EQ(Call->AnsweredSequence, 3 * Use + 2);
    HostCallRing::answer(*Call);
    One.sequence = 3 * Use + 3;
  }
}

TEST(HostCallRing, ServesManyWarps) {
  constexpr uint32_t SlotCount = 8, Warps = 6, Calls = 2000;
  std::unique_ptr<HostCallSlot[]> Slots(new HostCallSlot[SlotCount]());
  HostCallRing Ring({Slots.get(), SlotCount});
  std::atomic<uint64_t> NextTicket = 0;
  std::atomic<uint32_t> Mistakes = 0;
  std::vector<std::thread> Threads;
  for (uint32_t Warp = 0; Warp < Warps; ++Warp)
    Threads.emplace_back([&, Warp] {
      for (uint32_t I = 0; I < Calls; ++I) {
        uint64_t Ticket = NextTicket++;
        HostCallSlot &Slot = Slots[Ticket % SlotCount];
        std::atomic_ref Sequence(Slot.sequence);
        auto Use = static_cast<uint32_t>(Ticket / SlotCount);
        while (Sequence.load() != 3 * Use)
          std::this_thread::yield();
        Slot.args[0] = Warp * Calls + I;
        Sequence.store(3 * Use + 1);
        while (Sequence.load() != 3 * Use + 2)
          std::this_thread::yield();
        Mistakes += Slot.result != int64_t(2 * (Warp * Calls + I));
        Sequence.store(3 * Use + 3);
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
