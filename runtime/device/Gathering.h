//===- Gathering.h - Threads of a block that arrive together --------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The L2 answers one atomic operation or one poll of a word in about a nanosecond, so
// what a barrier of all warps takes is how many of them ask it. The warps of a block
// have memory of their own that answers ten times as soon (arch::blockLocal). There
// they add up their arrivals, and one of them, the leader, arrives at the barrier
// for all and polls for all (software combining: Yew, Tzeng and Lawrie 1987).
//
// Nobody knows which threads will come to a barrier, so a block remembers of each
// barrier how many of its threads came to the last phase:
//
// - A thread that arrives while fewer than that have come joins. The one that
//   completes the number is the leader; if for some time nobody comes, the first is.
//   From then on nobody can join, until the leader has seen the phase's end.
// - Whoever does not join arrives for itself, as a lone thread does, and waits for the
//   leader's word only if it has found out that the leader waits for the same phase.
// - The leader begins a new epoch when the phase is over, which is what the others wait
//   for, and says how many are expected in it: those that joined, and those that came
//   late.
//
// A gathering is found by the barrier's address. Another barrier can have it when
// nobody uses it: who does so says so before it looks whose it is. Those that have joined
// need not go on saying so, since the first of them does and then the leader. What it
// says of the past may be of a barrier that stood there before, but nothing depends on
// it: epochs are the gathering's own, and those that have joined or lead are still
// inside of the barrier.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_GATHERING_H
#define HEDDLE_RUNTIME_DEVICE_GATHERING_H

#include "Atomic.h"
#include "../arch/Arch.h"

namespace heddle {

/// One of the block's table, which is zero at first.
struct alignas(32) Gathering {
  const void *object; ///< changed by whoever has set TakenOver
  uint32_t users;     ///< threads that rely on object; or TakenOver
  uint32_t state;     ///< GatheringState
  /// The epoch and, in the low half, the phase (its low bits) whose end the
  /// leader waits for. Says so only while the epoch is the state's.
  uint32_t awaited;
  uint32_t late; ///< in this epoch; only roughly
};
inline constexpr uint32_t TakenOver = uint32_t(1) << 31;
inline constexpr uint32_t GatheringCount = 16;

/// Changed by atomic operations only, and the count by nothing but adding one while
/// the epoch lasts. Threads that lost a race to be the last add to it as well.
struct GatheringState {
  static constexpr uint32_t OneMore = 1, ExpectedUnit = 1 << 8,
                            EpochUnit = 1 << 16, Epoch = 0xffffu << 16;
  /// Half of all epochs away: no thread's state is as old as that.
  static constexpr uint32_t FarEpoch = 1u << 31;
  static constexpr uint32_t MostExpected = abi::MaxWarpsPerBlock;
  uint32_t bits;

  uint32_t count() const { return bits & 0xff; }
  uint32_t expected() const { return bits >> 8 & 0xff; }
  uint32_t epoch() const { return bits & Epoch; }
  /// How many can still join; negative if some came too late.
  int room() const { return int(expected()) - int(count()); }
  bool isOpen() const { return room() > 0; }
  GatheringState closed() const {
    return {epoch() | count() * ExpectedUnit | count()};
  }
  GatheringState next(uint32_t Expected) const {
    return {epoch() + EpochUnit +
            (Expected < MostExpected ? Expected : MostExpected) * ExpectedUnit};
  }
};

/// What a thread is in the phase that it arrives in.
enum class Role : uint32_t {
  Alone,  ///< has nothing to do with a gathering
  Late,   ///< uses it, and has arrived for itself
  Leader, ///< has arrived or is to arrive for all that have joined
};

/// How libc++'s barrier is told: a word, so that it needs no memory, and never 0.
struct Membership {
  Role role;
  /// What it was with the thread in it. Its count is how many arrivals the thread makes.
  GatheringState state;

  static Membership lone(Role R) { return {R, {GatheringState::OneMore}}; }
  uint64_t bits() const { return uint64_t(role) << 32 | state.bits; }
  static Membership of(uint64_t Bits) {
    return {Role(Bits >> 32), {uint32_t(Bits)}};
  }
  uint32_t arrivals() const { return state.count(); }
};

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_GATHERING_H
