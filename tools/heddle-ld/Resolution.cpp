//===- Resolution.cpp - Which bitcode files take part in the program ------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// Archives are indexed by their members' own symbol tables, not by the
// archive's: GNU ar and ranlib write none for bitcode, and build systems use
// them.
//===----------------------------------------------------------------------===//

#include "Resolution.h"
#include "Diagnostics.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/Object/Archive.h"
#include "llvm/Object/IRObjectFile.h"
#include "llvm/Object/IRSymtab.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace heddle {
namespace {

constexpr StringLiteral DeviceTriple = "nvptx64";

/// Says what a file is that Heddle cannot link, and what to do about it.
std::string wrongKind(MemoryBufferRef Buffer) {
  switch (identify_magic(Buffer.getBuffer())) {
  case file_magic::elf:
  case file_magic::elf_relocatable:
    return "is a native object file; Heddle links LLVM bitcode: compile it "
           "with heddle++";
  case file_magic::elf_shared_object:
    return "is a native shared library; device code has no dynamic linking: "
           "compile the library with heddle++ into an archive";
  case file_magic::elf_executable:
    return "is a native executable";
  default:
    return "is neither LLVM bitcode nor an archive of it";
  }
}

/// LLVM's own appending variables, and Heddle's, are merged, not resolved.
bool isMerged(StringRef Name) {
  return Name.starts_with("llvm.") || Name.starts_with("heddle.");
}

} // namespace

BitcodeFile *Resolution::read(MemoryBufferRef Buffer, std::string Name,
                              bool OfToolchain) {
  if (identify_magic(Buffer.getBuffer()) != file_magic::bitcode) {
    error(Name + ": " + wrongKind(Buffer));
    return nullptr;
  }
  Expected<object::IRSymtabFile> Table = object::readIRSymtab(Buffer);
  if (!Table) {
    reportError(Table.takeError(), Name);
    return nullptr;
  }
  const irsymtab::Reader &Reader = Table->TheReader;
  if (!Reader.getTargetTriple().starts_with(DeviceTriple)) {
    error(Name + ": was compiled for " + Reader.getTargetTriple() +
          ", not for the device: compile it with heddle++");
    return nullptr;
  }
  auto File = std::make_unique<BitcodeFile>();
  File->Name = std::move(Name);
  File->Source = Reader.getSourceFileName().str();
  File->Buffer = Buffer;
  File->OfToolchain = OfToolchain;
  for (const irsymtab::Reader::SymbolRef &S : Reader.symbols())
    if (S.isGlobal() && !S.isFormatSpecific() && !isMerged(S.getName()))
      File->Symbols.push_back({S.getName().str(), S.isUndefined(), S.isWeak(),
                               S.isCommon()});
  Files.push_back(std::move(File));
  return Files.back().get();
}

void Resolution::take(BitcodeFile &File) {
  if (File.Taken)
    return;
  File.Taken = true;
  Order.push_back(&File);
  for (const BitcodeFile::Symbol &S : File.Symbols) {
    State &Known = Symbols[S.Name];
    if (S.Undefined) {
      Known.References.push_back(&File);
      if (!S.Weak && !Known.Wanted) {
        Known.Wanted = true;
        if (!Known.Definition && Known.Offered)
          Pending.push_back(&Known);
      }
      continue;
    }
    bool Strong = !S.Weak && !S.Common;
    if (Known.Definition && Known.Strong && File.OfToolchain) {
      File.Overridden.push_back(S.Name);
      continue;
    }
    if (Known.Definition && Known.Strong && Strong) {
      error("duplicate symbol: " + demangle(S.Name));
      note("defined in " + Known.Definition->Name + " (" +
           Known.Definition->Source + ")");
      note("and in " + File.Name + " (" + File.Source + ")");
      continue;
    }
    if (!Known.Definition || Strong) {
      Known.Definition = &File;
      Known.Strong = Strong;
    }
  }
}

void Resolution::offer(BitcodeFile &File) {
  for (const BitcodeFile::Symbol &S : File.Symbols) {
    if (S.Undefined)
      continue;
    State &Known = Symbols[S.Name];
    if (Known.Offered)
      continue;
    Known.Offered = &File;
    if (Known.Wanted && !Known.Definition)
      Pending.push_back(&Known);
  }
}

void Resolution::drain() {
  while (!Pending.empty()) {
    State *Wanted = Pending.back();
    Pending.pop_back();
    if (!Wanted->Definition)
      take(*Wanted->Offered);
  }
}

bool Resolution::add(StringRef Path, bool OfToolchain, bool WholeArchive) {
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (!Buffer) {
    error("cannot open " + Path + ": " + Buffer.getError().message());
    return false;
  }
  MemoryBufferRef Ref = (*Buffer)->getMemBufferRef();
  Buffers.push_back(std::move(*Buffer));
  file_magic Magic = identify_magic(Ref.getBuffer());
  if (Magic != file_magic::archive) {
    BitcodeFile *File = read(Ref, Path.str(), OfToolchain);
    if (!File)
      return false;
    take(*File);
    drain();
    return true;
  }

  Expected<std::unique_ptr<object::Archive>> Archive =
      object::Archive::create(Ref);
  if (!Archive) {
    reportError(Archive.takeError(), Path);
    return false;
  }
  bool Good = true;
  Error Broken = Error::success();
  for (const object::Archive::Child &Child : (*Archive)->children(Broken)) {
    Expected<MemoryBufferRef> Member = Child.getMemoryBufferRef();
    if (!Member) {
      reportError(Member.takeError(), Path);
      Good = false;
      continue;
    }
    std::string Name = (sys::path::filename(Path) + "(" +
                        sys::path::filename(Member->getBufferIdentifier()) +
                        ")")
                           .str();
    BitcodeFile *File = read(*Member, Name, OfToolchain);
    if (!File)
      Good = false;
    else if (WholeArchive)
      take(*File);
    else
      offer(*File);
  }
  if (Broken) {
    reportError(std::move(Broken), Path);
    Good = false;
  }
  // A thin archive's members are files of their own.
  for (auto &Thin : (*Archive)->takeThinBuffers())
    Buffers.push_back(std::move(Thin));
  drain();
  return Good;
}

void Resolution::require(StringRef Symbol) {
  State &Known = Symbols[Symbol];
  Known.Wanted = true;
  if (!Known.Definition && Known.Offered) {
    Pending.push_back(&Known);
    drain();
  }
}

std::vector<BitcodeFile *> Resolution::all() const {
  std::vector<BitcodeFile *> Result;
  for (const std::unique_ptr<BitcodeFile> &File : Files)
    Result.push_back(File.get());
  return Result;
}

ArrayRef<BitcodeFile *> Resolution::references(StringRef Symbol) const {
  auto It = Symbols.find(Symbol);
  if (It == Symbols.end())
    return {};
  return It->second.References;
}

const BitcodeFile *Resolution::definition(StringRef Symbol) const {
  auto It = Symbols.find(Symbol);
  return It == Symbols.end() ? nullptr : It->second.Definition;
}

} // namespace heddle
