//===- output_ring_test.cpp - Output that waits for no answer -------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Both sides of the ring, with a host that takes nothing until the test says so. The
// launcher's own is so quick that the ring hardly ever fills.
//
//===----------------------------------------------------------------------===//

#include "../../runtime/device/OutputRing.h"
#include "../../runtime/device/Scheduler.h"
#include "../../runtime/device/Wait.h"
#include "../../runtime/host/OutputRing.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace heddle {

namespace {

/// How many writers wait for room, and how often one had to.
std::atomic<uint32_t> Waiting, Waits;

} // namespace

// What the ring needs of the rest of the runtime.
extern "C" void __heddle_begin_wait(WaitKind, const void *, const void *, uint64_t, uint32_t,
                                    uint64_t) {
  ++Waits;
  ++Waiting;
}
void endWait() { --Waiting; }

namespace {

class DeviceOutput : public testing::Test {
protected:
  static constexpr uint32_t Cells = 64;
  /// Of a record of 24 bytes.
  static constexpr uint32_t RecordCells = 4;

  DeviceOutput()
      : Memory(new abi::OutputCell[Cells]()), Scheduler(new SchedulerState()),
        Slot(new abi::HostCallSlot()), Host({Memory.get(), Cells}, &Progress) {
    Params.output = Memory.get();
    Params.outputCells = Cells;
    Params.outputProgress = &Progress;
    Params.slots = Slot.get();
    Params.slotCount = 1;
    Waits = Waiting = 0;
  }

  static std::string line(uint32_t Writer, uint32_t Number) {
    std::string Text = std::to_string(Writer) + " " + std::to_string(Number);
    Text.resize(24, '.');
    return Text;
  }

  /// Starts warps that write so many lines each.
  void start(uint32_t Count, uint32_t Lines) {
    for (uint32_t I = 0; I < Count; ++I)
      Writers.emplace_back([=, this] {
        warpState() = {};
        warpState().params = &Params;
        warpState().scheduler = Scheduler.get();
        for (uint32_t Number = 0; Number < Lines; ++Number)
          putOutput(outputProgress(), 7, line(I, Number).data(), 24);
        ++Finished;
      });
  }
  bool areDone() const { return Finished == Writers.size(); }
  void join() {
    for (std::thread &Each : Writers)
      Each.join();
  }

  /// Until somebody waits for room, or nobody writes any more.
  void awaitWriters() const {
    while (!Waiting && !areDone())
      std::this_thread::yield();
  }

  std::string take() {
    auto Record = Host.take();
    return Record ? std::string(Record->Bytes.begin(), Record->Bytes.end()) : "";
  }

  std::unique_ptr<abi::OutputCell[]> Memory;
  std::unique_ptr<SchedulerState> Scheduler;
  std::unique_ptr<abi::HostCallSlot> Slot;
  uint64_t Progress = 0;
  host::OutputRing Host;
  abi::LaunchParams Params = {};
  std::atomic<uint32_t> Finished = 0;
  std::vector<std::thread> Writers;
};

} // namespace

TEST_F(DeviceOutput, FillsTheRingWithoutWaiting) {
  constexpr uint32_t Lines = Cells / RecordCells;
  start(1, Lines);
  join();
  EXPECT_EQ(Waits, 0u);
  for (uint32_t I = 0; I < Lines; ++I)
    EXPECT_EQ(take(), line(0, I));
  EXPECT_EQ(take(), "");
}

// And nothing that the host has not taken yet is written over.
TEST_F(DeviceOutput, WaitsForAHostThatStandsStill) {
  constexpr uint32_t Lines = Cells / RecordCells;
  start(1, Lines + 1);
  awaitWriters();
  EXPECT_EQ(Waiting, 1u);
  for (uint32_t I = 0; I < Lines; ++I)
    EXPECT_EQ(take(), line(0, I));
  // It has not been told that there is room.
  EXPECT_EQ(take(), "");
  EXPECT_FALSE(areDone());
  Host.publish();
  join();
  EXPECT_EQ(take(), line(0, Lines));
}

TEST_F(DeviceOutput, LosesNothingByAHostThatIsSlow) {
  constexpr uint32_t Count = 4, Lines = 200;
  start(Count, Lines);
  uint32_t Next[Count] = {}, Taken = 0;
  for (bool Any = true; Any;) {
    awaitWriters();
    Any = !areDone();
    for (std::string Text; !(Text = take()).empty(); Any = true, ++Taken) {
      uint32_t Writer = uint32_t(Text[0] - '0') % Count;
      EXPECT_EQ(Text, line(Writer, Next[Writer]++));
    }
    Host.publish();
  }
  join();
  EXPECT_EQ(Taken, Count * Lines);
}

} // namespace heddle
