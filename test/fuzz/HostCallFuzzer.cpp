//===- HostCallFuzzer.cpp - Whatever a device may write ------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Plays the device: an input is a list of operations on the memory that device
// and host share, and of looks that the host takes at it. HostCallScript.h has
// the format.
//
// Beyond what the sanitizers find, no request may change what is not its own:
// the slot's words, memory that is not the device's.
//
//===----------------------------------------------------------------------===//

#include "FencedHost.h"
#include "HostCallScript.h"

#include "BulkTransfer.h"
#include "Device.h"
#include "HostCallRing.h"
#include "HostCallServer.h"
#include "OutputRing.h"

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>

using namespace heddle::host;
using namespace heddle::test;
using heddle::abi::HostCall;
using heddle::abi::HostCallSlot;
using heddle::abi::OutputCell;

namespace {

constexpr uint64_t HeapBytes = (2 << 20) + 4096, StackBytes = 8192;
constexpr size_t SlotCount = 4, CellCount = 2048;

/// Between the launcher's own memory, which nobody may touch.
struct {
  uint64_t Before[1024];
  char Heap[HeapBytes];
  uint64_t Between[1024];
  char Stacks[2 * StackBytes];
  uint64_t Behind[1024];
} Memory;

void require(bool Condition, const char *What) {
  if (Condition)
    return;
  fprintf(stderr, "HostCallFuzzer: %s\n", What);
  abort();
}

bool isUntouched(const uint64_t (&Words)[1024]) {
  for (uint64_t Word : Words)
    if (Word != 0x5555555555555555)
      return false;
  return true;
}

class FuzzedDevice final : public Device {
public:
  explicit FuzzedDevice(uint32_t LaneCount) : LaneCount(LaneCount) {
    Params.heap = Memory.Heap;
    Params.heapBytes = HeapBytes;
    Params.stacks = Memory.Stacks;
    Params.stackBytes = StackBytes;
    Params.warpCount = 2;
  }
  std::string describe() const override { return {}; }
  bool prepare(char *const *, char *const *, LaunchFailure &) override {
    return true;
  }
  bool launch(LaunchFailure &) override { return true; }
  const heddle::abi::LaunchParams &params() const override { return Params; }
  std::span<HostCallSlot> slots() const override { return {}; }
  std::span<OutputCell> output() const override { return {}; }
  uint64_t *outputProgress() const override { return nullptr; }
  uint32_t copyLanes() const override { return LaneCount; }
  std::span<char> laneMemory(uint32_t Lane) const override {
    static char Lanes[2][2 * BulkTransfer::PieceBytes];
    return Lanes[Lane];
  }
  bool copyIn(uint32_t, uint64_t To, const char *From, uint64_t Bytes) override {
    require(holds(To, Bytes), "a copy to what is not the device's");
    memcpy(reinterpret_cast<void *>(To), From, Bytes);
    return true;
  }
  bool copyOut(uint32_t, char *To, uint64_t From, uint64_t Bytes) override {
    require(holds(From, Bytes), "a copy of what is not the device's");
    memcpy(To, reinterpret_cast<const void *>(From), Bytes);
    return true;
  }
  bool finishCopies(uint32_t) override { return true; }
  DeviceState poll() override { return DeviceState::Running; }
  DeviceFault fault() override { return {}; }
  void stop() override {}
  bool read(void *, uint64_t, uint64_t) override { return false; }
  void pause(uint32_t *, uint32_t, uint64_t) override {}
  void wake(uint32_t *) override {}

private:
  uint32_t LaneCount;
  heddle::abi::LaunchParams Params = {};
};

/// The slot that the device goes on writing to while it is served.
HostCallSlot *Scribbled;

void scribble() {
  if (!Scribbled)
    return;
  memset(Scribbled->args, 0x41, sizeof(Scribbled->args));
  Scribbled->payloadBytes = 0x41414141;
  Scribbled->call = static_cast<HostCall>(0x41414141);
  memset(Scribbled->payload, 0x41, sizeof(Scribbled->payload));
}

class Play {
public:
  explicit Play(ScriptReader In)
      : In(In), Target(this->In.byte() % 3), Bulk(Target),
        Slots(new HostCallSlot[SlotCount]()), Cells(new OutputCell[CellCount]()),
        Ring({Slots.get(), SlotCount}),
        // Alone in memory, too.
        OwnOutput(new OutputRing({Cells.get(), CellCount}, &Progress)),
        Output(*OwnOutput) {
    Server.setBulk(&Bulk);
    Server.setOutput(&Output);
    Server.setStreamsInUse([] { return std::vector<uint64_t>(); });
  }

  void run() {
    while (!In.atEnd())
      step(static_cast<ScriptStep>(In.byte() % unsigned(ScriptStep::Count)));
    serveRing();
    writeRecords(true);
  }

private:
  void step(ScriptStep What);
  uint64_t argument();
  void call();
  void serve(HostCallSlot &Slot, bool WithScribble);
  /// Whatever the input has, somewhere in the memory that is shared.
  void storeIn(void *Memory, size_t Size) {
    size_t At = In.number<uint16_t>() % Size;
    std::span<const uint8_t> Bytes = In.bytes(In.byte());
    Bytes = Bytes.first(std::min(Bytes.size(), Size - At));
    if (!Bytes.empty())
      memcpy(static_cast<char *>(Memory) + At, Bytes.data(), Bytes.size());
  }
  void serveRing();
  void writeRecords(bool Rest);
  void record();

  ScriptReader In;
  FuzzedDevice Target;
  BulkTransfer Bulk;
  std::unique_ptr<HostCallSlot[]> Slots;
  std::unique_ptr<OutputCell[]> Cells;
  uint64_t Progress = 0;
  HostCallRing Ring;
  std::unique_ptr<OutputRing> OwnOutput;
  OutputRing &Output;
  HostCallServer Server{StackBytes};
  uint64_t Tickets = 0, Reserved = 0;
  /// Of calls, for others to use: streams and descriptors.
  uint64_t Results[16] = {};
  unsigned ResultCount = 0;
};

uint64_t Play::argument() {
  switch (static_cast<ScriptValue>(In.byte() % unsigned(ScriptValue::Count))) {
  case ScriptValue::Byte:
    return In.byte();
  case ScriptValue::SignedByte:
    return static_cast<uint64_t>(static_cast<int8_t>(In.byte()));
  case ScriptValue::Word:
    return In.number<uint64_t>();
  case ScriptValue::Result:
    return Results[In.byte() % 16];
  case ScriptValue::Heap:
    return reinterpret_cast<uint64_t>(Memory.Heap) + In.number<uint16_t>();
  case ScriptValue::Stack:
    return reinterpret_cast<uint64_t>(Memory.Stacks) + In.number<uint16_t>();
  case ScriptValue::NotTheDevices:
    return reinterpret_cast<uint64_t>(Memory.Between) + In.number<uint16_t>();
  case ScriptValue::Constant: {
    static const uint64_t Constants[] = {
        static_cast<uint64_t>(AT_FDCWD), ~uint64_t(0), INT_MAX,
        static_cast<uint64_t>(INT_MIN), uint64_t(1) << 63, INT64_MAX,
        HeapBytes, 1 << 20, 65536, HostCallSlot::PayloadBytes,
        HostCallSlot::PayloadBytes + 1, AT_EMPTY_PATH, O_CREAT | O_RDWR,
        O_WRONLY | O_APPEND | O_CREAT, UINT32_MAX, uint64_t(UINT32_MAX) + 1, O_NONBLOCK,
        O_CLOEXEC, O_CLOEXEC | O_NONBLOCK, F_OFD_SETLK, F_DUPFD_CLOEXEC};
    return Constants[In.byte() % std::size(Constants)];
  }
  case ScriptValue::Count:
    break;
  }
  return 0;
}

void Play::serve(HostCallSlot &Slot, bool WithScribble) {
  HostCallRequest Request(Slot);
  HostCallServer::streamOf(Request);
  // stdin stays from one input to the next, and is never closed here. glibc's ungetc
  // does not survive all that is done to it then.
  if (Request.Call == HostCall::Unget &&
      Request.Args[0] <= heddle::abi::StderrStream)
    return;
  Scribbled = WithScribble ? &Slot : nullptr;
  auto Wait = Server.mayWait(Slot, Request);
  bool IsLong = Request.Call == HostCall::System ||
                Request.Call == HostCall::BulkRead ||
                Request.Call == HostCall::BulkWrite;
  if (Wait && !IsLong) {
    // Another thread would wait.
    Scribbled = nullptr;
    Slot.result = -1;
    Slot.error = EAGAIN;
    Slot.payloadBytes = 0;
    return;
  }
  uint64_t OldRequest[HostCallSlot::RequestWords], OldAnswer[HostCallSlot::AnswerWords];
  memcpy(OldRequest, Slot.request, sizeof(Slot.request));
  memcpy(OldAnswer, Slot.answer, sizeof(Slot.answer));
  uint32_t Sequence = Slot.sequence;
  int64_t Result = Server.serve(Slot);
  Scribbled = nullptr;
  require(!memcmp(OldRequest, Slot.request, sizeof(Slot.request)) &&
              !memcmp(OldAnswer, Slot.answer, sizeof(Slot.answer)) &&
              Sequence == Slot.sequence,
          "serving has changed the slot's words");
  require(Slot.payloadBytes <= HostCallSlot::PayloadBytes,
          "an answer is longer than the slot");
  if (Request.Call == HostCall::MakePipe && Result == 0) {
    int32_t Ends[2];
    memcpy(Ends, Slot.payload, sizeof(Ends));
    for (int32_t End : Ends)
      Results[ResultCount++ % 16] = static_cast<uint64_t>(End);
    return;
  }
  Results[ResultCount++ % 16] = static_cast<uint64_t>(Result);
}

void Play::serveRing() {
  for (unsigned I = 0; I < 2 * SlotCount; ++I) {
    Ring.awaited();
    Ring.obstacle();
    auto Call = Ring.take();
    if (!Call)
      return;
    if (!Output.hasReached(Call->Slot->outputEnd)) {
      writeRecords(false);
      if (!Output.hasReached(Call->Slot->outputEnd)) {
        writeRecords(true);
        Output.skipTo(Call->Slot->outputEnd);
      }
    }
    serve(*Call->Slot, false);
    HostCallRing::answer(*Call);
  }
}

void Play::writeRecords(bool Rest) {
  // The cells do not change meanwhile, so they hold two rounds at most.
  for (size_t I = 0; I <= 2 * CellCount; ++I) {
    auto Record = Rest ? Output.takeRest() : Output.take();
    if (!Record) {
      Output.publish();
      return;
    }
    require(Record->Bytes.size() <= heddle::abi::MaxRecordBytes, "a long record");
    if (!Server.streams().writeMayBlock(Record->Stream, Record->Bytes))
      Server.writeOutput(Record->Stream, Record->Bytes);
  }
  require(false, "records without end");
}

void Play::call() {
  uint8_t Flags = In.byte();
  uint32_t Number = Flags & ScriptAnyCall
                        ? In.number<uint32_t>()
                        : In.byte() % (heddle::abi::HostCallCount + 2);
  uint64_t Args[6];
  for (uint64_t &Each : Args)
    Each = argument();
  std::span<const uint8_t> Payload = In.bytes(In.number<uint16_t>());
  Payload = Payload.first(std::min<size_t>(Payload.size(), HostCallSlot::PayloadBytes));
  auto Bytes = static_cast<uint32_t>(Payload.size());
  if (Flags & ScriptAnySize)
    Bytes = In.number<uint32_t>();
  if (!(Flags & ScriptByRing)) {
    // By itself in memory, so that a sanitizer sees what is beyond it.
    auto Slot = std::make_unique<HostCallSlot>();
    Slot->call = static_cast<HostCall>(Number);
    memcpy(Slot->args, Args, sizeof(Args));
    Slot->payloadBytes = Bytes;
    std::ranges::copy(Payload, Slot->payload);
    serve(*Slot, Flags & ScriptScribble);
    return;
  }
  HostCallSlot &Slot = Slots[Tickets % SlotCount];
  auto Tag = static_cast<uint32_t>(2 * (Tickets++ / SlotCount) + 1);
  std::ranges::copy(Payload, Slot.payload);
  auto Set = [&](uint32_t At, uint64_t Value) {
    Slot.request[At] = heddle::abi::tagged(Tag, static_cast<uint32_t>(Value));
  };
  for (uint32_t I = 0; I < 6; ++I) {
    Set(2 + 2 * I, Args[I]);
    Set(3 + 2 * I, Args[I] >> 32);
  }
  uint64_t End = Flags & ScriptAnyEnd ? In.number<uint64_t>() : Reserved;
  Set(14, End);
  Set(15, End >> 32);
  Set(1, Bytes);
  Set(0, Number);
}

void Play::record() {
  uint64_t Stream = argument();
  uint16_t Wanted = In.number<uint16_t>();
  std::vector<uint8_t> Text;
  if (Wanted & ScriptLong) {
    // Longer than the input, to come round the ring.
    Text.resize(Wanted % ScriptLong % (heddle::abi::MaxRecordBytes + 1));
  } else {
    std::span<const uint8_t> Bytes = In.bytes(Wanted % 512);
    Text.assign(Bytes.begin(), Bytes.end());
  }
  Text.resize(std::max<size_t>(Text.size(), 1));
  auto Size = static_cast<uint32_t>(Text.size());
  Text.resize((Size + 7) / 8 * 8);
  for (uint32_t I = 0; I < heddle::abi::recordCells(Size); ++I, ++Reserved) {
    uint32_t Data[2] = {static_cast<uint32_t>(Stream),
                        heddle::abi::recordHeader(Size)};
    if (I)
      memcpy(Data, Text.data() + 8 * (I - 1), 8);
    OutputCell &Cell = Cells[Reserved % CellCount];
    auto Tag = static_cast<uint32_t>(Reserved / CellCount + 1);
    for (int Half : {0, 1})
      Cell.word[Half] = heddle::abi::tagged(Tag, Data[Half]);
  }
}

void Play::step(ScriptStep What) {
  switch (What) {
  case ScriptStep::Call:
    return call();
  case ScriptStep::Record:
    return record();
  case ScriptStep::ServeRing:
    return serveRing();
  case ScriptStep::WriteRecords:
    return writeRecords(false);
  case ScriptStep::WriteRest:
    return writeRecords(true);
  case ScriptStep::SkipTo:
    Output.skipTo(In.number<uint64_t>());
    return Output.publish();
  case ScriptStep::StoreInSlots:
    return storeIn(Slots.get(), SlotCount * sizeof(HostCallSlot));
  case ScriptStep::StoreInCells:
    return storeIn(Cells.get(), CellCount * sizeof(OutputCell));
  case ScriptStep::Count:
    return;
  }
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int *, char ***) {
  makeFence();
  OnHostFunction = scribble;
  for (auto *Words : {&Memory.Before, &Memory.Between, &Memory.Behind})
    memset(*Words, 0x55, sizeof(*Words));
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  {
    Fence Closed;
    Play(ScriptReader(Data, Size)).run();
  }
  for (auto *Words : {&Memory.Before, &Memory.Between, &Memory.Behind})
    require(isUntouched(*Words), "memory has changed that is not the device's");
  return 0;
}
