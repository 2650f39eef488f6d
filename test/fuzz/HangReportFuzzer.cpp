//===- HangReportFuzzer.cpp - Tables of threads that make no sense --------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An input is what the device's memory holds: a byte for the number of warps, the
// scheduler's summary, the warps' lines, and then the heap. The launcher is to
// report something or nothing, in lines that are its own.
//
//===----------------------------------------------------------------------===//

#include "../../runtime/abi/ThreadTable.h"
#include "Device.h"
#include "FuzzedTables.h"
#include "HangReport.h"
#include "Watchdog.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

using namespace heddle::host;
using namespace heddle::test;
using namespace std::chrono_literals;
using heddle::abi::ScratchLayout;
using heddle::abi::WarpLine;

namespace {

class FuzzedDevice final : public Device {
public:
  FuzzedDevice(uint32_t Warps, ByteSpan Bytes) {
    Params.warpCount = Warps;
    Params.scratch = reinterpret_cast<char *>(FuzzedTables::ScratchAt);
    Params.scratchBytes = heddle::abi::scratchBytes(Warps);
    Params.heap = reinterpret_cast<char *>(FuzzedTables::HeapAt);
    Params.heapBytes = FuzzedTables::HeapBytes;
    auto Take = [&](std::vector<uint8_t> &To, size_t Size) {
      size_t Count = std::min(Size, Bytes.size());
      To.assign(Bytes.begin(), Bytes.begin() + static_cast<ptrdiff_t>(Count));
      To.resize(Size);
      Bytes = Bytes.subspan(Count);
    };
    Take(Summary, ScratchLayout::SummaryBytes);
    Take(Lines, Warps * sizeof(WarpLine));
    Take(Heap, FuzzedTables::HeapBytes);
  }
  std::string describe() const override { return {}; }
  bool prepare(char *const *, char *const *, LaunchFailure &) override {
    return true;
  }
  bool launch(LaunchFailure &) override { return true; }
  const heddle::abi::LaunchParams &params() const override { return Params; }
  std::span<heddle::abi::HostCallSlot> slots() const override { return {}; }
  std::span<heddle::abi::OutputCell> output() const override { return {}; }
  uint64_t *outputProgress() const override { return nullptr; }
  DeviceState poll() override { return DeviceState::Running; }
  DeviceFault fault() override { return {}; }
  void stop() override {}
  void pause(uint32_t *, uint32_t, uint64_t) override {}
  void wake(uint32_t *) override {}
  bool read(void *To, uint64_t From, uint64_t Bytes) override {
    auto Copy = [&](uint64_t Base, const std::vector<uint8_t> &Memory) {
      uint64_t Offset = From - Base;
      if (Offset > Memory.size() || Bytes > Memory.size() - Offset)
        return false;
      memcpy(To, Memory.data() + Offset, Bytes);
      return true;
    };
    return Copy(FuzzedTables::ScratchAt, Summary) ||
           Copy(FuzzedTables::ScratchAt + ScratchLayout::Warps, Lines) ||
           Copy(FuzzedTables::HeapAt, Heap);
  }

private:
  heddle::abi::LaunchParams Params = {};
  std::vector<uint8_t> Summary, Lines, Heap;
};

// Names and places are in memory that anything may have been written to: on a
// terminal they are to be text.
void requireLines(const std::string &Text) {
  for (size_t At = 0; At < Text.size();) {
    size_t End = Text.find('\n', At);
    bool Good = End != Text.npos && Text.compare(At, 7, "heddle:") == 0;
    for (size_t I = At; Good && I < End; ++I)
      Good = static_cast<unsigned char>(Text[I]) >= ' ' && Text[I] != 0x7f;
    if (!Good) {
      fprintf(stderr, "HangReportFuzzer: what line is this?\n%s\n",
              Text.c_str() + At);
      abort();
    }
    At = End + 1;
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  if (Size == 0)
    return 0;
  FuzzedDevice Target(1 + Data[0] % 8, {Data + 1, Size - 1});
  LaunchOptions Options;
  Options.Timeout = 100s;
  Watchdog Hangs(Target, Options);
  auto Now = Watchdog::Clock::now();
  for (auto Later : {1s, 2s, 3s, 4s, 101s})
    if (auto End = Hangs.check(Now + Later))
      requireLines(End->Message);
  requireLines(Hangs.reportInterruption(SIGINT));
  requireLines(reportDeadlock(Target, 5'000'000'000));
  return 0;
}
