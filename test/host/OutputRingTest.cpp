//===- OutputRingTest.cpp - Output that waits for no answer ---------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OutputRing.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace heddle::host {

using abi::OutputCell;

namespace {

/// The device's side.
class OutputRingTest : public testing::Test {
protected:
  static constexpr uint64_t Count = 2048;
  OutputRingTest() : Cells(new OutputCell[Count]()), Ring({Cells.get(), Count}, &Progress) {}

  uint64_t reserve(size_t Bytes) {
    return Reserved.fetch_add(abi::recordCells(static_cast<uint32_t>(Bytes)));
  }
  void putCell(uint64_t At, uint32_t First, uint32_t Second) {
    auto Tag = static_cast<uint32_t>(At / Count + 1);
    OutputCell &Cell = Cells[At % Count];
    std::atomic_ref(Cell.word[1]).store(abi::tagged(Tag, Second));
    std::atomic_ref(Cell.word[0]).store(abi::tagged(Tag, First));
  }
  void write(uint64_t Begin, const std::string &Text, uint32_t Stream = 7,
             uint32_t Without = ~0u) {
    auto Bytes = static_cast<uint32_t>(Text.size());
    std::string Padded = Text;
    Padded.resize(Text.size() + 8);
    for (uint32_t I = abi::recordCells(Bytes); I-- > 0;) {
      uint32_t Data[2] = {Stream, abi::recordHeader(Bytes)};
      if (I)
        memcpy(Data, Padded.data() + 8 * (I - 1), 8);
      if (I != Without)
        putCell(Begin + I, Data[0], Data[1]);
    }
  }
  void put(const std::string &Text) { write(reserve(Text.size()), Text); }
  std::string take() {
    auto Record = Ring.take();
    return Record ? text(*Record) : "-";
  }
  static std::string text(const OutputRecord &Record) {
    EXPECT_EQ(Record.Stream, 7u);
    return {Record.Bytes.begin(), Record.Bytes.end()};
  }

  std::unique_ptr<OutputCell[]> Cells;
  uint64_t Progress = 0;
  OutputRing Ring;
  std::atomic<uint64_t> Reserved = 0;
};

TEST_F(OutputRingTest, TakesInTheOrderOfReservation) {
  EXPECT_EQ(take(), "-");
  uint64_t First = reserve(5), Second = reserve(16);
  write(Second, "0123456789abcdef");
  EXPECT_EQ(take(), "-");
  EXPECT_FALSE(Ring.hasReached(Reserved));
  write(First, "first");
  EXPECT_EQ(take(), "first");
  EXPECT_EQ(take(), "0123456789abcdef");
  EXPECT_EQ(take(), "-");
  EXPECT_TRUE(Ring.hasReached(Reserved));
  EXPECT_EQ(Progress, 0u);
  Ring.publish();
  EXPECT_EQ(Progress, Reserved);
}

TEST_F(OutputRingTest, ARecordIsTakenOnceAllOfItIsThere) {
  std::string Text = "a record of four cells!!";
  for (uint32_t Without = 0; Without < 4; ++Without) {
    uint64_t Begin = reserve(Text.size());
    write(Begin, Text, 7, Without);
    EXPECT_EQ(take(), "-") << Without;
    write(Begin, Text);
    EXPECT_EQ(take(), Text);
  }
}

TEST_F(OutputRingTest, ACellIsThereOnceBothHalvesAre) {
  for (uint64_t Late : {0, 1})
    for (int Half : {0, 1}) {
      uint64_t At = reserve(5);
      uint64_t &Word = Cells[At + Late].word[Half];
      write(At, "other");
      uint64_t Stored = Word;
      Word = 0;
      EXPECT_EQ(take(), "-") << Late << Half;
      Word = Stored;
      EXPECT_EQ(take(), "other");
    }
}

TEST_F(OutputRingTest, OfAnyLengthForManyRounds) {
  std::mt19937 Random(1);
  for (int I = 0; I < 20000; ++I) {
    size_t Bytes = 1 + Random() % (I % 100 ? 60 : abi::MaxRecordBytes);
    std::string Text(Bytes, char('a' + I % 26));
    put(Text);
    ASSERT_EQ(take(), Text);
    Ring.publish();
  }
  EXPECT_EQ(abi::cellsBehind(Progress, Reserved), 0u);
  EXPECT_GT(Reserved, 30 * Count);
}

TEST_F(OutputRingTest, FailuresAreCountedBesideThePosition) {
  put("x");
  EXPECT_EQ(take(), "x");
  for (uint32_t I = 0; I < 70000; ++I)
    Ring.countFailure();
  Ring.publish();
  EXPECT_EQ(Ring.failures(), 70000u & 0xffff);
  EXPECT_EQ(abi::failuresOf(Progress), 70000u & 0xffff);
  EXPECT_EQ(abi::cellsBehind(Progress, Reserved), 0u);
}

TEST_F(OutputRingTest, WhatIsNoRecordIsPassedOver) {
  uint64_t At = Reserved.fetch_add(5);
  putCell(At, 7, 0);                          // no length
  putCell(At + 1, 7, 5);                      // no second copy of the length
  putCell(At + 2, 7, abi::recordHeader(0));   // empty
  putCell(At + 3, 7, abi::recordHeader(abi::MaxRecordBytes + 1));
  putCell(At + 4, 7, ~0u);
  put("sound");
  EXPECT_EQ(take(), "sound");
  EXPECT_EQ(take(), "-");
}

TEST_F(OutputRingTest, GarbageNeverReadsBeyondTheRing) {
  std::mt19937 Random(2);
  for (int Round = 0; Round < 200; ++Round) {
    for (uint64_t I = 0; I < Count; ++I) {
      // Most with a tag that is right or nearly.
      uint32_t Header = Random() % 2 ? abi::recordHeader(Random() % 9000) : Random();
      uint64_t Tag = Random() % 8 ? static_cast<uint64_t>(Round / 4 + 1) : Random();
      Cells[I].word[0] = Tag << 32 | Random() % 8;
      Cells[I].word[1] = Tag << 32 | Header;
    }
    while (auto Record = Ring.take())
      ASSERT_LE(Record->Bytes.size(), abi::MaxRecordBytes);
    while (auto Record = Ring.takeRest())
      ASSERT_LE(Record->Bytes.size(), abi::MaxRecordBytes);
  }
}

TEST_F(OutputRingTest, TheRestIsWhatIsComplete) {
  put("before");
  uint64_t Stuck = reserve(30);
  put("behind");
  uint64_t Partly = reserve(30);
  write(Partly, "this text lacks one of its cel", 7, 2);
  put("last");
  EXPECT_EQ(take(), "before");
  EXPECT_EQ(take(), "-");
  std::vector<std::string> Rest;
  while (auto Record = Ring.takeRest())
    Rest.push_back(text(*Record));
  EXPECT_EQ(Rest, (std::vector<std::string>{"behind", "last"}));
  EXPECT_TRUE(Ring.hasReached(Reserved));
  // Too late: it is not taken for a new one.
  write(Stuck, "this text comes much too late!");
  EXPECT_EQ(take(), "-");
}

TEST_F(OutputRingTest, GivesUpWhatIsMissingWhenTold) {
  uint64_t Stuck = reserve(30);
  EXPECT_FALSE(Ring.hasReached(Reserved));
  EXPECT_TRUE(Ring.hasReached(uint64_t(1) << 60)) << "no end that can be";
  EXPECT_TRUE(Ring.hasReached(Stuck));
  Ring.skipTo(Reserved + 100 * Count);
  EXPECT_FALSE(Ring.hasReached(Reserved)) << "too far";
  Ring.skipTo(Reserved);
  EXPECT_TRUE(Ring.hasReached(Reserved));
  put("next");
  EXPECT_EQ(take(), "next");
}

TEST_F(OutputRingTest, ManyWritersKeepTheirOrder) {
  constexpr uint32_t Warps = 6, Lines = 5000;
  std::vector<std::thread> Threads;
  for (uint32_t Warp = 0; Warp < Warps; ++Warp)
    Threads.emplace_back([&, Warp] {
      for (uint32_t I = 0; I < Lines; ++I) {
        std::string Text = std::to_string(Warp) + " " + std::to_string(I) +
                           std::string(I % 40, '.');
        uint64_t Begin = reserve(Text.size());
        uint64_t End = Begin + abi::recordCells(static_cast<uint32_t>(Text.size()));
        while (abi::cellsBehind(std::atomic_ref(Progress).load(), End) > Count)
          std::this_thread::yield();
        write(Begin, Text);
      }
    });
  std::vector<uint32_t> Next(Warps);
  for (uint32_t Taken = 0; Taken < Warps * Lines;) {
    auto Record = Ring.take();
    if (!Record) {
      std::this_thread::yield();
      continue;
    }
    unsigned Warp = 99, I = 0;
    ASSERT_EQ(sscanf(text(*Record).c_str(), "%u %u", &Warp, &I), 2);
    ASSERT_EQ(I, Next.at(Warp)++);
    ASSERT_TRUE(text(*Record).ends_with(std::string(I % 40, '.')));
    Ring.publish();
    ++Taken;
  }
  for (std::thread &Each : Threads)
    Each.join();
}

TEST(OutputRing, WithoutCellsThereIsNothing) {
  OutputRing None({}, nullptr);
  EXPECT_FALSE(None.take());
  EXPECT_FALSE(None.takeRest());
  None.publish();
  None.countFailure();
  EXPECT_EQ(None.failures(), 0u);
  EXPECT_TRUE(None.hasReached(0));
}

} // namespace

} // namespace heddle::host
