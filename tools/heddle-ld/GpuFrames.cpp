//===- GpuFrames.cpp - What the functions of a cubin take of local memory -===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// The section .nv.info is a list of attributes: a byte that is the format, one that is
// the attribute, and two that are the value, or the number of bytes of it that follow.
// The frame of a function is a pair of its symbol's index and the bytes.
//===----------------------------------------------------------------------===//

#include "GpuFrames.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Object/ELF.h"
#include "llvm/Support/DataExtractor.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace heddle {
namespace {

// As nvdisasm and cuobjdump name them: EIFMT_SVAL, EIATTR_FRAME_SIZE.
constexpr uint8_t SizedValueFormat = 4, FrameSizeAttribute = 0x11;
constexpr StringLiteral InfoSection = ".nv.info";
constexpr uint32_t LargeFrame = 1024;

Expected<uint32_t> sumLargeFrames(StringRef Info) {
  DataExtractor Data(Info, /*IsLittleEndian=*/true, /*AddressSize=*/8);
  DataExtractor::Cursor At(0);
  uint32_t Sum = 0;
  while (At && !Data.eof(At)) {
    uint8_t Format = Data.getU8(At), Attribute = Data.getU8(At);
    uint16_t Value = Data.getU16(At);
    if (Format != SizedValueFormat)
      continue;
    if (Attribute != FrameSizeAttribute) {
      Data.skip(At, Value);
      continue;
    }
    Data.getU32(At); // the symbol
    uint32_t Bytes = Data.getU32(At);
    if (Bytes >= LargeFrame)
      Sum = SaturatingAdd(Sum, Bytes);
  }
  if (Error E = At.takeError())
    return E;
  return Sum;
}

} // namespace

Expected<uint32_t> largeFrameBytes(StringRef Cubin) {
  Expected<object::ELF64LEFile> File = object::ELF64LEFile::create(Cubin);
  if (!File)
    return File.takeError();
  auto Sections = File->sections();
  if (!Sections)
    return Sections.takeError();
  for (const auto &Section : *Sections) {
    Expected<StringRef> Name = File->getSectionName(Section);
    if (!Name)
      return Name.takeError();
    if (*Name != InfoSection)
      continue;
    auto Contents = File->getSectionContents(Section);
    if (!Contents)
      return Contents.takeError();
    return sumLargeFrames(toStringRef(*Contents));
  }
  return 0;
}

} // namespace heddle
