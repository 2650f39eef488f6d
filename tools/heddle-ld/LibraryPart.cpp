//===- LibraryPart.cpp - A library's member as relocatable machine code ---===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LibraryPart.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Object/Archive.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace heddle {
namespace {

constexpr StringLiteral DescriptionName("part.json"), CodeName("code.cubin"),
    ChecksumName("checksum");

json::Array toJson(const StringSet<> &Names) {
  SmallVector<StringRef> Sorted(Names.keys());
  sort(Sorted);
  return json::Array(Sorted);
}

json::Array toJson(ArrayRef<LibraryPart::Constructor> List) {
  json::Array Result;
  for (const LibraryPart::Constructor &C : List)
    Result.push_back(json::Object{{"priority", int64_t(C.Priority)},
                                  {"function", C.Function}});
  return Result;
}

std::string describe(const LibraryPart &Part) {
  json::Object Calls;
  for (const auto &[Caller, Callees] : Part.Calls)
    Calls[Caller] = json::Array(Callees);
  json::Value Description = json::Object{
      {"refusal", Part.Refusal},
      {"defined", toJson(Part.Defined)},
      {"undefined", json::Array(Part.Undefined)},
      {"calls", std::move(Calls)},
      {"nounwind", json::Array(Part.NoUnwind)},
      {"constructors", toJson(Part.Constructors)},
      {"destructors", toJson(Part.Destructors)},
  };
  std::string Text;
  raw_string_ostream(Text) << Description;
  return Text;
}

std::vector<std::string> names(const json::Array *List) {
  std::vector<std::string> Result;
  if (List)
    for (const json::Value &Name : *List)
      Result.push_back(Name.getAsString().value_or("").str());
  return Result;
}

std::vector<LibraryPart::Constructor> constructors(const json::Array *List) {
  std::vector<LibraryPart::Constructor> Result;
  if (List)
    for (const json::Value &Entry : *List)
      if (const json::Object *Object = Entry.getAsObject())
        Result.push_back({uint64_t(Object->getInteger("priority").value_or(0)),
                          Object->getString("function").value_or("").str()});
  return Result;
}

std::string checksum(StringRef Description, StringRef Code) {
  return utohexstr(xxh3_64bits(Description)) + utohexstr(xxh3_64bits(Code));
}

} // namespace

Error LibraryPart::write(StringRef Path) const {
  std::string Description = describe(*this);
  std::string Sum = checksum(Description, Code);
  NewArchiveMember Members[] = {
      {MemoryBufferRef(Description, DescriptionName)},
      {MemoryBufferRef(Code, CodeName)},
      {MemoryBufferRef(Sum, ChecksumName)}};
  return writeArchive(Path, Members, SymtabWritingMode::NoSymtab,
                      object::Archive::K_GNU, /*Deterministic=*/true,
                      /*Thin=*/false);
}

Expected<LibraryPart> LibraryPart::read(StringRef Path) {
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return errorCodeToError(Buffer.getError());
  auto Archive = object::Archive::create((*Buffer)->getMemBufferRef());
  if (!Archive)
    return Archive.takeError();
  StringRef Description, Code, Sum;
  Error Broken = Error::success();
  for (const object::Archive::Child &Child : (*Archive)->children(Broken)) {
    Expected<StringRef> Name = Child.getName();
    Expected<StringRef> Content = Child.getBuffer();
    if (!Name || !Content)
      return joinErrors(std::move(Broken),
                        joinErrors(Name.takeError(), Content.takeError()));
    if (*Name == DescriptionName)
      Description = *Content;
    else if (*Name == CodeName)
      Code = *Content;
    else if (*Name == ChecksumName)
      Sum = *Content;
  }
  if (Broken)
    return Broken;
  if (Sum != checksum(Description, Code))
    return createStringError("its checksum is wrong");
  Expected<json::Value> Value = json::parse(Description);
  if (!Value)
    return Value.takeError();
  const json::Object *Fields = Value->getAsObject();
  if (!Fields)
    return createStringError("its description is no object");

  LibraryPart Part;
  Part.Refusal = Fields->getString("refusal").value_or("").str();
  for (const std::string &Name : names(Fields->getArray("defined")))
    Part.Defined.insert(Name);
  Part.Undefined = names(Fields->getArray("undefined"));
  if (const json::Object *Calls = Fields->getObject("calls"))
    for (const auto &[Caller, Callees] : *Calls)
      Part.Calls[Caller.str()] = names(Callees.getAsArray());
  Part.NoUnwind = names(Fields->getArray("nounwind"));
  Part.Constructors = constructors(Fields->getArray("constructors"));
  Part.Destructors = constructors(Fields->getArray("destructors"));
  Part.Code = Code.str();
  return Part;
}

} // namespace heddle
