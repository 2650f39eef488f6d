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

using namespace std::chrono_literals;

namespace heddle::host {

/// How often the device is polled. A query of the CUDA stream costs about as
/// much as serving a call.
static constexpr uint64_t PollIntervalNs = 20'000;

static uint64_t nowNs() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

HostCallLoop::HostCallLoop(Device &Target, HostCallServer &Server,
                           LaunchStats &Stats, const LaunchOptions &Options)
    : Target(Target), Server(Server), Stats(Stats), Ring(Target.slots()),
      Waiting([this](abi::HostCallSlot &Slot) { this->Server.serve(Slot); },
              [this](const PostedCall &Call) { answer(Call); }),
      Hangs(Target, Options) {
  Server.setStreamsInUse([this] { return Waiting.streamsInUse(); });
}

void HostCallLoop::answer(const PostedCall &Call) {
  HostCallRing::answer(Call);
  Target.wake(&Call.Slot->sequence);
}

bool HostCallLoop::serveNext() {
  std::optional<PostedCall> Call = Ring.take();
  if (!Call) {
    if (Waiting.any())
      if (abi::HostCallSlot *Slot = Ring.obstacle())
        Waiting.reclaim(Slot);
    return false;
  }
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
  Stats.HostCalls = Server.served();
  if (End.Signal == 0 && Server.ending())
    Target.stop();
  return End;
}

Ending HostCallLoop::serveUntilEnd() {
  uint64_t LastCall = nowNs(), LastPoll = LastCall;
  while (true) {
    bool Served = serveNext();
    if (Server.ending())
      return *Server.ending();
    if (int Signal = pendingSignal()) {
      if (Signal == SIGINT || Signal == SIGTERM)
        writeMessage(Hangs.reportInterruption(Signal));
      return {0, Signal, {}};
    }
    if (auto End = Hangs.check(Watchdog::Clock::now())) {
      if (End->Status != static_cast<int>(ExitCode::TimedOut))
        return *End;
      // Without regard to readers of its output that do not read.
      writeMessage(End->Message);
      endProcessSoon(End->Status);
      return {End->Status, 0, {}};
    }
    uint64_t Now = nowNs();
    if (Now - LastPoll >= PollIntervalNs) {
      LastPoll = Now;
      ++Stats.DevicePolls;
      if (DeviceState State = Target.poll(); State != DeviceState::Running)
        return endOfDevice(State);
    }
    if (Served)
      LastCall = Now;
    else if (auto Awaited = Ring.awaited())
      Target.pause(Awaited->Word, Awaited->Seen, Now - LastCall);
  }
}

// The device stopped and nothing it posted is later than what can be seen now.
Ending HostCallLoop::endOfDevice(DeviceState State) {
  while (!Server.ending() && serveNext())
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
  // A reader that is slow keeps a native program from ending, too; a signal
  // ends it.
  while (!Waiting.waitForWrites(50ms) && !pendingSignal())
    ;
  Server.streams().flushAll(Waiting.streamsInUse());
}

} // namespace heddle::host
