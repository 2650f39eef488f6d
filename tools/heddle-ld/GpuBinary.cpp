//===- GpuBinary.cpp - From PTX to what the driver loads ------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// ptxas spends four times as long on a whole program as on the same functions
// as a relocatable object: knowing all callers of a function it allocates the
// registers of all of them together. So it makes an object, and nvlink, in a few
// milliseconds, the program.
//
//===----------------------------------------------------------------------===//

#include "GpuBinary.h"
#include "Diagnostics.h"
#include "GpuFrames.h"
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

/// A tool of CUDA's that is run once; what it says is shown when it failed or
/// was asked to speak.
struct CudaTool {
  StringRef Name;
  std::string Input;
  const std::string &LogFile;
  const LinkOptions &Options;
  PhaseTimes &Times;

  bool run(const std::vector<std::string> &Command) {
    if (Options.Verbose)
      note(shellCommand(Command));
    std::string Problem;
    int Status;
    // What was kept of an earlier link would stay in it.
    sys::fs::remove(LogFile);
    {
      PhaseTimes::Phase Phase(Times, ("gpu: " + Name).str());
      Status = runCommand(Command, LogFile, Problem);
    }
    std::string Log = Status == -1 ? Problem : readFile(LogFile);
    if (Status != 0) {
      error(Name + " failed on " + Input);
      note(Name + " says: " + StringRef(Log).trim());
      note("to reproduce: " + shellCommand(Command));
      return false;
    }
    if (!Options.PtxasOptions.empty() || Options.Verbose)
      errs() << Log;
    return true;
  }
};

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

GpuBinary assembleGpuBinary(StringRef Ptx, StringRef Gpu,
                            ArrayRef<std::string> Parts,
                            StringRef Stem,
                            const LinkOptions &Options, PhaseTimes &Times) {
  // The driver expects a terminated string where it is given PTX.
  GpuBinary PtxOnly{Ptx.str() + '\0', 0};
  std::string Ptxas = findCudaTool("ptxas");
  if (Ptxas.empty()) {
    if (Options.Verbose)
      note("no ptxas: embedding PTX, which the driver compiles at start");
    return PtxOnly;
  }

  std::string Nvlink = findCudaTool("nvlink");
  if (Nvlink.empty() && Options.Verbose)
    note("no nvlink: ptxas assembles the whole program, which takes longer");
  std::string PtxFile = (Stem + ".ptx").str();
  std::string ObjectFile = (Stem + ".o").str();
  std::string CubinFile = (Stem + ".cubin").str();
  std::string FatbinFile = (Stem + ".fatbin").str();
  std::string LogFile = (Stem + ".ptxas.log").str();
  auto RemoveTemps = [&](bool Ptx) {
    if (Options.SaveTemps)
      return;
    for (const std::string &File : {ObjectFile, CubinFile, FatbinFile, LogFile})
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
  if (Ptx.contains("\n\t.loc\t"))
    Assemble.push_back("-lineinfo");
  if (!Nvlink.empty())
    // What the kernel's bounds leave, which an object does not know.
    Assemble.insert(
        Assemble.end(),
        {"-c", "-maxrregcount=" + utostr(Options.Warps.registersPerLane())});
  Assemble.insert(Assemble.end(), Options.PtxasOptions.begin(),
                  Options.PtxasOptions.end());
  Assemble.insert(Assemble.end(),
                  {PtxFile, "-o", Nvlink.empty() ? CubinFile : ObjectFile});
  CudaTool Assembler{"ptxas", "the program's PTX, which is kept in " + PtxFile,
                     LogFile, Options, Times};
  if (!Assembler.run(Assemble)) {
    RemoveTemps(/*Ptx=*/false);
    return {};
  }
  if (!Nvlink.empty()) {
    CudaTool Linker{"nvlink", "the program's objects; --save-temps keeps them",
                    LogFile, Options, Times};
    std::vector<std::string> Link = {Nvlink, "-arch=" + Gpu.str(),
                                     "--suppress-stack-size-warning", ObjectFile};
    Link.insert(Link.end(), Parts.begin(), Parts.end());
    Link.insert(Link.end(), {"-o", CubinFile});
    if (!Linker.run(Link)) {
      if (!Parts.empty())
        note("--heddle-precompiled=no links the program from bitcode alone");
      RemoveTemps(/*Ptx=*/true);
      return {};
    }
  }

  std::string Cubin = readFile(CubinFile);
  Expected<uint32_t> LargeFrames = largeFrameBytes(Cubin);
  if (!LargeFrames) {
    error("the machine code in " + CubinFile +
          " cannot be read: " + toString(LargeFrames.takeError()));
    return {};
  }
  unsigned Capability = computeCapability(Gpu);
  std::string Fatbinary = findCudaTool("fatbinary");
  GpuBinary Result{"", Capability, *LargeFrames};
  if (Fatbinary.empty()) {
    if (Options.Verbose)
      note("no fatbinary: embedding machine code for " + Gpu + " alone");
    Result.Bytes = std::move(Cubin);
  } else {
    std::vector<std::string> Pack = {
        Fatbinary, "-64", "--compress-all", "--create=" + FatbinFile,
        "--image3=kind=elf,sm=" + utostr(Capability) + ",file=" + CubinFile};
    if (Parts.empty())
      Pack.push_back("--image3=kind=ptx,sm=" + utostr(Capability) +
                     ",file=" + PtxFile);
    CudaTool Packer{"fatbinary", "the program's code", LogFile, Options, Times};
    if (Packer.run(Pack))
      Result.Bytes = readFile(FatbinFile);
  }
  RemoveTemps(/*Ptx=*/true);
  return Result;
}

} // namespace heddle
