//===- ArgumentBlockTest.cpp - argv and envp as the device sees them ------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ArgumentBlock.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

using namespace heddle::host;

namespace {

TEST(ArgumentBlock, PointersAreOfTheTarget) {
  char Name[] = "program", Empty[] = "", Home[] = "HOME=/root";
  char *Arguments[] = {Name, Empty, nullptr}, *Environment[] = {Home, nullptr};
  ArgumentBlock Block(Arguments, Environment);
  EXPECT_EQ(Block.argumentCount(), 2);
  constexpr uint64_t Address = 0x7f0000000000;
  std::vector<char> Bytes = Block.contents(Address);
  ASSERT_EQ(Bytes.size(), Block.bytes());
  auto Pointer = [&](uint64_t Offset) {
    uint64_t Value;
    memcpy(&Value, Bytes.data() + Offset, 8);
    return Value;
  };
  auto Text = [&](uint64_t Offset) {
    return std::string(Bytes.data() + (Pointer(Offset) - Address));
  };
  EXPECT_EQ(Text(0), "program");
  EXPECT_EQ(Text(8), "");
  EXPECT_EQ(Pointer(16), 0u);
  EXPECT_EQ(Block.environmentOffset(), 24u);
  EXPECT_EQ(Text(24), "HOME=/root");
  EXPECT_EQ(Pointer(32), 0u);
  EXPECT_EQ(Block.bytes(), 40u + 8 + 1 + 11);
}

TEST(ArgumentBlock, BothMayBeEmpty) {
  char *None[] = {nullptr};
  ArgumentBlock Block(None, None);
  EXPECT_EQ(Block.argumentCount(), 0);
  EXPECT_EQ(Block.contents(4096), std::vector<char>(16));
}

} // namespace
