//===- WaitingCalls.cpp - Host calls that wait for something outside ------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "WaitingCalls.h"

#include <algorithm>
#include <cstring>
#include <thread>

using heddle::abi::HostCall;
using heddle::abi::HostCallSlot;

namespace heddle::host {

static std::unique_ptr<HostCallSlot> copy(const HostCallSlot &Slot) {
  return std::make_unique<HostCallSlot>(Slot);
}

bool WaitingCalls::repeats(const Operation &Each, const HostCallSlot &Slot) {
  const HostCallSlot &First = *Each.Request;
  return First.call == Slot.call && First.payloadBytes == Slot.payloadBytes &&
         std::ranges::equal(First.args, Slot.args) &&
         memcmp(First.payload, Slot.payload,
                std::min(First.payloadBytes, HostCallSlot::PayloadBytes)) == 0;
}

// Called with the lock held.
WaitingCalls::Line &WaitingCalls::lineFor(uint64_t Stream) {
  auto [Found, IsNew] = Lines.try_emplace(Stream);
  if (Stream != abi::NoStream) {
    if (IsNew)
      std::thread([this, Stream] { performAll(Stream); }).detach();
    else
      Arrived.notify_all();
  }
  return Found->second;
}

void WaitingCalls::post(uint64_t Stream, const PostedCall &Call) {
  std::lock_guard Guard(Lock);
  Line &Operations = lineFor(Stream);
  for (auto Each = Operations.begin(); Each != Operations.end(); ++Each)
    if (!Each->Waiter && Each->Request && repeats(*Each, *Call.Slot)) {
      Each->Waiter = Call;
      if (Each->Stage == Phase::Done)
        finish(Operations, Each);
      return;
    }
  auto Next = Operations.emplace(Operations.end());
  Next->Copy = copy(*Call.Slot);
  Next->Request = copy(*Call.Slot);
  Next->Waiter = Call;
  Unfinished.fetch_add(1, std::memory_order_relaxed);
  if (Stream == abi::NoStream) {
    Next->Stage = Phase::Running;
    std::thread([this, &Operations, Next] {
      std::unique_lock Own(Lock);
      perform(Own, abi::NoStream, Operations, Next);
    }).detach();
  }
}

void WaitingCalls::postOutput(uint64_t Stream, std::span<const uint8_t> Bytes) {
  // Many short lines are written at a time.
  constexpr size_t MostBytes = 64 << 10;
  std::lock_guard Guard(Lock);
  Line &Operations = lineFor(Stream);
  bool Joins = !Operations.empty() && !Operations.back().Output.empty() &&
               Operations.back().Stage == Phase::Queued &&
               Operations.back().Output.size() + Bytes.size() <= MostBytes;
  if (!Joins) {
    Operations.emplace_back();
    Unfinished.fetch_add(1, std::memory_order_relaxed);
  }
  std::vector<uint8_t> &Output = Operations.back().Output;
  Output.insert(Output.end(), Bytes.begin(), Bytes.end());
}

// Gives the answer to who waits for it. Called with the lock held.
void WaitingCalls::finish(Line &Operations, Line::iterator Each) {
  HostCallSlot &Slot = *Each->Waiter->Slot;
  const HostCallSlot &Reply = *Each->Copy;
  Slot.result = Reply.result;
  Slot.error = Reply.error;
  Slot.payloadBytes = Reply.payloadBytes;
  std::ranges::copy(Reply.args, Slot.args);
  memcpy(Slot.payload, Reply.payload, Reply.payloadBytes);
  // From here on the stream is free for the warp's next call.
  PostedCall Waiter = *Each->Waiter;
  Operations.erase(Each);
  Unfinished.fetch_sub(1, std::memory_order_release);
  Answer(Waiter);
}

void WaitingCalls::perform(std::unique_lock<std::mutex> &Guard, uint64_t Stream,
                           Line &Operations, Line::iterator Each) {
  Each->Stage = Phase::Running;
  Finished.notify_all();
  Guard.unlock();
  if (Each->Output.empty())
    Serve(*Each->Copy);
  else
    Write(Stream, Each->Output);
  Guard.lock();
  Each->Stage = Phase::Done;
  if (!Each->Output.empty()) {
    Operations.erase(Each);
    Unfinished.fetch_sub(1, std::memory_order_release);
  } else if (Each->Waiter) {
    finish(Operations, Each);
  }
  Finished.notify_all();
}

void WaitingCalls::performAll(uint64_t Stream) {
  using namespace std::chrono_literals;
  std::unique_lock Guard(Lock);
  Line &Operations = Lines[Stream];
  auto Next = [&] {
    return std::ranges::find(Operations, Phase::Queued, &Operation::Stage);
  };
  // The thread goes when its stream has been quiet: streams come and go.
  while (Arrived.wait_for(Guard, 10s,
                          [&] { return Next() != Operations.end(); }) ||
         !Operations.empty())
    if (auto Each = Next(); Each != Operations.end())
      perform(Guard, Stream, Operations, Each);
  Lines.erase(Stream);
}

void WaitingCalls::reclaim(HostCallSlot *Slot) {
  std::lock_guard Guard(Lock);
  for (auto &[Stream, Operations] : Lines)
    for (auto Each = Operations.begin(); Each != Operations.end(); ++Each) {
      if (!Each->Waiter || Each->Waiter->Slot != Slot ||
          Each->Request->args[5] != abi::MayPostAgain)
        continue;
      PostedCall Waiter = *Each->Waiter;
      Each->Waiter.reset();
      if (Each->Stage == Phase::Queued) {
        Operations.erase(Each);
        Unfinished.fetch_sub(1, std::memory_order_release);
      }
      Slot->error = abi::PostAgain;
      Slot->payloadBytes = 0;
      Answer(Waiter);
      return;
    }
}

bool WaitingCalls::inUse(uint64_t Stream) const {
  std::lock_guard Guard(Lock);
  auto Found = Lines.find(Stream);
  return Found != Lines.end() && !Found->second.empty();
}

std::vector<uint64_t> WaitingCalls::streamsInUse(bool Queued) const {
  std::lock_guard Guard(Lock);
  std::vector<uint64_t> Streams;
  for (const auto &[Stream, Operations] : Lines)
    if (std::ranges::any_of(Operations, [&](const Operation &Each) {
          return Each.Stage == Phase::Running ||
                 (Queued && Each.Stage == Phase::Queued);
        }))
      Streams.push_back(Stream);
  return Streams;
}

/// Whether a native program's end would not wait for the call.
static bool isCutOff(HostCall Call) {
  switch (Call) {
  case HostCall::Read:
  case HostCall::ReadLine:
  case HostCall::Open:
  case HostCall::OpenFile:
  case HostCall::ReadFile:
  case HostCall::WriteFile:
  case HostCall::CopyFile:
  case HostCall::LockFile:
  case HostCall::PollFiles:
    return true;
  default:
    return false;
  }
}

bool WaitingCalls::waitForWrites(std::chrono::milliseconds Patience) {
  std::unique_lock Guard(Lock);
  auto MayEnd = [](const Operation &Each) {
    return Each.Stage == Phase::Done ||
           (Each.Request && isCutOff(Each.Request->call));
  };
  // A queue that stands behind a read stands as long as that.
  auto MayEndNow = [&](const auto &Entry) {
    const auto &[Stream, Operations] = Entry;
    if (Stream == abi::NoStream)
      return std::ranges::all_of(Operations, MayEnd);
    auto Next = std::ranges::find_if(Operations, [](const Operation &Each) {
      return Each.Stage != Phase::Done;
    });
    return Next == Operations.end() || MayEnd(*Next);
  };
  return Finished.wait_for(
      Guard, Patience, [&] { return std::ranges::all_of(Lines, MayEndNow); });
}

} // namespace heddle::host
