//===- HostCallLoop.cpp - Serves the program's host calls until it ends ---===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HostCallLoop.h"

#include "ExitCodes.h"
#include "FaultReport.h"
#include "Termination.h"

#include <chrono>
#include <csignal>
#include <thread>
#include <utility>

using namespace std::chrono_literals;

namespace heddle::host {

/// How often the device is polled, and other things that are seldom. A query of the CUDA
/// stream costs about as much as serving a call.
static constexpr uint64_t PollIntervalNs = 100'000;
/// A core dump takes longer, and a look for one after so long costs nothing.
static constexpr uint64_t SilenceNs = 10'000'000;

/// Records written before the next look at calls.
static constexpr uint32_t RecordsAtATime = 64;

/// Between reserving a record and its bytes lie microseconds. A thread that has not brought
/// them by then, and nobody behind it either, is not waited for.
static constexpr uint64_t RecordPatienceNs = 2'000'000'000;

static uint64_t nowNs() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

HostCallLoop::HostCallLoop(Device &Target, HostCallServer &Server,
                           LaunchStats &Stats, const LaunchOptions &Options)
    : Target(Target), Server(Server), Stats(Stats), Ring(Target.slots()),
      Output(Target.output(), Target.outputProgress()), Bulk(Target),
      Waiting([this](abi::HostCallSlot &Slot) { this->Server.serve(Slot); },
              [this](const PostedCall &Call) { answer(Call); },
              [this](uint64_t Stream, std::span<const uint8_t> Bytes) {
                this->Server.writeOutput(Stream, Bytes);
              }),
      Hangs(Target, Options), WantsStats(Options.Stats) {
  if (!Target.output().empty())
    Server.setOutput(&Output);
  Server.setBulk(&Bulk);
  Server.setHeap([this](uint64_t Pages) { return this->Target.growHeap(Pages); });
  Server.setStreamsInUse([this] { return Waiting.streamsInUse(true); });
}

void HostCallLoop::answer(const PostedCall &Call) {
  Target.wake(HostCallRing::answer(Call));
}

void HostCallLoop::write(const OutputRecord &Record) {
  uint64_t Stream = Record.Stream;
  if ((Waiting.any() && Waiting.inUse(Stream)) ||
      Server.streams().writeMayBlock(Stream, Record.Bytes))
    Waiting.postOutput(Stream, Record.Bytes);
  else
    Server.writeOutput(Stream, Record.Bytes);
}

// A driver that writes a core dump stops all warps for that long, and may let
// them go on then as if there had been no fault. So a look when the first is
// heard of them after a silence is enough.
bool HostCallLoop::goesOnAfterFault() {
  uint64_t Now = nowNs();
  if (Now - std::exchange(LastHeardNs, Now) > SilenceNs)
    IsAfterFault |= Target.hasFaulted();
  return IsAfterFault;
}

bool HostCallLoop::writeRecords() {
  uint32_t Count = 0;
  while (Count < RecordsAtATime) {
    auto Record = Output.take();
    if (!Record || (Count == 0 && goesOnAfterFault()))
      break;
    write(*Record);
    ++Count;
  }
  if (Count)
    Output.publish();
  return Count != 0;
}

void HostCallLoop::writeRest() {
  while (auto Record = Output.takeRest())
    write(*Record);
  Output.publish();
}

// Whether all that was written before a call is in its FILE.
bool HostCallLoop::isReached(uint64_t OutputEnd) {
  while (!Output.hasReached(OutputEnd)) {
    if (writeRecords()) {
      HeldSinceNs = nowNs();
      continue;
    }
    if (nowNs() - HeldSinceNs <= RecordPatienceNs)
      return false;
    writeRest();
    Output.skipTo(OutputEnd);
    Output.publish();
    break;
  }
  return true;
}

bool HostCallLoop::serveNext() {
  if (!Held) {
    Held = Ring.take();
    if (!Held) {
      if (Waiting.any())
        if (abi::HostCallSlot *Slot = Ring.obstacle())
          Waiting.reclaim(Slot);
      return false;
    }
    if (goesOnAfterFault())
      return false;
    if (!Output.hasReached(Held->Slot->outputEnd))
      HeldSinceNs = nowNs();
  }
  if (!isReached(Held->Slot->outputEnd))
    return false;
  std::optional<PostedCall> Call = std::exchange(Held, std::nullopt);
  HostCallRequest Request(*Call->Slot);
  uint64_t Stream = HostCallServer::streamOf(Request);
  bool Queue = Stream != abi::NoStream && Waiting.any() && Waiting.inUse(Stream);
  if (Queue) {
    Waiting.post(Stream, *Call);
  } else if (auto Wait = Server.mayWait(*Call->Slot, Request)) {
    Waiting.post(Wait->Key, *Call);
  } else {
    Server.serve(*Call->Slot);
    // After the answer to Fatal the warp goes on to a trap, which on the CPU
    // device ended the process by another signal than the report was about.
    if (Request.Call != abi::HostCall::Fatal)
      answer(*Call);
  }
  return true;
}

Ending HostCallLoop::run() {
  Ending End;
  {
    PhaseTimer Timer(Stats.Kernel);
    End = serveUntilEnd();
    // What is written now was written by the program's end.
    flushOutput();
  }
  Stats.HostCalls = Server.counts();
  if (End.Signal == 0 && Server.ending())
    Target.stop();
  if (WantsStats)
    readCounts();
  return End;
}

// A warp tells what it has created when it leaves, which takes it a moment.
void HostCallLoop::readCounts() {
  constexpr int Patience = 50;
  Stats.Heap = Target.heapStatistics();
  ThreadTable Threads(Target);
  for (int I = 0; I < Patience; ++I) {
    ThreadCounts Counts;
    if (!Threads.readCounts(Counts))
      return;
    Stats.Threads = Counts;
    Stats.Warps = Target.params().warpCount;
    if (Counts.IsExact || !Server.ending())
      return;
    std::this_thread::sleep_for(1ms);
  }
}

Ending HostCallLoop::serveUntilEnd() {
  uint64_t LastCall = nowNs(), LastPoll = LastCall;
  LastHeardNs = LastCall;
  while (true) {
    bool Served = serveNext();
    Served |= writeRecords();
    if (IsAfterFault)
      return endOfDevice(DeviceState::Faulted);
    if (Server.ending())
      return *Server.ending();
    if (int Signal = pendingSignal()) {
      if (Signal == SIGINT || Signal == SIGTERM)
        writeMessage(Hangs.reportInterruption(Signal));
      return {0, Signal, {}};
    }
    uint64_t Now = nowNs();
    if (Now - LastPoll >= PollIntervalNs) {
      LastPoll = Now;
      ++Stats.DevicePolls;
      if (DeviceState State = Target.poll(); State != DeviceState::Running)
        return endOfDevice(State);
      if (auto End = Hangs.check(Watchdog::Clock::now())) {
        if (End->Status != static_cast<int>(ExitCode::TimedOut))
          return *End;
        // Without regard to readers of its output that do not read.
        writeMessage(End->Message);
        endProcessSoon(End->Status);
        return {End->Status, 0, {}};
      }
    }
    if (Served)
      LastCall = Now;
    else if (auto Awaited = Held ? std::nullopt : Ring.awaited())
      Target.pause(Awaited->Word, Awaited->Seen, Now - LastCall);
  }
}

// The device stopped and nothing it posted is later than what can be seen now.
Ending HostCallLoop::endOfDevice(DeviceState State) {
  // Nor does a record become complete any more.
  if (!IsAfterFault)
    writeRest();
  HeldSinceNs = 0;
  while (!IsAfterFault && !Server.ending() && serveNext())
    ;
  if (Server.ending())
    return *Server.ending();
  Ending End;
  End.Status = static_cast<int>(ExitCode::DeviceLost);
  if (State == DeviceState::Ended) {
    End.Message = "heddle: error: the kernel ended without an exit status\n";
    return End;
  }
  DeviceFault Fault = Target.fault();
  std::string Who, Warp;
  if (Fault.Warp)
    Warp = format("warp %u", *Fault.Warp);
  if (Fault.Thread)
    Who = Server.describeThread(*Fault.Thread) + " (" + Warp + ")";
  else
    Who = Warp;
  End.Signal = Fault.Signal;
  End.Status = static_cast<int>(Fault.Code);
  End.Message = describeFault(Fault, Who);
  return End;
}

void HostCallLoop::flushOutput() {
  if (!IsAfterFault)
    writeRest();
  // A reader that is slow keeps a native program from ending, too; a signal
  // ends it.
  while (!Waiting.waitForWrites(50ms) && !pendingSignal())
    ;
  Server.streams().flushAll(Waiting.streamsInUse(true));
}

} // namespace heddle::host
