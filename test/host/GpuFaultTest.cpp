//===- GpuFaultTest.cpp - Core dumps and line tables ----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FakeCoreDump.h"

#include "FaultReport.h"
#include "GpuFault.h"

#include <gtest/gtest.h>

#include <random>

namespace heddle::host {

namespace {

using namespace heddle::test;

TEST(GpuFaultTest, FindsWarpThreadAddressAndCalls) {
  for (bool Many : {false, true}) {
    Bytes File = makeCoreDump({.ManySections = Many});
    auto Fault = readGpuFault(File);
    ASSERT_TRUE(Fault);
    EXPECT_EQ(Fault->Exception, 14u);
    EXPECT_EQ(Fault->Pc, DepositAt + 16);
    EXPECT_TRUE(Fault->PcIsCode);
    EXPECT_EQ(Fault->Address, 8u);
    EXPECT_FALSE(Fault->OnLocalStack);
    EXPECT_EQ(Fault->Thread, 8u);
    EXPECT_EQ(Fault->Warp, 153u);
    EXPECT_EQ(Fault->OtherWarps, 0u);
    ASSERT_EQ(Fault->Frames.size(), 2u);
    EXPECT_EQ(Fault->Frames[0].Function, "_ZL7depositP7Accountl");
    EXPECT_EQ(Fault->Frames[0].File, "/home/someone/bank.cpp");
    EXPECT_EQ(Fault->Frames[0].Line, 18u);
    EXPECT_EQ(Fault->Frames[1].Function, "_Z4worki");
    EXPECT_EQ(Fault->Frames[1].Line, 30u);
  }
}

TEST(GpuFaultTest, TrapsStandWhereTheLaneStands) {
  Bytes File = makeCoreDump({.Trap = true});
  auto Fault = readGpuFault(File);
  ASSERT_TRUE(Fault);
  EXPECT_EQ(Fault->Exception, 0u);
  EXPECT_EQ(Fault->Pc, DepositAt + 32);
  EXPECT_FALSE(Fault->Address);
  ASSERT_FALSE(Fault->Frames.empty());
  // Line 0 is nobody's; the one before says most.
  EXPECT_EQ(Fault->Frames[0].Line, 18u);
}

TEST(GpuFaultTest, AccessesToOnesOwnMemoryAreNotWhatFaulted) {
  Bytes File = makeCoreDump();
  auto Fault = readGpuFault(File, {{0, 16}});
  ASSERT_TRUE(Fault);
  EXPECT_FALSE(Fault->Address);
  EXPECT_TRUE(readGpuFault(File, {{9, 100}})->Address);
}

TEST(GpuFaultTest, NothingIsBelieved) {
  Bytes Whole = makeCoreDump();
  EXPECT_FALSE(readGpuFault({}));
  // Each copy is as long as what is read, so that a sanitizer sees an overrun.
  for (size_t Length = 0; Length < Whole.size(); Length += 7) {
    Bytes Part(Whole.begin(), Whole.begin() + static_cast<ptrdiff_t>(Length));
    readGpuFault(Part);
  }
  std::mt19937 Random(1);
  for (unsigned Round = 0; Round < 3000; ++Round) {
    Bytes Garbled = Whole;
    for (unsigned I = 0; I < 1 + Round % 16; ++I)
      Garbled[Random() % Garbled.size()] = static_cast<uint8_t>(Random());
    readGpuFault(Garbled);
  }
}

TEST(CodeMapTest, ReadsWhatTheHostsCompilerWrites) {
  // The test program itself has symbols, and lines if it was built with them.
  FILE *File = fopen("/proc/self/exe", "r");
  ASSERT_TRUE(File);
  Bytes Self;
  for (int Byte; (Byte = fgetc(File)) != EOF;)
    Self.push_back(static_cast<uint8_t>(Byte));
  fclose(File);
  ElfImage Image{Self};
  ASSERT_GT(Image.sectionCount(), 5u);
  // Addresses as linked: the entry point of the file is known there and here.
  auto Header = readObject<Elf64_Ehdr>(Self, 0);
  ASSERT_TRUE(Header);
  CodeMap Map(Image);
  EXPECT_EQ(Map.code(Header->e_entry, 1).size(), 1u);
  auto Places = Map.find({Header->e_entry});
  ASSERT_EQ(Places.size(), 1u);
  EXPECT_EQ(Places[0].Function, "_start");
}

TEST(FaultReportTest, SaysWhatWhoAndWhere) {
  DeviceFault Fault;
  Fault.What = "segmentation fault";
  Fault.Detail = describeInvalidAddress(8);
  Fault.Note = "the driver's words";
  Fault.Frames = {{"_ZL7depositP7Accountl_$_segment", "bank.cpp", 18},
                  {"_ZL7depositP7Accountl", "bank.cpp", 17},
                  {"", "", 0},
                  {"__heddle_original_main", "", 0},
                  {"_ZNSt3__114__thread_proxyEPv", "thread.h", 1},
                  {"_ZN6heddleL8runToEndEPFPvS0_ES0_", "", 0},
                  {"__heddle_kernel", "", 0}};
  EXPECT_EQ(describeFault(Fault, "thread 8 \"teller\" (warp 3)"),
            "heddle: segmentation fault in thread 8 \"teller\" (warp 3): invalid "
            "address 0x8, near the null pointer\n"
            "heddle:   #0 deposit(Account*, long) at bank.cpp:18\n"
            "heddle:   #1 main\n"
            "heddle: note: the driver's words\n");
  Fault.Frames = {{"_Z4worki", "", 0}, {"f", "", 0}};
  Fault.Note.clear();
  Fault.Detail = describeInvalidAddress(0x123456);
  EXPECT_EQ(describeFault(Fault, ""),
            "heddle: segmentation fault: invalid address 0x123456\n"
            "heddle:   #0 work(int)\n"
            "heddle:   #1 f\n"
            "heddle: note: -g on the compiler's command line gives the lines\n");
}

} // namespace

} // namespace heddle::host
