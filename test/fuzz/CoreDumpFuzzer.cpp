//===- CoreDumpFuzzer.cpp - Core dumps that make no sense -----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The first byte says what the others are: a dump, changes to a good one, an
// executable, a line table or a name.
//
//===----------------------------------------------------------------------===//

#include "../host/FakeCoreDump.h"
#include "CoreDump.h"
#include "Demangle.h"
#include "FaultReport.h"
#include "GpuFault.h"

#include <cstdio>
#include <cstdlib>
#include <sys/mman.h>
#include <unistd.h>

using namespace heddle::host;
using heddle::test::CoreDumpOptions;
using heddle::test::ElfBuilder;
using Bytes = heddle::test::Bytes;

namespace {

enum Mode : uint8_t { Dump, Changes, Executable, LineTable, Name, ModeCount };

/// The file that the launcher has asked the driver to write to.
std::string DumpFile;

cuda::Result setAttribute(cuda::CoredumpAttribute Which, void *Value, size_t *) {
  if (Which == cuda::CoredumpFile)
    DumpFile = static_cast<const char *>(Value);
  return cuda::Success;
}

void report(const std::vector<CodePlace> &Frames) {
  DeviceFault Fault;
  Fault.What = "segmentation fault";
  Fault.Frames = Frames;
  describeFault(Fault, "a thread");
}

void readDump(ByteSpan Whole) {
  std::vector<AddressRange> Memory = {{0x7f00'0000, 1 << 20}};
  if (auto Fault = readGpuFault(Whole, Memory))
    report(Fault->Frames);
}

void readExecutable(ByteSpan File) {
  CodeMap Map{ElfImage(File), 0x1000};
  std::vector<uint64_t> Addresses = {0, 0x1000, 0x1010, heddle::test::DepositAt,
                                     heddle::test::DepositAt + 0x1010,
                                     ~uint64_t(0)};
  report(Map.find(Addresses));
  for (uint64_t Address : Addresses)
    for (uint64_t Count : {uint64_t(0), uint64_t(16), ~uint64_t(0)})
      Map.code(Address, Count);
}

/// As the launcher gets it: by a file.
void readFile(ByteSpan Whole) {
  static CoreDump Saved;
  if (DumpFile.empty()) {
    cuda::Driver Driver;
    Driver.coredumpSetAttributeGlobal = setAttribute;
    Saved.request(Driver);
  }
  FILE *File = fopen(DumpFile.c_str(), "w");
  if (!File)
    abort();
  fwrite(Whole.data(), 1, Whole.size(), File);
  fclose(File);
  ByteSpan Mapped = Saved.collect(std::chrono::milliseconds(0));
  readDump(Mapped);
  if (!Mapped.empty())
    munmap(const_cast<uint8_t *>(Mapped.data()), Mapped.size());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  if (Size == 0)
    return 0;
  // As long as what is read, so that a sanitizer sees an overrun.
  Bytes Rest(Data + 1, Data + Size);
  switch (Data[0] % ModeCount) {
  case Dump:
    readDump(Rest);
    readFile(Rest);
    break;
  case Changes: {
    static const Bytes Good[] = {
        heddle::test::makeCoreDump(),
        heddle::test::makeCoreDump({.ManySections = true, .Trap = true})};
    Bytes Changed = Good[Rest.empty() ? 0 : Rest[0] % 2];
    for (size_t At = 1; At + 3 <= Rest.size(); At += 3)
      Changed[(Rest[At] | Rest[At + 1] << 8) % Changed.size()] = Rest[At + 2];
    Changed.shrink_to_fit();
    readDump(Changed);
    break;
  }
  case Executable:
    readExecutable(Rest);
    break;
  case LineTable: {
    ElfBuilder Image;
    Image.add(".debug_line", SHT_PROGBITS, Rest);
    Image.add(".debug_str", SHT_PROGBITS, {'a', 0, 'b'});
    Image.add(".debug_line_str", SHT_PROGBITS, {'c', 0, 'd', 0});
    readExecutable(Image.build());
    break;
  }
  case Name:
    // A name of the linker's is as long as the program makes it, one that a host
    // call asks for as long as a payload.
    report({{std::string(Rest.begin(), Rest.end()), {}, 0}});
    demangle(std::string(Rest.begin(), Rest.end()).c_str());
    break;
  }
  return 0;
}
