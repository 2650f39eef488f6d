//===- CoreDump.cpp - What the driver saves of a kernel that faulted ------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CoreDump.h"

#include "LaunchFailure.h"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <sys/mman.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace heddle::host::cuda;
using namespace std::chrono_literals;

namespace heddle::host {

/// Set by the driver's thread, which stays in onAbort then.
static std::atomic<bool> Written;
static int DumpFile = -1;

static void onAbort(int Signal) {
  struct stat Status;
  if (fstat(DumpFile, &Status) == 0 && Status.st_size > 0) {
    Written.store(true);
    for (;;)
      pause();
  }
  signal(Signal, SIG_DFL);
  raise(Signal);
}

void CoreDump::request(const Driver &Driver) {
  if (!Driver.coredumpSetAttributeGlobal ||
      getenv("CUDA_ENABLE_COREDUMP_ON_EXCEPTION"))
    return;
  auto Set = [&](CoredumpAttribute Which, auto Value) {
    size_t Bytes = sizeof(Value);
    return Driver.coredumpSetAttributeGlobal(Which, &Value, &Bytes) == Success;
  };
  // Without the flags it would be all of the memory. They are newer than the rest.
  if (!Set(CoredumpGenerationFlags,
           SkipNonrelocatedImages | SkipGlobalMemory | SkipLocalMemory |
               SkipConstantMemory))
    return;
  File = memfd_create("heddle-core-dump", MFD_CLOEXEC);
  if (File < 0)
    return;
  std::string Name = format("/proc/self/fd/%d", File);
  size_t Bytes = Name.size() + 1;
  if (Driver.coredumpSetAttributeGlobal(CoredumpFile, Name.data(), &Bytes) !=
          Success ||
      !Set(CoredumpTriggerHost, true) ||
      !Set(CoredumpEnableOnException, true)) {
    close(File);
    File = -1;
    return;
  }
  DumpFile = File;
  struct sigaction Action = {};
  Action.sa_handler = onAbort;
  sigaction(SIGABRT, &Action, nullptr);
}

/// The bytes that the whole file will have; the driver writes the header first.
static uint64_t wholeSize(int File) {
  Elf64_Ehdr Header;
  Elf64_Shdr First;
  if (pread(File, &Header, sizeof(Header), 0) != sizeof(Header) ||
      pread(File, &First, sizeof(First), static_cast<off_t>(Header.e_shoff)) !=
          sizeof(First))
    return ~uint64_t(0);
  // A number that the header has no room for stands in the first section.
  uint64_t Count = Header.e_shnum ? Header.e_shnum : First.sh_size;
  return Header.e_shoff + Count * Header.e_shentsize;
}

bool CoreDump::isWritten() const {
  struct stat Status;
  return Written.load() ||
         (File >= 0 && fstat(File, &Status) == 0 && Status.st_size > 0 &&
          static_cast<uint64_t>(Status.st_size) >= wholeSize(File));
}

ByteSpan CoreDump::collect(std::chrono::milliseconds Patience) const {
  if (File < 0)
    return {};
  auto Deadline = std::chrono::steady_clock::now() + Patience;
  while (!isWritten()) {
    if (std::chrono::steady_clock::now() > Deadline)
      return {};
    std::this_thread::sleep_for(1ms);
  }
  return mapFile(File);
}

} // namespace heddle::host
