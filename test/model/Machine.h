//===- Machine.h - The warps of the model ---------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Runs one execution of a scenario, step by step: a warp is a fiber that stops
// before each atomic access. What comes next, the Explorer decides.
//
// An execution has three parts. Setup, in which warps run one after the other
// and memory is just memory, ends when all participants are in model_ready, and
// is run once. Then everything is explored until all participants are in
// model_done and no other warp can go on. The rest is run in one way only, but
// checked like the second part.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TEST_MODEL_MACHINE_H
#define HEDDLE_TEST_MODEL_MACHINE_H

#include "Fiber.h"
#include "Memory.h"
#include "Shadow.h"

#include "../../runtime/arch/Arch.h"

#include <memory>
#include <string>
#include <vector>

namespace heddle::model {

/// What only its warp touches, on pages of its own.
struct alignas(4096) WarpPlace {
  abi::WarpContext context;
  alignas(128) char local[arch::WarpLocalBytes];
};

struct Warp {
  Fiber fiber; ///< first: a fiber's address is its warp's
  unsigned id;
  WarpPlace *place;
  Operation pending;
  int location; ///< of the pending access, -1: not known yet
  Outcome outcome;
  WarpMemory memory;
  uint64_t nowNs;
  /// Waits may be over before what they wait for has happened.
  bool isImpatient;
  /// How often it has timed out because nothing else could happen.
  unsigned lastResorts;
  /// What called the pending operation, innermost first, when recorded.
  std::vector<uintptr_t> callers;
};

struct Step {
  unsigned warp;
  Operation operation;
  Choice choice;
  Outcome outcome;
  bool isLastResort;
  /// Which steps of each warp this one depends on, itself included.
  std::array<uint16_t, MaxWarps> clock;
  std::vector<uintptr_t> callers; ///< when recorded
};

class Machine {
public:
  enum Phase { Setup, Explore, Tail };

private:
  struct Saved {
    Operation pending;
    uint64_t nowNs;
    bool isImpatient;
    std::vector<uintptr_t> callers;
  };

  std::vector<std::unique_ptr<Warp>> warps;
  std::vector<Saved> saved;
  Memory memory;
  Shadow shadow;
  Phase phase = Setup;
  unsigned participants = 0;
  unsigned awaited = 0; ///< participants that are to call done
  std::string error;
  uintptr_t errorCaller = 0;

  Warp &running();
  unsigned runningId() { return running().id; }
  void run(unsigned Warp);
  int locate(Warp &W);
  void operate(Warp &W, const Operation &O);
  uint64_t operateInSetup(const Operation &O);
  bool mayTimeOut(const Warp &W) const;
  bool mayAsLastResort(const Warp &W) const;
  void runUntilAccess(unsigned Warp);
  void save();

public:
  bool records = false;
  void setStrict() { memory.ordersLoadsBeforeStores = false; }
  /// Of model_outcome.
  uint64_t outcome = 0;
  std::vector<Step> steps;

  /// Warps of the kernel, each to call Entry.
  Machine(unsigned WarpCount, void (*Entry)());

  //===--- What the scenario's code calls, on a warp ---===//
  uint64_t access(Operation O, bool *Success = nullptr);
  void fence(int Order);
  void pause(uintptr_t Caller);
  void ready(unsigned Count);
  void done();
  void leave() { --awaited; }
  void settleSetup();
  [[noreturn]] void exit();
  [[noreturn]] void fail(const std::string &Text, uintptr_t Caller = 0);
  void plainRead(uintptr_t Address, size_t Bytes, uintptr_t Caller);
  void plainWrite(uintptr_t Address, size_t Bytes, uintptr_t Caller);
  void destroy(uintptr_t Address, size_t Bytes, uintptr_t Caller);
  void construct(uintptr_t Address, size_t Bytes);
  void announce(uintptr_t Address);
  uint64_t now() { return running().nowNs; }
  void sleep(uint64_t Ns) { running().nowNs += Ns; }
  void setImpatient(bool Is) { running().isImpatient = Is; }
  WarpPlace &place() { return *running().place; }
  unsigned currentWarp() { return runningId(); }
  WarpPlace &placeOf(unsigned Warp) { return *warps[Warp]->place; }
  /// Whether the warps are of one block.
  bool areNeighbours = false;

  //===--- What the explorer calls ---===//
  /// Up to the beginning of the exploration. False if the scenario fails
  /// before.
  bool setUp();
  /// Back to there.
  void restart();
  Phase currentPhase() const { return phase; }
  bool failed() const { return !error.empty(); }
  void setError(const std::string &Text) { error = Text; }
  unsigned warpCount() const { return unsigned(warps.size()); }
  const Warp &warp(unsigned I) const { return *warps[I]; }
  /// Whether everybody has left the kernel.
  bool isOver() const;
  /// Whether all participants who are to are in model_done.
  bool areParticipantsDone() const;
  /// The choices of a warp; see Memory::choices.
  void choices(unsigned Warp, std::vector<Choice> &Result, bool &Certain);
  /// What a warp can do when nothing else can happen: be told that its time is
  /// up. False if it cannot.
  bool lastResort(unsigned Warp, Choice &Result);
  /// One step, and on to the warp's next access. False if something is wrong.
  bool step(unsigned Warp, Choice C, bool IsLastResort);
  /// The part that is not explored.
  void runTail();
  /// After the end: every store that ended a wait was announced.
  void checkAnnouncements();
  /// The last value of an atomic word.
  uint64_t newestOf(uintptr_t Address) const;
  /// Everybody waits, and nobody can go on.
  void reportDeadlock();

  const std::string &whatFailed() const { return error; }
  uintptr_t whereFailed() const { return errorCaller; }
  uintptr_t otherPlace() const { return shadow.otherCaller; }
  const Memory &currentMemory() const { return memory; }
};

/// The one there is; the sanitizer's functions have no argument to find it by.
extern Machine *TheMachine;

} // namespace heddle::model

#endif // HEDDLE_TEST_MODEL_MACHINE_H
