//===- Machine.cpp - The warps of the model -------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Machine.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>

namespace heddle::model {

Machine *TheMachine;

/// Deadlines nearer than this may pass at any moment. Others, those by which
/// the runtime looks now and then whether it is stuck, only when nothing else
/// can happen.
static constexpr uint64_t NearNs = 100 * 1000;
static constexpr unsigned MostLastResorts = 5;
/// More than any scenario takes.
static constexpr size_t MostSteps = 4000;

/// The callers of what runs, by their frame pointers.
static std::vector<uintptr_t> callersOf(const Fiber &F) {
  std::vector<uintptr_t> Result;
  auto *Frame = static_cast<uintptr_t *>(__builtin_frame_address(0));
  while (Result.size() < 24 && F.owns(uintptr_t(Frame)) && Frame[1]) {
    Result.push_back(Frame[1]);
    Frame = reinterpret_cast<uintptr_t *>(Frame[0]);
  }
  return Result;
}

Machine::Machine(unsigned WarpCount, void (*Entry)()) {
  for (unsigned I = 0; I < WarpCount; ++I) {
    auto W = std::make_unique<Warp>();
    void *Place = mmap(nullptr, sizeof(WarpPlace), PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (Place == MAP_FAILED)
      abort();
    W->place = static_cast<WarpPlace *>(Place);
    W->id = I;
    W->nowNs = 1000;
    W->isImpatient = false;
    W->lastResorts = 0;
    W->fiber.start(Entry);
    warps.push_back(std::move(W));
  }
}

Warp &Machine::running() { return *reinterpret_cast<Warp *>(Fiber::current()); }

void Machine::run(unsigned I) { warps[I]->fiber.resume(); }

//===----------------------------------------------------------------------===//
// On a warp
//===----------------------------------------------------------------------===//

void Machine::fail(const std::string &Text, uintptr_t Caller) {
  if (error.empty()) {
    error = Text;
    errorCaller = Caller;
  }
  for (;;)
    Fiber::suspend();
}

void Machine::operate(Warp &W, const Operation &O) {
  W.pending = O;
  W.location = -1;
  if (records || phase == Setup)
    W.callers = callersOf(W.fiber);
  Fiber::suspend();
}

uint64_t Machine::access(Operation O, bool *Success) {
  if (phase == Setup && !O.waits())
    return operateInSetup(O);
  Warp &W = running();
  operate(W, O);
  if (Success)
    *Success = W.outcome.success;
  return W.outcome.value;
}

uint64_t Machine::operateInSetup(const Operation &O) {
  if (O.kind == Operation::Fence)
    return 0;
  uint64_t Found = readWord(O.address, O.bytes);
  if (O.kind == Operation::Store)
    writeWord(O.address, O.bytes, O.operand);
  else if (O.kind == Operation::Modify)
    writeWord(O.address, O.bytes, changed(O, Found));
  else if (O.kind == Operation::Compare && Found == O.expected)
    writeWord(O.address, O.bytes, O.operand);
  return Found;
}

void Machine::fence(int Order) {
  if (phase != Setup)
    memory.fence(running().memory, runningId(), Order);
}

void Machine::pause(uintptr_t Caller) {
  if (phase != Setup)
    running().memory.pause(Caller);
}

void Machine::ready(unsigned Count) {
  participants = Count;
  Operation O;
  O.kind = Operation::Ready;
  operate(running(), O);
}

void Machine::done() {
  Operation O;
  O.kind = Operation::Parked;
  operate(running(), O);
}

void Machine::settleSetup() {
  Operation O;
  O.kind = Operation::Settle;
  operate(running(), O);
}

void Machine::exit() {
  Operation O;
  O.kind = Operation::Exited;
  for (;;)
    operate(running(), O);
}

void Machine::plainRead(uintptr_t Address, size_t Bytes, uintptr_t Caller) {
  Warp &W = running();
  if (phase == Setup || W.fiber.owns(Address))
    return;
  shadow.read(memory, W.memory, runningId(), Address, Bytes, Caller);
  if (!shadow.error.empty())
    fail(shadow.error, Caller);
}

void Machine::plainWrite(uintptr_t Address, size_t Bytes, uintptr_t Caller) {
  Warp &W = running();
  if (phase == Setup || W.fiber.owns(Address))
    return;
  for (const auto &Other : warps)
    if (Other->fiber.owns(Address))
      fail("a store to another warp's stack", Caller);
  shadow.write(memory, W.memory, runningId(), Address, Bytes, Caller);
  if (!shadow.error.empty())
    fail(shadow.error, Caller);
}

void Machine::destroy(uintptr_t Address, size_t Bytes, uintptr_t Caller) {
  shadow.destroy(memory, running().memory, runningId(), Address, Bytes, Caller);
  if (!shadow.error.empty())
    fail(shadow.error, Caller);
}

void Machine::construct(uintptr_t Address, size_t Bytes) {
  shadow.construct(Address, Bytes);
}

void Machine::announce(uintptr_t Address) {
  if (phase != Setup)
    memory.announce(runningId(), Address);
}

//===----------------------------------------------------------------------===//
// Setup
//===----------------------------------------------------------------------===//

bool Machine::setUp() {
  for (;;) {
    bool Any = false;
    unsigned Ready = 0;
    for (unsigned I = 0; I < warps.size() && !Any; ++I) {
      Operation &P = warps[I]->pending;
      Ready += P.kind == Operation::Ready;
      bool CanRun =
          P.kind == Operation::None ||
          (P.waits() && (readWord(P.address, P.bytes) & P.mask) != P.expected);
      if (!CanRun)
        continue;
      warps[I]->outcome.success = true;
      P.kind = Operation::None;
      run(I);
      Any = true;
      if (failed())
        return false;
      unsigned NowReady = 0;
      for (const auto &W : warps)
        NowReady += W->pending.kind == Operation::Ready;
      if (NowReady && NowReady == participants) {
        save();
        return true;
      }
    }
    if (Any)
      continue;
    for (auto &W : warps)
      if (W->pending.kind == Operation::Settle) {
        W->pending.kind = Operation::None;
        Any = true;
        break;
      }
    // A wait that nothing will end is given up, as in the runtime's own checks.
    for (auto &W : warps)
      if (!Any && W->pending.waits() && mayAsLastResort(*W)) {
        ++W->lastResorts;
        W->outcome.success = false;
        W->nowNs = std::max(W->nowNs, W->pending.deadline);
        W->pending.kind = Operation::None;
        run(unsigned(&W - warps.data()));
        Any = true;
        if (failed())
          return false;
      }
    if (Any)
      continue;
    error =
        "the scenario does not come to model_ready: " + std::to_string(Ready) +
        " of " + std::to_string(participants) + " participants are there";
    return false;
  }
}

void Machine::save() {
  for (auto &W : warps) {
    W->fiber.save();
    saved.push_back({W->pending, W->nowNs, W->isImpatient, W->callers});
  }
  shadow.startExploring();
}

void Machine::restart() {
  shadow.restore();
  shadow.startExecution();
  shadow.error.clear();
  shadow.otherCaller = 0;
  memory.clear();
  steps.clear();
  error.clear();
  errorCaller = 0;
  phase = Explore;
  awaited = participants;
  for (unsigned I = 0; I < warps.size(); ++I) {
    Warp &W = *warps[I];
    W.fiber.restore();
    W.pending = saved[I].pending;
    W.location = -1;
    W.nowNs = saved[I].nowNs;
    W.isImpatient = saved[I].isImpatient;
    W.callers = saved[I].callers;
    W.lastResorts = 0;
    W.memory.clear();
    W.memory.current.clock[I] = 1;
  }
  for (unsigned I = 0; I < warps.size(); ++I)
    runUntilAccess(I);
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

/// Runs what comes before the warp's next access, which concerns nobody else.
void Machine::runUntilAccess(unsigned I) {
  Operation &P = warps[I]->pending;
  while (!failed() &&
         (P.kind == Operation::None || P.kind == Operation::Ready ||
          P.kind == Operation::Settle ||
          (P.kind == Operation::Parked && phase == Tail))) {
    P.kind = Operation::None;
    run(I);
  }
}

bool Machine::areParticipantsDone() const {
  unsigned Parked = 0;
  for (const auto &W : warps)
    Parked += W->pending.kind == Operation::Parked;
  return Parked == awaited && Parked;
}

bool Machine::isOver() const {
  for (const auto &W : warps)
    if (W->pending.kind != Operation::Exited)
      return false;
  return true;
}

bool Machine::mayTimeOut(const Warp &W) const {
  if (phase != Explore)
    return false;
  const Operation &O = W.pending;
  if (O.kind == Operation::Poll)
    return W.isImpatient;
  return O.deadline && O.deadline < W.nowNs + NearNs;
}

bool Machine::mayAsLastResort(const Warp &W) const {
  const Operation &O = W.pending;
  return O.waits() && !mayTimeOut(W) && W.lastResorts < MostLastResorts &&
         (O.kind == Operation::Poll || O.deadline);
}

/// The location of a warp's pending access; it is asked for at every step.
int Machine::locate(Warp &W) {
  if (W.location >= 0 && memory.location(W.location).alive)
    return W.location;
  std::string Text;
  W.location = memory.locate(W.pending.address, W.pending.bytes, Text);
  if (W.location < 0) {
    error = Text;
    errorCaller = W.pending.caller;
  }
  return W.location;
}

void Machine::choices(unsigned I, std::vector<Choice> &Result, bool &Certain) {
  Warp &W = *warps[I];
  Result.clear();
  Certain = false;
  if (!W.pending.isAccess())
    return;
  int Location = -1;
  if (W.pending.kind != Operation::Fence) {
    Location = locate(W);
    if (Location < 0)
      return;
  }
  memory.choices(W.memory, W.pending, Location, mayTimeOut(W), Result, Certain);
}

bool Machine::lastResort(unsigned I, Choice &Result) {
  Warp &W = *warps[I];
  if (!mayAsLastResort(W))
    return false;
  Result = {memory.location(locate(W)).order.back()->number, true};
  return true;
}

bool Machine::step(unsigned I, Choice C, bool IsLastResort) {
  Warp &W = *warps[I];
  const Operation O = W.pending;
  auto Number = uint32_t(steps.size());
  Step &S = steps.emplace_back();
  S.warp = I;
  S.operation = O;
  S.choice = C;
  S.isLastResort = IsLastResort;
  if (records)
    S.callers = W.callers;
  if (IsLastResort) {
    memory.settle(W.memory);
    ++W.lastResorts;
  }
  if (O.kind == Operation::Fence) {
    S.outcome = memory.sequentialFence(W.memory, I, Number);
  } else {
    int Location = locate(W);
    bool Writes = O.kind == Operation::Store || O.kind == Operation::Modify ||
                  O.kind == Operation::Compare;
    shadow.atomic(W.memory, I, O, Writes);
    S.outcome = memory.perform(W.memory, I, O, Location, C, Number);
  }
  W.outcome = S.outcome;
  if (C.timesOut)
    W.nowNs = std::max(W.nowNs, O.deadline);
  if (!shadow.error.empty()) {
    error = shadow.error;
    errorCaller = O.caller;
  } else if (steps.size() > MostSteps) {
    error = "no end after " + std::to_string(MostSteps) +
            " steps: the warps keep one another from getting on";
  } else {
    W.pending.kind = Operation::None;
    // The stack is that of the access until the warp goes on.
    runUntilAccess(I);
  }
  return !failed();
}

void Machine::runTail() {
  phase = Tail;
  std::vector<Choice> Choices;
  bool Certain;
  for (unsigned I = 0; I < warps.size(); ++I)
    runUntilAccess(I);
  while (!failed() && !isOver()) {
    bool Any = false;
    for (unsigned I = 0; I < warps.size() && !Any && !failed(); ++I) {
      choices(I, Choices, Certain);
      if (!Certain)
        continue;
      Any = true;
      // Newest last.
      step(I, Choices.back(), false);
    }
    Choice C;
    for (unsigned I = 0; I < warps.size() && !Any; ++I)
      if (lastResort(I, C)) {
        Any = true;
        step(I, C, true);
      }
    if (!Any)
      return reportDeadlock();
  }
}

void Machine::checkAnnouncements() {
  for (const Location &L : memory.known())
    for (const Message *M : L.order)
      if (M->awaited && M->warp >= 0 && !M->announced) {
        error =
            "the store that ended a wait was never announced by wakeWord: on "
            "the CPU device the waiter would sleep on";
        errorCaller = M->caller;
        return;
      }
}

uint64_t Machine::newestOf(uintptr_t Address) const {
  for (const Location &L : memory.known())
    if (L.address == Address && L.alive)
      return L.order.back()->value;
  // Nobody has come to it since the setup.
  uint32_t Value;
  memcpy(&Value, reinterpret_cast<const void *>(Address), sizeof Value);
  return Value;
}

void Machine::reportDeadlock() {
  error = warps[0]->pending.kind == Operation::Exited
              ? "the program is over, but a warp does not leave"
              : "deadlock: no warp can go on";
}

} // namespace heddle::model
