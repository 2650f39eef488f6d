//===- OverwriterTest.cpp - Writing through a mapping ---------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Overwriter.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace heddle::host {

namespace {

class OverwriterTest : public testing::Test {
protected:
  OverwriterTest() : File(mkstemp(Name)) {}
  ~OverwriterTest() override {
    close(File);
    unlink(Name);
  }

  void fill(size_t Bytes) {
    std::string Zeros(Bytes, '0');
    ASSERT_EQ(pwrite(File, Zeros.data(), Bytes, 0), ssize_t(Bytes));
  }
  std::string contents() const {
    std::string Text(size_t(lseek(File, 0, SEEK_END)), '\0');
    EXPECT_EQ(pread(File, Text.data(), Text.size(), 0), ssize_t(Text.size()));
    return Text;
  }

  char Name[32] = "/tmp/heddle-overwriter-XXXXXX";
  int File;
};

} // namespace

TEST_F(OverwriterTest, WritesWhatTheFileHas) {
  constexpr size_t Size = 100'000, Offset = 5001, Bytes = 90'000;
  fill(Size);
  std::string Text(Bytes, '\0');
  for (size_t I = 0; I < Bytes; ++I)
    Text[I] = static_cast<char>('a' + I * 7 % 23);
  {
    Overwriter There(File, Offset, Bytes);
    for (size_t At = 0; At < Bytes; At += 9000)
      EXPECT_EQ(There.write(At, Text.data() + At, 9000), 9000u);
  }
  EXPECT_EQ(contents(), std::string(Offset, '0') + Text +
                            std::string(Size - Offset - Bytes, '0'));
}

TEST_F(OverwriterTest, LeavesWhatIsBeyondTheEnd) {
  fill(10'000);
  std::string Text(20'000, 'x');
  {
    Overwriter There(File, 4000, Text.size());
    EXPECT_EQ(There.write(0, Text.data(), 1000), 1000u);
    EXPECT_EQ(There.write(1000, Text.data(), 19'000), 5000u);
    EXPECT_EQ(There.write(6000, Text.data(), 10), 0u);
    EXPECT_EQ(There.write(6001, Text.data(), 10), 0u);
  }
  EXPECT_EQ(contents(), std::string(4000, '0') + std::string(6000, 'x'));
  // The last page has room for both.
  for (off_t Offset : {10'000, 10'100}) {
    Overwriter Beyond(File, Offset, 10);
    EXPECT_EQ(Beyond.write(0, Text.data(), 10), 0u) << Offset;
  }
  EXPECT_EQ(contents().size(), 10'000u);
}

// In pages that are not there any more an access would be a SIGBUS.
TEST_F(OverwriterTest, AFileThatIsTruncatedMeanwhile) {
  fill(100'000);
  std::string Text(100'000, 'x');
  Overwriter There(File, 0, Text.size());
  ASSERT_EQ(ftruncate(File, 10'000), 0);
  EXPECT_LT(There.write(0, Text.data(), Text.size()), Text.size());
  EXPECT_EQ(There.write(50'000, Text.data(), 1000), 0u);
  EXPECT_EQ(contents().size(), 10'000u);
}

TEST_F(OverwriterTest, OnlyFilesThatAreReadAndWritten) {
  fill(10'000);
  auto Writes = [&](int Descriptor, off_t Offset) {
    Overwriter There(Descriptor, Offset, 100);
    return There.write(0, "text", 4) != 0;
  };
  EXPECT_TRUE(Writes(File, 0));
  EXPECT_FALSE(Writes(File, -1));
  EXPECT_FALSE(Writes(-1, 0));
  for (int Flags : {O_WRONLY, O_RDONLY, O_RDWR | O_APPEND, O_RDWR | O_SYNC,
                    O_RDWR | O_DSYNC, O_RDWR | O_DIRECT}) {
    int Other = open(Name, Flags);
    EXPECT_FALSE(Writes(Other, 0)) << Flags;
    close(Other);
  }
  int Pipe[2];
  ASSERT_EQ(pipe(Pipe), 0);
  EXPECT_FALSE(Writes(Pipe[1], 0));
  close(Pipe[0]);
  close(Pipe[1]);
}

} // namespace heddle::host
