//===- FatBinary.cpp - What a fat binary holds ----------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FatBinary.h"

#include "LaunchFailure.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace heddle::host {

namespace {

struct FileHeader {
  uint32_t Magic;
  uint16_t Version;
  uint16_t HeaderBytes;
  uint64_t BodyBytes;
};
static_assert(sizeof(FileHeader) == 16);

struct EntryHeader {
  uint16_t Kind;
  uint16_t Version;
  uint32_t HeaderBytes;
  uint64_t BodyBytes;
  uint32_t CompressedBytes;
  uint32_t Unknown;
  uint16_t MinorVersion;
  uint16_t MajorVersion;
  uint32_t ComputeCapability;
};
static_assert(sizeof(EntryHeader) == 32);

constexpr uint32_t FileMagic = 0xBA55ED50;
constexpr uint16_t PtxKind = 1, CubinKind = 2;

} // namespace

template <class Header>
static std::optional<Header> readHeader(std::span<const unsigned char> Bytes) {
  if (Bytes.size() < sizeof(Header))
    return std::nullopt;
  Header Result;
  memcpy(&Result, Bytes.data(), sizeof(Header));
  if (Result.HeaderBytes < sizeof(Header) || Result.HeaderBytes > Bytes.size())
    return std::nullopt;
  return Result;
}

std::vector<FatBinaryEntry>
readFatBinary(std::span<const unsigned char> Image) {
  std::vector<FatBinaryEntry> Entries;
  auto File = readHeader<FileHeader>(Image);
  if (!File || File->Magic != FileMagic)
    return Entries;
  Image = Image.subspan(File->HeaderBytes);
  if (File->BodyBytes < Image.size())
    Image = Image.first(File->BodyBytes);
  while (auto Entry = readHeader<EntryHeader>(Image)) {
    if (Entry->Kind == PtxKind || Entry->Kind == CubinKind)
      Entries.push_back({Entry->Kind == PtxKind, Entry->ComputeCapability});
    Image = Image.subspan(Entry->HeaderBytes);
    if (Entry->BodyBytes > Image.size())
      break;
    Image = Image.subspan(Entry->BodyBytes);
  }
  return Entries;
}

bool hasCodeFor(std::span<const FatBinaryEntry> Entries,
                unsigned ComputeCapability) {
  return std::ranges::any_of(Entries, [&](const FatBinaryEntry &Entry) {
    return Entry.ComputeCapability <= ComputeCapability &&
           (Entry.IsPtx ||
            Entry.ComputeCapability / 10 == ComputeCapability / 10);
  });
}

std::string describe(std::span<const FatBinaryEntry> Entries) {
  std::string Text;
  for (size_t I = 0; I < Entries.size(); ++I) {
    Text += I == 0 ? "" : I + 1 == Entries.size() ? " and " : ", ";
    Text += format(Entries[I].IsPtx ? "PTX for sm_%u and newer"
                                    : "a cubin for sm_%u",
                   Entries[I].ComputeCapability);
  }
  return Text.empty() ? "nothing that can be recognized" : Text;
}

} // namespace heddle::host
