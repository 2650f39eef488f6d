//===- Explorer.cpp - All executions of a scenario ------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Explorer.h"

#include <algorithm>

namespace heddle::model {

using Clock = std::array<uint16_t, MaxWarps>;

static uint32_t bitOf(unsigned Warp) { return uint32_t(1) << Warp; }

static void join(Clock &To, const Clock &From) {
  for (unsigned I = 0; I < MaxWarps; ++I)
    To[I] = std::max(To[I], From[I]);
}

/// The index of a step's location in readers.
static size_t placeOf(const Step &S) { return size_t(S.outcome.location + 1); }

Explorer::Result Explorer::run() {
  Result R;
  do {
    if (R.executions + R.redundant >= limits.executions) {
      R.complete = false;
      break;
    }
    bool Ended = runExecution();
    ++(Ended ? R.executions : R.redundant);
    if (Ended)
      R.outcomes.insert(machine.outcome);
    if (Ended && limits.distinguish)
      R.distinct.insert(signature());
    R.steps += machine.steps.size();
    R.failed = machine.failed();
  } while (!R.failed && advance());
  return R;
}

/// The same for executions in which each warp does the same and finds the same.
uint64_t Explorer::signature() const {
  std::array<uint64_t, MaxWarps> Warps{};
  auto Mix = [](uint64_t &To, uint64_t Value) {
    To = (To ^ Value) * 0x9e3779b97f4a7c15;
    To ^= To >> 29;
  };
  for (size_t I = 0; I < nodes.size() && I < machine.steps.size(); ++I) {
    const Step &S = machine.steps[I];
    uint64_t &W = Warps[S.warp];
    Mix(W, S.operation.kind * 2 + S.choice.timesOut);
    Mix(W, S.operation.address);
    if (S.outcome.reads && S.operation.kind != Operation::Fence)
      Mix(W, S.outcome.value + 1);
  }
  uint64_t Result = 0;
  for (uint64_t W : Warps)
    Mix(Result, W);
  return Result;
}

void Explorer::repeat() {
  machine.records = true;
  runExecution();
}

/// False if it was given up because everything that could go on is asleep.
bool Explorer::runExecution() {
  machine.restart();
  clocks = {};
  counts = {};
  readers.clear();
  for (size_t Depth = 0; !machine.failed() && !machine.isOver(); ++Depth) {
    if (Depth == nodes.size() && !makeNode(Depth)) {
      if (machine.failed() || !isQuiet)
        return machine.failed();
      machine.runTail();
      break;
    }
    const Node &N = nodes[Depth];
    bool Ok = machine.step(N.warp, N.choices[N.next], N.isLastResort);
    afterStep(Depth);
    if (!Ok)
      return true;
  }
  if (!machine.failed())
    machine.checkAnnouncements();
  if (!machine.failed())
    if (const char *Wrong = atEnd([](const void *Word) {
          return TheMachine->newestOf(reinterpret_cast<uintptr_t>(Word));
        }))
      machine.setError(Wrong);
  return true;
}

//===----------------------------------------------------------------------===//
// What comes next
//===----------------------------------------------------------------------===//

std::vector<Choice> Explorer::awakeChoices(const Node &N, unsigned Warp) {
  std::vector<Choice> Result;
  for (const Option &O : N.options)
    if (O.warp == Warp &&
        std::find(N.sleep.begin(), N.sleep.end(), O) == N.sleep.end())
      Result.push_back(O.choice);
  return Result;
}

bool Explorer::isPreemption(const Node &N, size_t Depth, unsigned Warp) const {
  return Depth > 0 && nodes[Depth - 1].warp != Warp &&
         (N.enabled & bitOf(nodes[Depth - 1].warp));
}

/// Takes one of the candidates for the step, of those the one that ran before
/// if it can. False if all that they could do is asleep or beyond the limit.
bool Explorer::chooseWarp(Node &N, size_t Depth, uint32_t Candidates) {
  int Before = Depth ? nodes[Depth - 1].preemptions : 0;
  auto Take = [&](unsigned Warp) {
    if (!(Candidates & bitOf(Warp)))
      return false;
    int Preemptions = Before + isPreemption(N, Depth, Warp);
    if (limits.preemptions >= 0 && Preemptions > limits.preemptions)
      return false;
    N.choices = awakeChoices(N, Warp);
    if (N.choices.empty())
      return false;
    N.warp = Warp;
    N.next = 0;
    N.preemptions = Preemptions;
    N.wanted |= bitOf(Warp);
    return true;
  };
  if (Depth && Take(nodes[Depth - 1].warp))
    return true;
  for (unsigned I = 0; I < machine.warpCount(); ++I)
    if (Take(I))
      return true;
  return false;
}

/// What is asleep behind a step: what was asleep before it or has been explored
/// in its place, unless the step has to do with it.
std::vector<Explorer::Option> Explorer::sleepAfter(size_t Depth) {
  const Node &N = nodes[Depth];
  const Step &S = machine.steps[Depth];
  std::vector<Option> Result;
  if (N.isLastResort || limits.preemptions >= 0 || limits.everything)
    return Result;
  for (const Option &A : N.sleep) {
    const Operation &O = machine.warp(A.warp).pending;
    // A store's choice is a message that it goes behind; what other stores do
    // to that is easier not to think about.
    bool Concerns = O.kind == Operation::Store && S.outcome.writes &&
                    O.address == S.operation.address;
    if (A.warp != S.warp && !Concerns)
      Result.push_back(A);
  }
  return Result;
}

bool Explorer::fillLastResort(Node &N) {
  N.isLastResort = true;
  Choice C;
  for (unsigned I = machine.warpCount(); I-- > 0;)
    if (machine.lastResort(I, C)) {
      N.enabled |= bitOf(I);
      N.options.push_back({I, C});
      N.warp = I;
      N.choices = {C};
    }
  N.wanted = N.enabled;
  return N.enabled;
}

/// False if nothing is left to be explored from here on.
bool Explorer::makeNode(size_t Depth) {
  Node N;
  if (Depth)
    N.sleep = sleepAfter(Depth - 1);
  bool AnyCertain = false;
  isQuiet = false;
  std::vector<Choice> Choices;
  for (unsigned I = 0; I < machine.warpCount(); ++I) {
    bool Certain;
    machine.choices(I, Choices, Certain);
    if (machine.failed())
      return false;
    for (const Choice &C : Choices)
      N.options.push_back({I, C});
    if (!Choices.empty())
      N.enabled |= bitOf(I);
    AnyCertain |= Certain;
  }
  if (!AnyCertain) {
    N.enabled = 0;
    N.options.clear();
    if (machine.areParticipantsDone()) {
      isQuiet = true;
      return false;
    }
    if (!fillLastResort(N)) {
      machine.reportDeadlock();
      return false;
    }
    N.preemptions = Depth ? nodes[Depth - 1].preemptions : 0;
    nodes.push_back(std::move(N));
    return true;
  }
  if (!chooseWarp(N, Depth, N.enabled))
    return false;
  if (limits.everything)
    N.wanted = N.enabled;
  nodes.push_back(std::move(N));
  return true;
}

/// On to the next execution: the last node at which something is left to do.
bool Explorer::advance() {
  for (; !nodes.empty(); nodes.pop_back()) {
    Node &N = nodes.back();
    if (++N.next < N.choices.size())
      return true;
    if (limits.preemptions < 0 && !limits.everything)
      for (const Choice &C : N.choices)
        N.sleep.push_back({N.warp, C});
    N.explored |= bitOf(N.warp);
    if (chooseWarp(N, nodes.size() - 1, N.wanted & ~N.explored))
      return true;
  }
  return false;
}

//===----------------------------------------------------------------------===//
// What should have come before
//===----------------------------------------------------------------------===//

void Explorer::afterStep(size_t Number) {
  Step &S = machine.steps[Number];
  Clock &C = clocks[S.warp];
  size_t Place = placeOf(S);
  if (Place >= readers.size())
    readers.resize(Place + 1);
  // A compare-and-swap that fails now could succeed before what it has found.
  if (S.outcome.writes || S.operation.kind == Operation::Compare)
    findRaces(Number, readers[Place]);
  if (S.isLastResort)
    for (const Clock &Other : clocks)
      join(C, Other);
  if (S.outcome.reads && S.outcome.readFrom)
    join(C, machine.steps[S.outcome.readFrom - 1].clock);
  C[S.warp] = ++counts[S.warp];
  S.clock = C;
  if (S.outcome.reads)
    readers[Place].push_back(uint32_t(Number));
}

/// The step stores. What has read the same location before, not because of
/// anything that this step depends on, could have read what it stores.
void Explorer::findRaces(size_t Number, std::vector<uint32_t> &Readers) {
  const Step &Late = machine.steps[Number];
  bool Reads = Late.outcome.reads && Late.outcome.readFrom;
  size_t Source = Reads ? Late.outcome.readFrom - 1 : 0;
  for (size_t I = Readers.size(); I-- > 0;) {
    size_t Number2 = Readers[I];
    const Step &Early = machine.steps[Number2];
    if (Early.warp == Late.warp)
      continue;
    Clock Known = clocks[Late.warp];
    if (Reads && Source != Number2)
      join(Known, machine.steps[Source].clock);
    if (Known[Early.warp] >= Early.clock[Early.warp])
      continue;
    want(Number2, initials(Number2, Number, Known), Late.warp);
  }
}

/// Of the steps behind Early that do not depend on it, and Late: the warps any
/// of which may come first.
uint32_t Explorer::initials(size_t Early, size_t Late,
                            const Clock &Known) const {
  const Step &E = machine.steps[Early];
  uint16_t Index = E.clock[E.warp];
  uint32_t Result = 0, Met = 0;
  std::array<uint16_t, MaxWarps> First;
  auto Consider = [&](unsigned Warp, const Clock &C, uint16_t Own) {
    if (Met & bitOf(Warp))
      return;
    bool IsInitial = true;
    for (unsigned I = 0; I < MaxWarps; ++I)
      if (I != Warp && (Met & bitOf(I)) && C[I] >= First[I])
        IsInitial = false;
    Met |= bitOf(Warp);
    First[Warp] = Own;
    if (IsInitial)
      Result |= bitOf(Warp);
  };
  for (size_t I = Early + 1; I < Late; ++I) {
    const Step &S = machine.steps[I];
    if (S.clock[E.warp] < Index)
      Consider(S.warp, S.clock, S.clock[S.warp]);
  }
  const Step &L = machine.steps[Late];
  Consider(L.warp, Known, uint16_t(counts[L.warp] + 1));
  return Result;
}

void Explorer::want(size_t Depth, uint32_t Initials, unsigned Preferred) {
  auto Add = [&](Node &N) {
    if (N.isLastResort || (limits.preemptions < 0 && (N.wanted & Initials)))
      return;
    uint32_t Able = Initials & N.enabled;
    if (limits.preemptions >= 0)
      N.wanted |= Able ? Able : N.enabled;
    else if (Able)
      N.wanted |= Able & bitOf(Preferred) ? bitOf(Preferred) : Able & -Able;
    else
      N.wanted |= N.enabled;
  };
  Add(nodes[Depth]);
  if (limits.preemptions < 0)
    return;
  // With a limit, what is to come earlier may be within it only where the warp
  // that it comes before began to run (Coons, Musuvathi and McKinley, OOPSLA
  // 2013).
  unsigned Warp = nodes[Depth].warp;
  while (Depth > 0 && nodes[Depth - 1].warp == Warp)
    --Depth;
  Add(nodes[Depth]);
}

} // namespace heddle::model
