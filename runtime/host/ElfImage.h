//===- ElfImage.h - The sections of an ELF file in memory -----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// ELF64, little endian. Nothing in the file is believed: what would lie outside
// of it is empty.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_ELFIMAGE_H
#define HEDDLE_RUNTIME_HOST_ELFIMAGE_H

#include <cstdint>
#include <cstring>
#include <elf.h>
#include <optional>
#include <span>
#include <string_view>

namespace heddle::host {

using ByteSpan = std::span<const uint8_t>;

/// The object of type T at \p Offset, if it lies in \p Bytes.
template <typename T>
std::optional<T> readObject(ByteSpan Bytes, uint64_t Offset) {
  if (Offset > Bytes.size() || Bytes.size() - Offset < sizeof(T))
    return std::nullopt;
  T Object;
  memcpy(&Object, Bytes.data() + Offset, sizeof(T));
  return Object;
}

/// The text at \p Offset up to its null byte; empty if there is none.
std::string_view readString(ByteSpan Bytes, uint64_t Offset);

/// The whole of an open file, for as long as the process lives; empty if it cannot be
/// had.
ByteSpan mapFile(int File);

class ElfImage {
public:
  ElfImage() = default;
  /// \p Bytes must stay.
  explicit ElfImage(ByteSpan Bytes);

  /// 0 if it is no such file. Section 0 is none.
  uint64_t sectionCount() const { return Count; }
  /// Of type SHT_NULL if there is no section \p Index.
  Elf64_Shdr section(uint64_t Index) const;
  /// The first section of that name; of type SHT_NULL if there is none.
  Elf64_Shdr section(std::string_view Name) const;
  /// Empty if the file has none.
  ByteSpan contents(const Elf64_Shdr &Section) const;
  std::string_view name(const Elf64_Shdr &Section) const;

private:
  ByteSpan Bytes;
  uint64_t TableAt = 0, Count = 0;
  ByteSpan Names;
};

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_ELFIMAGE_H
