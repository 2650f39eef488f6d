//===- ElfImage.cpp - The sections of an ELF file in memory ---------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ElfImage.h"

#include <sys/mman.h>
#include <sys/stat.h>

namespace heddle::host {

std::string_view readString(ByteSpan Bytes, uint64_t Offset) {
  if (Offset >= Bytes.size())
    return {};
  const char *Text = reinterpret_cast<const char *>(Bytes.data() + Offset);
  const void *End = memchr(Text, 0, Bytes.size() - Offset);
  if (!End)
    return {};
  return {Text, static_cast<size_t>(static_cast<const char *>(End) - Text)};
}

ByteSpan mapFile(int File) {
  struct stat Status;
  if (fstat(File, &Status) != 0)
    return {};
  size_t Bytes = static_cast<size_t>(Status.st_size);
  void *Mapped = mmap(nullptr, Bytes, PROT_READ, MAP_PRIVATE, File, 0);
  if (Mapped == MAP_FAILED)
    return {};
  return {static_cast<const uint8_t *>(Mapped), Bytes};
}

ElfImage::ElfImage(ByteSpan Bytes) : Bytes(Bytes) {
  auto Header = readObject<Elf64_Ehdr>(Bytes, 0);
  if (!Header || memcmp(Header->e_ident, ELFMAG, SELFMAG) != 0 ||
      Header->e_ident[EI_CLASS] != ELFCLASS64 ||
      Header->e_ident[EI_DATA] != ELFDATA2LSB ||
      Header->e_shentsize != sizeof(Elf64_Shdr) || Header->e_shoff == 0)
    return;
  TableAt = Header->e_shoff;
  auto First = readObject<Elf64_Shdr>(Bytes, TableAt);
  if (!First)
    return;
  // Numbers that the header has no room for stand in section 0.
  uint64_t Stated = Header->e_shnum ? Header->e_shnum : First->sh_size;
  uint64_t Most = (Bytes.size() - TableAt) / sizeof(Elf64_Shdr);
  Count = Stated < Most ? Stated : Most;
  Names = contents(section(Header->e_shstrndx == SHN_XINDEX
                               ? uint64_t(First->sh_link)
                               : uint64_t(Header->e_shstrndx)));
}

Elf64_Shdr ElfImage::section(uint64_t Index) const {
  if (Index >= Count)
    return {};
  return readObject<Elf64_Shdr>(Bytes, TableAt + Index * sizeof(Elf64_Shdr))
      .value_or(Elf64_Shdr{});
}

Elf64_Shdr ElfImage::section(std::string_view Name) const {
  for (uint64_t I = 1; I < Count; ++I)
    if (Elf64_Shdr Section = section(I); name(Section) == Name)
      return Section;
  return {};
}

ByteSpan ElfImage::contents(const Elf64_Shdr &Section) const {
  if (Section.sh_type == SHT_NULL || Section.sh_type == SHT_NOBITS ||
      Section.sh_offset > Bytes.size() ||
      Bytes.size() - Section.sh_offset < Section.sh_size)
    return {};
  return Bytes.subspan(Section.sh_offset, Section.sh_size);
}

std::string_view ElfImage::name(const Elf64_Shdr &Section) const {
  return readString(Names, Section.sh_name);
}

} // namespace heddle::host
