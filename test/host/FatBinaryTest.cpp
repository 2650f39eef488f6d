//===- FatBinaryTest.cpp - What a fat binary holds ------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FatBinary.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <iterator>

using namespace heddle::host;

namespace {

using Bytes = std::vector<unsigned char>;

template <class T> void append(Bytes &Out, T Value) {
  for (unsigned I = 0; I < sizeof(T); ++I)
    Out.push_back(static_cast<unsigned char>(uint64_t(Value) >> (8 * I)));
}

Bytes entry(uint16_t Kind, uint32_t ComputeCapability, uint64_t Body) {
  Bytes Out;
  append<uint16_t>(Out, Kind);
  append<uint16_t>(Out, 0x101);
  append<uint32_t>(Out, 64);
  append<uint64_t>(Out, Body);
  append<uint64_t>(Out, 0);
  append<uint32_t>(Out, 8);
  append<uint32_t>(Out, ComputeCapability);
  Out.resize(64 + Body);
  return Out;
}

Bytes file(const std::vector<Bytes> &Entries) {
  Bytes Body;
  for (const Bytes &Each : Entries)
    Body.insert(Body.end(), Each.begin(), Each.end());
  Bytes Out;
  append<uint32_t>(Out, 0xBA55ED50);
  append<uint16_t>(Out, 1);
  append<uint16_t>(Out, 16);
  append<uint64_t>(Out, Body.size());
  Out.insert(Out.end(), Body.begin(), Body.end());
  return Out;
}

TEST(FatBinary, ListsItsEntries) {
  auto Entries = readFatBinary(file({entry(2, 80, 40), entry(1, 90, 8)}));
  ASSERT_EQ(Entries.size(), 2u);
  EXPECT_FALSE(Entries[0].IsPtx);
  EXPECT_EQ(Entries[0].ComputeCapability, 80u);
  EXPECT_TRUE(Entries[1].IsPtx);
  EXPECT_EQ(Entries[1].ComputeCapability, 90u);
  EXPECT_EQ(describe(Entries), "a cubin for sm_80 and PTX for sm_90 and newer");
}

TEST(FatBinary, KnowsWhatAChipRuns) {
  const FatBinaryEntry Cubin[] = {{false, 80}}, Ptx[] = {{true, 80}};
  EXPECT_TRUE(hasCodeFor(Cubin, 80));
  EXPECT_TRUE(hasCodeFor(Cubin, 86));
  EXPECT_FALSE(hasCodeFor(Cubin, 90));
  EXPECT_FALSE(hasCodeFor(Cubin, 75));
  EXPECT_TRUE(hasCodeFor(Ptx, 80));
  EXPECT_TRUE(hasCodeFor(Ptx, 120));
  EXPECT_FALSE(hasCodeFor(Ptx, 75));
  EXPECT_FALSE(hasCodeFor({}, 90));
}

TEST(FatBinary, ReadsNothingBeyondItsEnd) {
  Bytes Whole = file({entry(2, 80, 40), entry(1, 90, 8)});
  for (size_t Size = 0; Size < Whole.size(); ++Size) {
    // In memory of exactly that size, for the address sanitizer to watch.
    Bytes Part(Whole.begin(), Whole.begin() + static_cast<ptrdiff_t>(Size));
    Part.shrink_to_fit();
    EXPECT_LE(readFatBinary(Part).size(), 2u);
  }
  Bytes HugeBody = file({entry(2, 80, 0), entry(1, 90, 0)});
  memset(HugeBody.data() + 16 + 8, 0xff, 8);
  EXPECT_EQ(readFatBinary(HugeBody).size(), 1u);
  Bytes NoHeader = file({entry(2, 80, 0)});
  memset(NoHeader.data() + 16 + 4, 0, 4);
  EXPECT_TRUE(readFatBinary(NoHeader).empty());
}

TEST(FatBinary, IgnoresOtherFormats) {
  const char Elf[] = "\177ELF and so on and on and on and on and on";
  EXPECT_TRUE(readFatBinary({reinterpret_cast<const unsigned char *>(Elf),
                             sizeof(Elf)})
                  .empty());
}

#ifdef FATBINARY_FILE
// What the toolkit's own tools wrote.
TEST(FatBinary, ReadsTheToolkitsFile) {
  std::ifstream File(FATBINARY_FILE, std::ios::binary);
  Bytes Content((std::istreambuf_iterator<char>(File)),
                std::istreambuf_iterator<char>());
  ASSERT_FALSE(Content.empty());
  EXPECT_EQ(describe(readFatBinary(Content)),
            "a cubin for sm_90 and PTX for sm_80 and newer");
}
#endif

} // namespace
