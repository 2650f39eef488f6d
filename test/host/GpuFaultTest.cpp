//===- GpuFaultTest.cpp - Core dumps and line tables ----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../../runtime/abi/Abi.h"
#include "FaultReport.h"
#include "GpuFault.h"

#include <gtest/gtest.h>

#include <random>

namespace heddle::host {

namespace {

using Bytes = std::vector<uint8_t>;

template <typename T> void append(Bytes &To, const T &Object) {
  size_t At = To.size();
  To.resize(At + sizeof(T));
  memcpy(To.data() + At, &Object, sizeof(T));
}

void appendBytes(Bytes &To, std::initializer_list<uint8_t> From) {
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

constexpr uint64_t DepositAt = 0x7f0000000000, WorkAt = DepositAt + 0x100;

/// DWARF 2, as ptxas writes it: three instructions of deposit, two of work.
Bytes lineTable() {
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

Bytes program() {
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

struct Options {
  bool ManySections = false;
  bool Trap = false;
};

/// Two warps of a block, the second of which loads through a null pointer.
Bytes dump(Options With = {}) {
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

TEST(GpuFaultTest, FindsWarpThreadAddressAndCalls) {
  for (bool Many : {false, true}) {
    Bytes File = dump({.ManySections = Many});
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
  Bytes File = dump({.Trap = true});
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
  Bytes File = dump();
  auto Fault = readGpuFault(File, {{0, 16}});
  ASSERT_TRUE(Fault);
  EXPECT_FALSE(Fault->Address);
  EXPECT_TRUE(readGpuFault(File, {{9, 100}})->Address);
}

TEST(GpuFaultTest, NothingIsBelieved) {
  Bytes Whole = dump();
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
