//===- Memory.h - What loads may return -----------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The memory model of C++20 (RC11) as an abstract machine, after Kang, Hur,
// Lahav, Vafeiadis and Dreyer, "A Promising Semantics for Relaxed-Memory
// Concurrency" (POPL 2017), without its promises: a load does not return what
// is stored later in program order.
//
// Each location has all messages that were ever stored, in modification order.
// A warp's view says how far it has come in each location. A load returns any
// message that is not before the view; a store goes anywhere behind the view,
// except between a read-modify-write and what that read. Views travel with
// messages: what a release sends, an acquire receives. Vector clocks travel
// with the views, for the detection of races.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TEST_MODEL_MEMORY_H
#define HEDDLE_TEST_MODEL_MEMORY_H

#include <array>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

namespace heddle::model {

inline constexpr unsigned MaxWarps = 6;
inline constexpr unsigned MaxLocations = 256;

/// What a warp is about to do. All but Wait and Poll are one access.
struct Operation {
  enum Kind : uint8_t {
    None,
    Load,
    Store,
    Modify,  ///< an unconditional read-modify-write
    Compare, ///< a compare-and-swap
    Fence,   ///< sequentially consistent
    Wait,    ///< until the word is not what is expected, or for some time
    Poll,    ///< the same, for a short time that is over at any moment
    Parked,  ///< in model_done
    Ready,   ///< in model_ready
    Settle,  ///< in model_settle
    Exited,
  };
  enum Change : uint8_t { Exchange, Add, Sub, And, Or, Xor };

  Kind kind = None;
  Change change = Exchange;
  uint8_t bytes = 0;
  int order = 0;
  int failureOrder = 0;
  uintptr_t address = 0;
  uint64_t operand = 0;
  uint64_t expected = 0;
  uint64_t mask = ~uint64_t(0); ///< of the value, what is expected
  uint64_t deadline = 0;        ///< of a Wait, 0 if none
  uintptr_t caller = 0;

  bool isAccess() const { return kind >= Load && kind <= Poll; }
  bool waits() const { return kind == Wait || kind == Poll; }
};

const char *nameOf(const Operation &O);
const char *nameOfOrder(int Order);

/// Which of the things that an operation may do it does. The number is that of
/// the message that is read or, for stores, stored behind. A message's number
/// is one more than the step that stored it; 0 was there before.
struct Choice {
  uint32_t message = 0;
  bool timesOut = false;
  bool operator==(const Choice &) const = default;
};

/// How far a warp knows the other warps and the locations.
struct View {
  std::array<uint32_t, MaxWarps> clock{};
  std::array<uint32_t, MaxLocations> stamp{};

  void join(const View &O, unsigned Locations);
  void assign(const View &O, unsigned Locations);
};

struct Message {
  uint64_t value;
  uint32_t number;
  uint32_t stamp; ///< grows along the modification order
  int warp;       ///< -1: was there before
  bool modified;  ///< the next message is that of a read-modify-write of this
  bool awaited;   ///< has ended a warp's wait
  bool announced; ///< its warp has called wakeWord
  uintptr_t caller;
  View view; ///< what whoever acquires it gets
};

struct Location {
  uintptr_t address;
  uint8_t bytes;
  bool alive; ///< false once the memory was written otherwise
  std::vector<Message *> order;
  /// The last access of each warp, as that warp's clock, and where it was.
  std::array<uint32_t, MaxWarps> accessed{};
  std::array<uint32_t, MaxWarps> stored{};
  /// Of each warp's last store.
  std::array<uint32_t, MaxWarps> storedStamp{};
  std::array<uintptr_t, MaxWarps> caller{};
};

/// What a spinning warp has found since it began to.
struct Seen {
  unsigned location;
  uint32_t stamp;
  uint64_t value;
};

/// A warp's part of the memory.
struct WarpMemory {
  View current;
  View acquired; ///< what its relaxed loads found, for an acquire fence
  View released; ///< as of its last release fence
  std::vector<Seen> seen; ///< since the last pause
  /// What has to change for the loop that paused to go on; empty if none did.
  std::vector<Seen> spun;
  uintptr_t pausedAt = 0; ///< the last pause's place
  void pause(uintptr_t Caller);
  void clear();
};

/// What an operation did.
struct Outcome {
  uint64_t value = 0; ///< found
  bool success = false;
  bool reads = false, writes = false;
  bool isStale = false;
  uint32_t readFrom = 0; ///< the message's number
  int location = -1;     ///< -1: the order of the fences
  uint64_t stored = 0;
};

class Memory {
  std::deque<Message> pool;
  size_t used = 0;
  std::vector<Location> locations;
  size_t count = 0; ///< of the locations, those of this execution
  unsigned fenceNumber = 0;
  View fenceView;

  Message &newMessage();
  Message &insert(Location &L, Message *Behind);
  void acquire(WarpMemory &W, const Message &M, int Order);
  void publish(WarpMemory &W, unsigned Warp, Message &M, int Order);
  bool hasChanged(const Seen &S) const;

public:
  std::span<Location> known() { return {locations.data(), count}; }
  std::span<const Location> known() const { return {locations.data(), count}; }
  const Location &location(int L) const { return locations[size_t(L)]; }

  /// What the devices do and C++ does not promise: a store is performed after
  /// the loads that come before it in program order. So its place is behind all
  /// that those have been told of, and what they have been told of, whoever
  /// acquires a release behind them is told, too. On NVIDIA's GPUs a store that
  /// depends on a load, by a branch or by its value, waits for the load, and a
  /// release is a barrier (MEMBAR) and a store; x86-64 does it always.
  bool ordersLoadsBeforeStores = true;

  /// Forgets everything; what memory holds is what was there before.
  void clear();

  /// The location of an access; created when it is the first. -1 and a text if
  /// it overlaps another one.
  int locate(uintptr_t Address, uint8_t Bytes, std::string &Error);

  /// Everything that the operation may do now. Certain: it can go on however
  /// long a stale value stays to be seen.
  void choices(const WarpMemory &W, const Operation &O, int Location,
               bool MayTimeOut, std::vector<Choice> &Result,
               bool &Certain) const;

  /// Step is the number of what this is in the execution.
  Outcome perform(WarpMemory &W, unsigned Warp, const Operation &O,
                  int Location, Choice C, uint32_t Step);
  void fence(WarpMemory &W, unsigned Warp, int Order);
  Outcome sequentialFence(WarpMemory &W, unsigned Warp, uint32_t Step);
  /// All stores have arrived everywhere.
  void settle(WarpMemory &W);
  void announce(unsigned Warp, uintptr_t Address);
};

uint64_t readWord(uintptr_t Address, uint8_t Bytes);
void writeWord(uintptr_t Address, uint8_t Bytes, uint64_t Value);
/// What a read-modify-write stores.
uint64_t changed(const Operation &O, uint64_t Found);

} // namespace heddle::model

#endif // HEDDLE_TEST_MODEL_MEMORY_H
