//===- CodeMap.cpp - From addresses to functions and lines ----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CodeMap.h"

#include <array>

namespace heddle::host {

namespace {

/// Reads one number after the other. Beyond the end all are 0, and good() is
/// false.
class Cursor {
public:
  explicit Cursor(ByteSpan Bytes) : Bytes(Bytes) {}

  bool good() const { return Good; }
  bool atEnd() const { return At >= Bytes.size(); }
  uint64_t position() const { return At; }

  template <typename T> T fixed() {
    auto Value = readObject<T>(Bytes, At);
    At += sizeof(T);
    Good &= Value.has_value();
    return Value.value_or(T());
  }
  uint64_t address(bool Wide) {
    return Wide ? fixed<uint64_t>() : fixed<uint32_t>();
  }
  uint64_t uleb() {
    uint64_t Value = 0;
    for (unsigned Shift = 0;; Shift += 7) {
      uint8_t Byte = fixed<uint8_t>();
      if (Shift < 64)
        Value |= uint64_t(Byte & 0x7f) << Shift;
      if (!(Byte & 0x80))
        return Value;
    }
  }
  int64_t sleb() {
    uint64_t Value = 0;
    unsigned Shift = 0;
    uint8_t Byte;
    do {
      Byte = fixed<uint8_t>();
      if (Shift < 64)
        Value |= uint64_t(Byte & 0x7f) << Shift;
      Shift += 7;
    } while (Byte & 0x80);
    if (Shift < 64 && (Byte & 0x40))
      Value |= ~uint64_t(0) << Shift;
    return static_cast<int64_t>(Value);
  }
  std::string_view string() {
    std::string_view Text = readString(Bytes, At);
    if (At >= Bytes.size() || At + Text.size() >= Bytes.size())
      Good = false;
    At += Text.size() + 1;
    return Text;
  }
  void skip(uint64_t Count) {
    Good &= Count <= Bytes.size() && At <= Bytes.size() - Count;
    At = Good ? At + Count : Bytes.size();
  }
  ByteSpan take(uint64_t Count) {
    uint64_t From = At;
    skip(Count);
    return Good ? Bytes.subspan(From, Count) : ByteSpan();
  }

private:
  ByteSpan Bytes;
  uint64_t At = 0;
  bool Good = true;
};

/// Opcodes of line number programs (DWARF 5, section 7.22).
enum : uint8_t {
  CopyRow = 1,
  AdvancePc = 2,
  AdvanceLine = 3,
  SetFile = 4,
  ConstAddPc = 8,
  FixedAdvancePc = 9,
  EndSequence = 1,
  SetAddress = 2,
};

struct Strings {
  ByteSpan Text, LineText;
};

/// DWARF 5, section 6.2.4: what the entries of a table of files consist of.
enum : uint64_t { ContentPath = 1, ContentDirectory = 2 };
enum : uint64_t {
  FormBlock2 = 0x03,
  FormBlock4 = 0x04,
  FormData2 = 0x05,
  FormData4 = 0x06,
  FormData8 = 0x07,
  FormString = 0x08,
  FormBlock = 0x09,
  FormBlock1 = 0x0a,
  FormData1 = 0x0b,
  FormStrp = 0x0e,
  FormUdata = 0x0f,
  FormData16 = 0x1e,
  FormLineStrp = 0x1f,
};

struct FileEntry {
  std::string_view Path;
  uint64_t Directory = 0;
};

/// One unit of a line table.
class LineUnit {
public:
  /// \p Unit begins after the unit's length.
  LineUnit(ByteSpan Unit, bool Dwarf64, const Strings &Text)
      : Unit(Unit), Dwarf64(Dwarf64), Text(Text) {}

  /// Gives the lines of those of \p Places that have none yet.
  void run(const std::vector<uint64_t> &Addresses,
           std::vector<CodePlace> &Places);

private:
  struct Row {
    uint64_t Address = 0;
    uint64_t File = 1;
    uint64_t Line = 1;
  };

  bool readHeader(Cursor &In);
  void readTable(Cursor &In, std::vector<FileEntry> &Entries);
  FileEntry readEntry(Cursor &In,
                      const std::vector<std::pair<uint64_t, uint64_t>> &Format);
  std::string path(uint64_t File) const;
  void emit(const Row &Last, uint64_t Begin, uint64_t End,
            const std::vector<uint64_t> &Addresses,
            std::vector<CodePlace> &Places) const;

  ByteSpan Unit;
  bool Dwarf64;
  const Strings &Text;
  uint16_t Version = 0;
  uint8_t LeastInstruction = 1, LineRange = 1, OpcodeBase = 1;
  int8_t LineBase = 0;
  std::array<uint8_t, 256> OperandCounts = {};
  std::vector<FileEntry> Directories, Files;
};

} // namespace

FileEntry LineUnit::readEntry(
    Cursor &In, const std::vector<std::pair<uint64_t, uint64_t>> &Format) {
  FileEntry Entry;
  for (auto [Content, Form] : Format) {
    std::string_view String;
    uint64_t Number = 0;
    switch (Form) {
    case FormString:
      String = In.string();
      break;
    case FormLineStrp:
      String = readString(Text.LineText, In.address(Dwarf64));
      break;
    case FormStrp:
      String = readString(Text.Text, In.address(Dwarf64));
      break;
    case FormUdata:
      Number = In.uleb();
      break;
    case FormData1:
      Number = In.fixed<uint8_t>();
      break;
    case FormData2:
      Number = In.fixed<uint16_t>();
      break;
    case FormData4:
      Number = In.fixed<uint32_t>();
      break;
    case FormData8:
      Number = In.fixed<uint64_t>();
      break;
    case FormData16:
      In.skip(16);
      break;
    case FormBlock:
      In.skip(In.uleb());
      break;
    case FormBlock1:
      In.skip(In.fixed<uint8_t>());
      break;
    case FormBlock2:
      In.skip(In.fixed<uint16_t>());
      break;
    case FormBlock4:
      In.skip(In.fixed<uint32_t>());
      break;
    default:
      In.skip(~uint64_t(0)); // unknown, and so is its size
      return Entry;
    }
    if (Content == ContentPath)
      Entry.Path = String;
    else if (Content == ContentDirectory)
      Entry.Directory = Number;
  }
  return Entry;
}

void LineUnit::readTable(Cursor &In, std::vector<FileEntry> &Entries) {
  std::vector<std::pair<uint64_t, uint64_t>> Format(In.fixed<uint8_t>());
  for (auto &[Content, Form] : Format) {
    Content = In.uleb();
    Form = In.uleb();
  }
  for (uint64_t Count = In.uleb(); Count && In.good() && !Format.empty();
       --Count)
    Entries.push_back(readEntry(In, Format));
}

bool LineUnit::readHeader(Cursor &In) {
  Version = In.fixed<uint16_t>();
  if (Version < 2 || Version > 5)
    return false;
  if (Version >= 5)
    In.skip(2); // sizes of an address and of a segment selector
  uint64_t HeaderBytes = In.address(Dwarf64);
  uint64_t Program = In.position() + HeaderBytes;
  LeastInstruction = In.fixed<uint8_t>();
  if (Version >= 4)
    In.skip(1); // operations in an instruction
  In.skip(1);   // whether a row is a statement
  LineBase = In.fixed<int8_t>();
  LineRange = In.fixed<uint8_t>();
  OpcodeBase = In.fixed<uint8_t>();
  if (!LineRange || !OpcodeBase)
    return false;
  for (unsigned I = 1; I < OpcodeBase; ++I)
    OperandCounts[I] = In.fixed<uint8_t>();
  if (Version >= 5) {
    readTable(In, Directories);
    readTable(In, Files);
  } else {
    // Number 0 is the unit's own directory or file, which only other sections
    // know.
    Directories.emplace_back();
    for (std::string_view Path; In.good() && !(Path = In.string()).empty();)
      Directories.push_back({Path, 0});
    Files.emplace_back();
    for (std::string_view Path; In.good() && !(Path = In.string()).empty();) {
      FileEntry Entry{Path, In.uleb()};
      In.uleb(); // time
      In.uleb(); // size
      Files.push_back(Entry);
    }
  }
  if (!In.good() || Program < In.position())
    return false;
  In.skip(Program - In.position());
  return In.good();
}

std::string LineUnit::path(uint64_t File) const {
  if (File >= Files.size())
    return {};
  const FileEntry &Entry = Files[File];
  if (Entry.Path.starts_with('/') || Entry.Directory >= Directories.size() ||
      // The directory in which the compiler ran says nothing to its user.
      (Version >= 5 && Entry.Directory == 0))
    return std::string(Entry.Path);
  std::string_view Directory = Directories[Entry.Directory].Path;
  if (Directory.empty())
    return std::string(Entry.Path);
  return std::string(Directory) + "/" + std::string(Entry.Path);
}

/// \p Last is what is known of the code from \p Begin to \p End.
void LineUnit::emit(const Row &Last, uint64_t Begin, uint64_t End,
                    const std::vector<uint64_t> &Addresses,
                    std::vector<CodePlace> &Places) const {
  if (Last.Line == 0)
    return;
  for (size_t I = 0; I < Addresses.size(); ++I) {
    if (Addresses[I] < Begin || Addresses[I] >= End ||
        !Places[I].File.empty())
      continue;
    Places[I].File = path(Last.File);
    Places[I].Line = static_cast<uint32_t>(Last.Line);
  }
}

void LineUnit::run(const std::vector<uint64_t> &Addresses,
                   std::vector<CodePlace> &Places) {
  Cursor In(Unit);
  if (!readHeader(In))
    return;
  Row State, Last;
  uint64_t LastAt = 0;
  bool InSequence = false;
  auto Advance = [&](uint64_t Operations) {
    State.Address += Operations * LeastInstruction;
  };
  auto Emit = [&](bool End) {
    if (InSequence)
      emit(Last, LastAt, State.Address, Addresses, Places);
    // Line 0 is code that belongs to none, such as what the optimizer has made
    // one of two lines: the line before says most.
    if (!InSequence || State.Line != 0)
      Last = State;
    LastAt = State.Address;
    InSequence = !End;
  };
  while (In.good() && !In.atEnd()) {
    uint8_t Opcode = In.fixed<uint8_t>();
    if (Opcode >= OpcodeBase) {
      uint8_t Special = Opcode - OpcodeBase;
      Advance(Special / LineRange);
      State.Line += static_cast<uint64_t>(LineBase + Special % LineRange);
      Emit(false);
      continue;
    }
    switch (Opcode) {
    case 0: { // extended
      uint64_t Bytes = In.uleb();
      Cursor Extended(In.take(Bytes));
      switch (Extended.fixed<uint8_t>()) {
      case EndSequence:
        Emit(true);
        State = {};
        break;
      case SetAddress:
        State.Address = Extended.address(Bytes == 9);
        break;
      default:
        break;
      }
      break;
    }
    case CopyRow:
      Emit(false);
      break;
    case AdvancePc:
      Advance(In.uleb());
      break;
    case AdvanceLine:
      State.Line += static_cast<uint64_t>(In.sleb());
      break;
    case SetFile:
      State.File = In.uleb();
      break;
    case ConstAddPc:
      Advance((255 - OpcodeBase) / LineRange);
      break;
    case FixedAdvancePc:
      State.Address += In.fixed<uint16_t>();
      break;
    default:
      for (unsigned I = 0; I < OperandCounts[Opcode]; ++I)
        In.uleb();
      break;
    }
  }
}

static void findLines(const ElfImage &Image,
                      const std::vector<uint64_t> &Addresses,
                      std::vector<CodePlace> &Places) {
  Strings Text{Image.contents(Image.section(".debug_str")),
               Image.contents(Image.section(".debug_line_str"))};
  Cursor In(Image.contents(Image.section(".debug_line")));
  while (!In.atEnd() && In.good()) {
    uint64_t Length = In.fixed<uint32_t>();
    bool Dwarf64 = Length == 0xffffffff;
    if (Dwarf64)
      Length = In.fixed<uint64_t>();
    ByteSpan Unit = In.take(Length);
    if (In.good())
      LineUnit(Unit, Dwarf64, Text).run(Addresses, Places);
  }
}

static void findFunctions(const ElfImage &Image,
                          const std::vector<uint64_t> &Addresses,
                          std::vector<CodePlace> &Places) {
  for (uint64_t S = 1; S < Image.sectionCount(); ++S) {
    Elf64_Shdr Table = Image.section(S);
    if (Table.sh_type != SHT_SYMTAB)
      continue;
    ByteSpan Symbols = Image.contents(Table);
    ByteSpan Names = Image.contents(Image.section(uint64_t(Table.sh_link)));
    for (uint64_t At = 0;
         auto Symbol = readObject<Elf64_Sym>(Symbols, At);
         At += sizeof(Elf64_Sym)) {
      if (ELF64_ST_TYPE(Symbol->st_info) != STT_FUNC || !Symbol->st_value)
        continue;
      for (size_t I = 0; I < Addresses.size(); ++I)
        if (Addresses[I] - Symbol->st_value < Symbol->st_size &&
            Places[I].Function.empty())
          Places[I].Function = readString(Names, Symbol->st_name);
    }
  }
}

std::vector<CodePlace>
CodeMap::find(const std::vector<uint64_t> &Addresses) const {
  std::vector<uint64_t> InImage = Addresses;
  for (uint64_t &Address : InImage)
    Address -= Bias;
  std::vector<CodePlace> Places(Addresses.size());
  findFunctions(Image, InImage, Places);
  findLines(Image, InImage, Places);
  return Places;
}

ByteSpan CodeMap::code(uint64_t Address, uint64_t Bytes) const {
  Address -= Bias;
  for (uint64_t S = 1; S < Image.sectionCount(); ++S) {
    Elf64_Shdr Section = Image.section(S);
    if (!(Section.sh_flags & SHF_EXECINSTR) || !Section.sh_addr ||
        Address < Section.sh_addr ||
        Address - Section.sh_addr >= Section.sh_size)
      continue;
    ByteSpan Code = Image.contents(Section);
    uint64_t Offset = Address - Section.sh_addr;
    if (Offset <= Code.size() && Code.size() - Offset >= Bytes)
      return Code.subspan(Offset, Bytes);
  }
  return {};
}

} // namespace heddle::host
