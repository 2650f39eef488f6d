//===- GpuFault.cpp - Where a kernel faulted ------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GpuFault.h"

#include "../abi/Abi.h"

#include <algorithm>
#include <bit>

namespace heddle::host {

namespace {

/// Types of the dump's sections. sh_link is the table, and sh_info the row
/// of it, that a section belongs to.
enum SectionType : uint32_t {
  SharedMemory = SHT_LOUSER + 4,
  Registers = SHT_LOUSER + 5,
  RelocatedImage = SHT_LOUSER + 7,
  Backtrace = SHT_LOUSER + 8,
  ContextTable = SHT_LOUSER + 10,
  WarpTable = SHT_LOUSER + 14,
  LaneTable = SHT_LOUSER + 15,
};

// Rows may be longer than this: newer drivers add to them.
struct WarpRow {
  uint64_t ErrorPc;
  uint32_t WarpId;
  uint32_t ValidLanes;
  uint32_t ActiveLanes;
  uint32_t IsBroken; ///< met a trap
  uint32_t ErrorPcValid;
  uint32_t Padding;
};
struct ContextRow {
  uint64_t Context;
  uint64_t SharedWindow;
  uint64_t LocalWindow;
  uint64_t GlobalWindow;
};
struct LaneRow {
  uint64_t VirtualPc;
  uint64_t PhysicalPc;
  uint32_t Lane;
  uint32_t ThreadIdx[3];
  uint32_t Exception;
  uint32_t CallDepth;
  uint32_t SyscallDepth;
  uint32_t ConditionCodes;
};
struct FrameRow {
  uint64_t ReturnAddress; ///< from the function's beginning
  uint64_t VirtualReturnAddress;
  uint32_t Level;
  uint32_t Padding;
};

constexpr uint32_t LanesPerWarp = 32;
constexpr size_t MostFrames = 64;
/// By which generic addresses lead to shared and to local memory.
constexpr uint64_t WindowBytes = 1 << 24;

/// A row of a table, as the sections that belong to it name it.
struct RowName {
  uint64_t Table = 0;
  uint64_t Row = 0;
};

class Reader {
public:
  Reader(ByteSpan Dump, std::vector<AddressRange> Memory)
      : Image(Dump), Memory(std::move(Memory)) {}

  std::optional<GpuFault> read();

private:
  /// The section of that type that belongs to \p Row; 0 if there is none.
  uint64_t sectionOf(SectionType Type, RowName Row) const;
  ByteSpan contentsOf(SectionType Type, RowName Row) const {
    return Image.contents(Image.section(sectionOf(Type, Row)));
  }
  bool findWarp(GpuFault &Fault);
  void readContext(uint32_t WarpInBlock, GpuFault &Fault) const;
  /// The program's code: of all images the one that has \p Addresses.
  CodeMap code(const std::vector<uint64_t> &Addresses) const;
  void readAccess(const CodeMap &Code, RowName Lane, GpuFault &Fault) const;

  ElfImage Image;
  std::vector<AddressRange> Memory;
  WarpRow Warp = {};
  RowName WarpName;
};

} // namespace

uint64_t Reader::sectionOf(SectionType Type, RowName Row) const {
  for (uint64_t S = 1; S < Image.sectionCount(); ++S) {
    Elf64_Shdr Section = Image.section(S);
    if (Section.sh_type == Type && Section.sh_link == Row.Table &&
        Section.sh_info == Row.Row)
      return S;
  }
  return 0;
}

bool Reader::findWarp(GpuFault &Fault) {
  unsigned Found = 0;
  for (uint64_t S = 1; S < Image.sectionCount(); ++S) {
    Elf64_Shdr Section = Image.section(S);
    if (Section.sh_type != WarpTable || Section.sh_entsize < sizeof(WarpRow))
      continue;
    ByteSpan Rows = Image.contents(Section);
    for (uint64_t R = 0;
         auto Row = readObject<WarpRow>(Rows, R * Section.sh_entsize); ++R) {
      if (!Row->ErrorPcValid && !Row->IsBroken)
        continue;
      if (Found++)
        continue;
      Warp = *Row;
      WarpName = {S, R};
    }
  }
  Fault.OtherWarps = Found ? Found - 1 : 0;
  return Found != 0;
}

// Symbols of shared memory are not in the image that the driver gives.
void Reader::readContext(uint32_t WarpInBlock, GpuFault &Fault) const {
  Elf64_Shdr Table = Image.section(WarpName.Table);
  ByteSpan Memory = contentsOf(SharedMemory, {Table.sh_link, Table.sh_info});
  uint32_t Seen = 0;
  for (uint64_t At = 0;
       auto Context = readObject<abi::WarpContext>(Memory, At); At += 8) {
    if (Context->mark != abi::WarpContextMark)
      continue;
    // One behind the other, warp by warp.
    if (Seen++ != WarpInBlock)
      continue;
    Fault.Warp = Context->warpId;
    if (Context->thread)
      Fault.Thread = Context->threadId;
    return;
  }
}

CodeMap Reader::code(const std::vector<uint64_t> &Addresses) const {
  for (uint64_t S = 1; S < Image.sectionCount(); ++S) {
    Elf64_Shdr Section = Image.section(S);
    if (Section.sh_type != RelocatedImage)
      continue;
    CodeMap Map{ElfImage(Image.contents(Section))};
    for (uint64_t Address : Addresses)
      if (!Map.code(Address, 1).empty())
        return Map;
  }
  return CodeMap(ElfImage());
}

// Of the instruction's 128 bits, 0 to 8 are the operation, 24 to 31 the first of
// two registers, 40 to 63 what is added to them; bit 72 says that there are two.
// So it has been from sm_70 to sm_90.
void Reader::readAccess(const CodeMap &Code, RowName Lane,
                        GpuFault &Fault) const {
  ByteSpan Bytes = Code.code(Fault.Pc, 16);
  Fault.PcIsCode = !Bytes.empty();
  auto Low = readObject<uint64_t>(Bytes, 0), High = readObject<uint64_t>(Bytes, 8);
  if (!Low || !High)
    return;
  // LD, LDG, ST, STG, ATOM and its compare-and-swap, RED, ATOMG and its own.
  static constexpr uint64_t Global[] = {0x180, 0x181, 0x185, 0x186, 0x18a,
                                        0x18b, 0x18e, 0x1a8, 0x1a9};
  static constexpr uint64_t Local[] = {0x183, 0x187}; // LDL, STL
  uint64_t Operation = *Low & 0x1ff;
  Fault.OnLocalStack = std::ranges::count(Local, Operation);
  if (!std::ranges::count(Global, Operation) || !(*High >> 8 & 1))
    return;
  uint64_t Register = *Low >> 24 & 0xff;
  auto Base = readObject<uint64_t>(contentsOf(Registers, Lane), Register * 4);
  if (!Base)
    return;
  uint64_t Address =
      *Base + static_cast<uint64_t>(static_cast<int64_t>(*Low) >> 40);
  if (std::ranges::none_of(Memory, [&](const AddressRange &Range) {
        return Address - Range.Base < Range.Bytes;
      }))
    Fault.Address = Address;
}

/// Where the warp has gone on to calls before it was stopped, what is between the
/// place of the fault and its function's own call leads nowhere.
static void dropLaterCalls(std::vector<CodePlace> &Frames) {
  for (size_t I = 1; I < Frames.size(); ++I)
    if (Frames[I].Function == Frames[0].Function) {
      Frames.erase(Frames.begin() + 1,
                   Frames.begin() + static_cast<ptrdiff_t>(I) + 1);
      return;
    }
}

std::optional<GpuFault> Reader::read() {
  GpuFault Fault;
  if (!findWarp(Fault))
    return std::nullopt;
  uint64_t LaneTableIndex = sectionOf(LaneTable, WarpName);
  Elf64_Shdr Lanes = Image.section(LaneTableIndex);
  uint64_t Active = std::countr_zero(Warp.ActiveLanes);
  std::optional<LaneRow> Lane;
  uint64_t Row = 0;
  for (; (Lane = readObject<LaneRow>(Image.contents(Lanes),
                                     Row * Lanes.sh_entsize));
       ++Row)
    if (Lanes.sh_entsize < sizeof(LaneRow) || Lane->Lane == Active)
      break;
  if (!Lane || Lanes.sh_entsize < sizeof(LaneRow))
    return std::nullopt;
  Fault.Exception = Lane->Exception;
  readContext(Lane->ThreadIdx[0] / LanesPerWarp, Fault);

  Fault.Pc = Warp.ErrorPcValid ? Warp.ErrorPc : Lane->VirtualPc;
  std::vector<uint64_t> Addresses{Fault.Pc};
  ByteSpan Rows = contentsOf(Backtrace, {LaneTableIndex, Row});
  for (uint64_t R = 0; auto Frame = readObject<FrameRow>(
                           Rows, R * sizeof(FrameRow));
       ++R)
    // The call, not what comes after it.
    if (Frame->VirtualReturnAddress && Addresses.size() < MostFrames)
      Addresses.push_back(Frame->VirtualReturnAddress - 1);
  CodeMap Code = code(Addresses);
  Fault.Frames = Code.find(Addresses);
  for (uint64_t S = 1; S < Image.sectionCount(); ++S)
    if (Elf64_Shdr Section = Image.section(S); Section.sh_type == ContextTable)
      if (auto Context = readObject<ContextRow>(Image.contents(Section), 0)) {
        Memory.push_back({Context->SharedWindow, WindowBytes});
        Memory.push_back({Context->LocalWindow, WindowBytes});
      }
  readAccess(Code, {LaneTableIndex, Row}, Fault);
  if (Fault.PcIsCode && !Fault.Address && !Fault.OnLocalStack && Fault.Exception)
    dropLaterCalls(Fault.Frames);
  return Fault;
}

std::optional<GpuFault> readGpuFault(ByteSpan Dump,
                                     std::vector<AddressRange> Memory) {
  return Reader(Dump, std::move(Memory)).read();
}

} // namespace heddle::host
