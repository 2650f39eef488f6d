//===- FakeCoreDump.h - A core dump as the CUDA driver writes them --------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Of a program with two functions. cudacoredump.h of the CUDA Toolkit has the
// tables.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TEST_HOST_FAKECOREDUMP_H
#define HEDDLE_TEST_HOST_FAKECOREDUMP_H

#include "../../runtime/abi/Abi.h"

#include <cstring>
#include <elf.h>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace heddle::test {

using Bytes = std::vector<uint8_t>;

template <typename T> void append(Bytes &To, const T &Object) {
  size_t At = To.size();
  To.resize(At + sizeof(T));
  memcpy(To.data() + At, &Object, sizeof(T));
}

inline void appendBytes(Bytes &To, std::initializer_list<uint8_t> From) {
  for (uint8_t Byte : From)
    To.push_back(Byte);
}

/// Puts an ELF file together, section by section.
class ElfBuilder {
public:
  ElfBuilder() { add("", SHT_NULL, {}); }

  /// Returns the section's index.
  uint64_t add(const std::string &Name, uint32_t Type, Bytes Contents,
               uint32_t Link = 0, uint32_t Info = 0, uint64_t EntryBytes = 0,
               uint64_t Address = 0, uint64_t Flags = 0) {
    Elf64_Shdr Header = {};
    Header.sh_name = static_cast<uint32_t>(Names.size());
    Header.sh_type = Type;
    Header.sh_flags = Flags;
    Header.sh_addr = Address;
    Header.sh_link = Link;
    Header.sh_info = Info;
    Header.sh_entsize = EntryBytes;
    Names.insert(Names.end(), Name.begin(), Name.end());
    Names.push_back(0);
    Headers.push_back(Header);
    All.push_back(std::move(Contents));
    return Headers.size() - 1;
  }

  /// With \p ManySections the header has no room for their number.
  Bytes build(bool ManySections = false) {
    uint64_t NamesIndex = add(".shstrtab", SHT_STRTAB, {});
    All[NamesIndex] = Names;
    Bytes File(sizeof(Elf64_Ehdr));
    for (size_t I = 1; I < All.size(); ++I) {
      Headers[I].sh_offset = File.size();
      Headers[I].sh_size = All[I].size();
      File.insert(File.end(), All[I].begin(), All[I].end());
    }
    Elf64_Ehdr Header = {};
    memcpy(Header.e_ident, ELFMAG, SELFMAG);
    Header.e_ident[EI_CLASS] = ELFCLASS64;
    Header.e_ident[EI_DATA] = ELFDATA2LSB;
    Header.e_shoff = File.size();
    Header.e_shentsize = sizeof(Elf64_Shdr);
    if (ManySections) {
      Headers[0].sh_size = Headers.size();
      Headers[0].sh_link = static_cast<uint32_t>(NamesIndex);
      Header.e_shstrndx = SHN_XINDEX;
    } else {
      Header.e_shnum = static_cast<uint16_t>(Headers.size());
      Header.e_shstrndx = static_cast<uint16_t>(NamesIndex);
    }
    for (const Elf64_Shdr &Section : Headers)
      append(File, Section);
    memcpy(File.data(), &Header, sizeof(Header));
    return File;
  }

private:
  Bytes Names;
  std::vector<Elf64_Shdr> Headers;
  std::vector<Bytes> All;
};

/// Where the code of the program in the dump lies.
inline constexpr uint64_t DepositAt = 0x7f0000000000, WorkAt = DepositAt + 0x100;

/// DWARF 2, as ptxas writes it: three instructions of deposit, two of work.
inline Bytes lineTable() {
  Bytes Tail = {1, 1, 0xfb, 14, 10, 0, 1, 1, 1, 1, 0, 0, 0, 1};
  auto Text = [&](const char *String) {
    do
      Tail.push_back(static_cast<uint8_t>(*String));
    while (*String++);
  };
  Text("/home/someone");
  Tail.push_back(0);
  Text("bank.cpp");
  appendBytes(Tail, {1, 0, 0, 0});
  Bytes Program;
  auto SetAddress = [&](uint64_t Address) {
    appendBytes(Program, {0, 9, 2});
    append(Program, Address);
  };
  SetAddress(DepositAt);
  appendBytes(Program, {3, 16, 1,      // line 17: copy
                                 2, 16, 3, 1, 1, // 16 on: line 18
                                 2, 16, 3, 0x6e, 1, // 32 on: line 0
                                 2, 16, 0, 1, 1});  // the end
  SetAddress(WorkAt);
  appendBytes(Program, {3, 29, 1,       // line 30
                                 2, 32, 0, 1, 1});
  Bytes Unit;
  append(Unit, uint16_t(2));
  append(Unit, static_cast<uint32_t>(Tail.size()));
  for (const Bytes *Part : {&Tail, &Program})
    for (uint8_t Byte : *Part)
      Unit.push_back(Byte);
  Bytes Table;
  append(Table, static_cast<uint32_t>(Unit.size()));
  for (uint8_t Byte : Unit)
    Table.push_back(Byte);
  return Table;
}

inline Bytes program() {
  ElfBuilder Image;
  Bytes Code(0x200);
  // At deposit+16: LD.E R8, [R4.64+0x8], as nvdisasm shows it.
  const uint64_t Load[] = {0x0000080404087980, 0x000ea4000c101b00};
  memcpy(Code.data() + 16, Load, sizeof(Load));
  Image.add(".text", SHT_PROGBITS, Code, 0, 0, 0, DepositAt,
            SHF_ALLOC | SHF_EXECINSTR);
  Bytes Names = {0};
  Bytes Symbols(sizeof(Elf64_Sym));
  auto AddFunction = [&](const char *Name, uint64_t At) {
    Elf64_Sym Symbol = {};
    Symbol.st_name = static_cast<uint32_t>(Names.size());
    Symbol.st_info = ELF64_ST_INFO(STB_LOCAL, STT_FUNC);
    Symbol.st_value = At;
    Symbol.st_size = 0x100;
    append(Symbols, Symbol);
    do
      Names.push_back(static_cast<uint8_t>(*Name));
    while (*Name++);
  };
  AddFunction("_ZL7depositP7Accountl", DepositAt);
  AddFunction("_Z4worki", WorkAt);
  uint64_t NamesIndex = Image.add(".strtab", SHT_STRTAB, Names);
  Image.add(".symtab", SHT_SYMTAB, Symbols, static_cast<uint32_t>(NamesIndex), 0,
            sizeof(Elf64_Sym));
  Image.add(".debug_line", SHT_PROGBITS, lineTable());
  return Image.build();
}

struct CoreDumpOptions {
  bool ManySections = false;
  bool Trap = false;
};

/// Two warps of a block, the second of which loads through a null pointer.
inline Bytes makeCoreDump(CoreDumpOptions With = {}) {
  constexpr uint32_t User = SHT_LOUSER;
  ElfBuilder Dump;
  Dump.add(".cudbg.relfimg", User + 7, program());
  uint64_t Blocks = Dump.add(".cudbg.ctatbl", User + 13, Bytes(56), 0, 0, 56);
  Bytes Warps;
  for (bool Faults : {false, true}) {
    append(Warps, uint64_t(Faults && !With.Trap ? DepositAt + 16 : 0));
    for (uint32_t Field : {Faults ? 1u : 0u, ~0u, 1u, Faults && With.Trap ? 1u : 0u,
                           Faults && !With.Trap ? 1u : 0u, 0u})
      append(Warps, Field);
    append(Warps, uint64_t(0)); // of a newer driver
  }
  uint32_t WarpTable = static_cast<uint32_t>(
      Dump.add(".cudbg.wptbl", User + 14, Warps, static_cast<uint32_t>(Blocks), 0,
               40));
  for (uint32_t Warp : {0u, 1u}) {
    Bytes Lanes;
    append(Lanes, uint64_t(DepositAt + 32));
    append(Lanes, uint64_t(0x20));
    for (uint32_t Field :
         {0u, Warp * 32, 0u, 0u, Warp && !With.Trap ? 14u : 0u, 2u, 0u, 0u})
      append(Lanes, Field);
    append(Lanes, uint64_t(0));
    auto LaneTable = static_cast<uint32_t>(
        Dump.add(".cudbg.lntbl", User + 15, Lanes, WarpTable, Warp, 56));
    Bytes Registers;
    for (uint32_t I = 0; I < 16; ++I)
      append(Registers, I == 4 || I == 5 ? 0u : 0xdeadu + I);
    Dump.add(".cudbg.regs", User + 5, Registers, LaneTable, 0);
    Bytes Frames;
    append(Frames, uint64_t(0x10));
    append(Frames, uint64_t(WorkAt + 16));
    append(Frames, uint64_t(0));
    Dump.add(".cudbg.bt", User + 8, Frames, LaneTable, 0);
  }
  Bytes Shared(64);
  for (uint32_t Warp : {0u, 1u}) {
    abi::WarpContext Context = {};
    Context.mark = abi::WarpContextMark;
    Context.warpId = 21 + 132 * Warp;
    Context.thread = &Context;
    Context.threadId = 7 + Warp;
    append(Shared, Context);
  }
  Dump.add(".cudbg.shared", User + 4, Shared, static_cast<uint32_t>(Blocks), 0);
  return Dump.build(With.ManySections);
}

} // namespace heddle::test

#endif // HEDDLE_TEST_HOST_FAKECOREDUMP_H
