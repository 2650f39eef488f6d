//===- GpuBinary.cpp - From PTX to what the driver loads ------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GpuBinary.h"
#include "Diagnostics.h"
#include "toolchain/Installation.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <dlfcn.h>

using namespace llvm;

namespace heddle {
namespace {

bool writeFile(StringRef Path, StringRef Text) {
  std::error_code EC;
  raw_fd_ostream OS(Path, EC);
  OS << Text;
  OS.close();
  if (EC || OS.has_error()) {
    error("cannot write " + Path + ": " +
          (EC ? EC : OS.error()).message());
    OS.clear_error();
    return false;
  }
  return true;
}

std::string readFile(StringRef Path) {
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (!Buffer) {
    error("cannot read " + Path + ": " + Buffer.getError().message());
    return "";
  }
  return (*Buffer)->getBuffer().str();
}

unsigned computeCapability(StringRef Gpu) {
  unsigned Number = 0;
  Gpu.drop_while([](char C) { return !isDigit(C); }).consumeInteger(10, Number);
  return Number;
}

} // namespace

std::string nativeGpu() {
  void *Driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!Driver)
    return "";
  auto Init = reinterpret_cast<int (*)(unsigned)>(dlsym(Driver, "cuInit"));
  auto Attribute = reinterpret_cast<int (*)(int *, int, int)>(
      dlsym(Driver, "cuDeviceGetAttribute"));
  // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR and _MINOR.
  constexpr int MajorAttribute = 75, MinorAttribute = 76;
  int Major = 0, Minor = 0;
  if (!Init || !Attribute || Init(0) || Attribute(&Major, MajorAttribute, 0) ||
      Attribute(&Minor, MinorAttribute, 0))
    return "";
  return "sm_" + utostr(Major * 10 + Minor);
}

GpuBinary assembleGpuBinary(StringRef Ptx, StringRef Gpu, StringRef Stem,
                            const LinkOptions &Options, PhaseTimes &Times) {
  // The driver expects a terminated string where it is given PTX.
  GpuBinary PtxOnly{Ptx.str() + '\0', 0};
  std::string Ptxas = findCudaTool("ptxas");
  if (Ptxas.empty()) {
    if (Options.Verbose)
      note("no ptxas: embedding PTX, which the driver compiles at start");
    return PtxOnly;
  }

  std::string PtxFile = (Stem + ".ptx").str();
  std::string CubinFile = (Stem + ".cubin").str();
  std::string FatbinFile = (Stem + ".fatbin").str();
  std::string LogFile = (Stem + ".ptxas.log").str();
  auto RemoveTemps = [&](bool Ptx) {
    if (Options.SaveTemps)
      return;
    for (const std::string &File : {CubinFile, FatbinFile, LogFile})
      sys::fs::remove(File);
    if (Ptx)
      sys::fs::remove(PtxFile);
  };
  if (!writeFile(PtxFile, Ptx))
    return {};

  std::vector<std::string> Assemble = {
      Ptxas, "-arch=" + Gpu.str(),
      // ptxas's levels 2 and 3 take the same time; 3 is its default.
      Options.Level.getSpeedupLevel() < 2 ? "-O1" : "-O3"};
  if (Ptx.contains("\n\t.loc"))
    Assemble.push_back("-lineinfo");
  Assemble.insert(Assemble.end(), Options.PtxasOptions.begin(),
                  Options.PtxasOptions.end());
  Assemble.insert(Assemble.end(), {PtxFile, "-o", CubinFile});
  if (Options.Verbose)
    note(shellCommand(Assemble));
  std::string Problem;
  int Status;
  {
    PhaseTimes::Phase Phase(Times, "gpu: ptxas");
    Status = runCommand(Assemble, LogFile, Problem);
  }
  std::string Log = Status == -1 ? Problem : readFile(LogFile);
  if (Status != 0) {
    error("ptxas failed on the program's PTX, which is kept in " + PtxFile);
    note("ptxas says: " + StringRef(Log).trim());
    note("to reproduce: " + shellCommand(Assemble));
    RemoveTemps(/*Ptx=*/false);
    return {};
  }
  if (!Options.PtxasOptions.empty() || Options.Verbose)
    errs() << Log;

  unsigned Capability = computeCapability(Gpu);
  std::string Fatbinary = findCudaTool("fatbinary");
  GpuBinary Result{"", Capability};
  if (Fatbinary.empty()) {
    if (Options.Verbose)
      note("no fatbinary: embedding machine code for " + Gpu + " alone");
    Result.Bytes = readFile(CubinFile);
  } else {
    std::vector<std::string> Pack = {
        Fatbinary, "-64", "--compress-all", "--create=" + FatbinFile,
        "--image3=kind=elf,sm=" + utostr(Capability) + ",file=" + CubinFile,
        "--image3=kind=ptx,sm=" + utostr(Capability) + ",file=" + PtxFile};
    if (Options.Verbose)
      note(shellCommand(Pack));
    PhaseTimes::Phase Phase(Times, "gpu: fatbinary");
    if (runCommand(Pack, LogFile, Problem) != 0)
      error("fatbinary failed: " + Problem + readFile(LogFile));
    else
      Result.Bytes = readFile(FatbinFile);
  }
  RemoveTemps(/*Ptx=*/true);
  return Result;
}

} // namespace heddle
