//===- Gathering.cpp - Threads of a block that arrive together ------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What std::barrier (libcxx-counting-barrier.patch) calls. All of what a phase takes
// when nothing is unusual is a part of the caller.
//
//===----------------------------------------------------------------------===//

#include "Block.h"
#include "Wait.h"

using namespace heddle;

extern "C" uint64_t __heddle_await_change(const void *Word, uint64_t Old,
                                          uint32_t Bytes);

namespace {

/// How long the first one waits for another to come: some 300 ns on a GPU.
constexpr uint32_t PollsForMore = 16;
/// How long one that has joined waits for the leader's word alone: some 60 us. Then
/// it waits as a thread does that is alone, and says so in its record.
constexpr uint32_t PollsForLeader = 470;
/// The same if the leader does not wait itself yet: some millisecond.
constexpr uint32_t PollsForLateLeader = 4000;
constexpr int FirstPolls = 16;

/// After it has succeeded, the gathering remains the object's until stopUsing.
inline bool use(Gathering &G, const void *Object) {
  uint32_t Users = arch::blockIncrement(&G.users);
  if (__builtin_expect(!(Users & TakenOver) && G.object == Object, true))
    return true;
  arch::blockDecrement(&G.users);
  return false;
}

inline void stopUsing(Gathering &G) { arch::blockDecrement(&G.users); }

/// Makes it the object's, for the caller to use, unless others use it.
[[gnu::noinline]] bool takeOver(Gathering &G, const void *Object) {
  if (!arch::blockReplace(&G.users, 0, TakenOver))
    return false;
  G.object = Object;
  GatheringState State = {arch::blockLoad(&G.state)};
  arch::blockStore(&G.state, State.next(1).bits);
  // Those who have come meanwhile go again.
  uint32_t Users = TakenOver;
  while (!arch::blockReplace(&G.users, Users, Users - TakenOver + 1))
    Users = arch::blockLoad(&G.users);
  return true;
}

/// The first that has joined waits for the others. Returns the state if it has to lead
/// those that have come, which is never 0, and otherwise 0.
[[gnu::noinline]] uint32_t awaitOthers(Gathering &G, GatheringState Joined) {
  for (GatheringState Seen = Joined;;) {
    arch::blockAwait(&G.state, ~0u, Seen.bits, PollsForMore);
    GatheringState Now = {arch::blockLoadRelaxed(&G.state)};
    if (Now.epoch() != Joined.epoch() || !Now.isOpen())
      return 0;
    if (Now.bits == Seen.bits &&
        arch::blockReplace(&G.state, Now.bits, Now.closed().bits))
      return Now.closed().bits;
    Seen = Now;
  }
}

/// Waits for the end of the epoch, in which the leader waits for the end of a phase
/// that the caller has arrived in.
[[gnu::noinline]] void awaitLeaderLong(Gathering &G, uint32_t Epoch,
                                       const void *Phase) {
  for (;;) {
    uint32_t Awaited = arch::blockLoad(&G.awaited);
    GatheringState State = {arch::blockLoad(&G.state)};
    if (State.epoch() != Epoch)
      return;
    if ((Awaited & GatheringState::Epoch) == Epoch) {
      __heddle_await_change(Phase, Awaited & 0xffff, sizeof(uint32_t));
      return;
    }
    arch::blockAwait(&G.state, GatheringState::Epoch, Epoch, PollsForLateLeader);
  }
}

inline void awaitLeader(Gathering &G, uint32_t Epoch, const void *Phase) {
  if (__builtin_expect(!arch::blockAwait(&G.state, GatheringState::Epoch, Epoch,
                                         PollsForLeader),
                       false))
    awaitLeaderLong(G, Epoch, Phase);
}

} // namespace

extern "C" {

/// For a thread that arrives at the object and waits for the end of the phase, which the
/// word Phase tells: returns the Membership, whose arrivals it then has to make, or 0 if
/// another thread has made its arrival, when the phase is over. Those of a lone thread are
/// made without delay.
[[clang::always_inline]] uint64_t __heddle_gather(const void *Object,
                                                  const void *Phase) {
  Gathering &G = gatheringOf(Object);
  GatheringState State = {arch::blockLoadRelaxed(&G.state)};
  if (!State.isOpen() || State.expected() == 1 || !use(G, Object))
    return Membership::lone(Role::Alone).bits();
  State = {arch::blockJoin(&G.state)};
  int Room = State.room();
  if (Room <= 0)
    return Membership::lone(Role::Late).bits();
  State.bits += GatheringState::OneMore;
  if (Room == 1)
    return Membership{Role::Leader, State}.bits();
  if (State.count() == 1)
    if (uint32_t Closed = awaitOthers(G, State))
      return Membership{Role::Leader, {Closed}}.bits();
  // From the first that joins until the leader disperses, one of these two uses it.
  stopUsing(G);
  awaitLeader(G, State.epoch(), Phase);
  return 0;
}

[[clang::always_inline]] uint32_t __heddle_gathered(uint64_t Bits) {
  return Membership::of(Bits).arrivals();
}

/// After the thread has made its own arrival, and while it waits for the answer: makes it
/// known to the gathering.
[[clang::always_inline]] uint64_t __heddle_gather_late(const void *Object,
                                                       uint64_t Bits) {
  Gathering &G = gatheringOf(Object);
  Membership Self = Membership::of(Bits);
  if (Self.role == Role::Alone) {
    if (!use(G, Object) && !takeOver(G, Object))
      return Bits;
    // The only one that is expected leads. Not by adding: more may be expected by then.
    GatheringState State = {arch::blockLoad(&G.state)};
    Self = {Role::Late, {State.bits + GatheringState::OneMore}};
    if (State.isOpen() && State.expected() == 1 &&
        arch::blockReplace(&G.state, State.bits, Self.state.bits))
      Self.role = Role::Leader;
  }
  // What former leaders have said is not to be taken for this one's when epochs come
  // round. (A release would wait for the answer, and only then begin.)
  if (Self.role == Role::Leader)
    arch::blockStoreRelaxed(&G.awaited,
                            Self.state.epoch() ^ GatheringState::FarEpoch);
  else
    arch::blockIncrement(&G.late);
  return Self.bits();
}

/// For one that has arrived: returns when *Phase is no longer what it was in the phase
/// in which it did, with acquire ordering.
[[clang::always_inline]] void __heddle_await_phase(const void *Object,
                                                   const void *Phase,
                                                   uint32_t Old,
                                                   uint64_t Bits) {
  Gathering &G = gatheringOf(Object);
  Membership Self = Membership::of(Bits);
  uint32_t InPhase = Old & 0xffff;
  if (Self.role == Role::Leader)
    arch::blockStoreRelaxed(&G.awaited, Self.state.epoch() | InPhase);
#pragma clang loop unroll(disable)
  for (int Poll = 0; Poll < FirstPolls && Self.role == Role::Late; ++Poll) {
    uint32_t Awaited = arch::blockLoad(&G.awaited);
    GatheringState State = {arch::blockLoad(&G.state)};
    if (Awaited == (State.epoch() | InPhase))
      return awaitLeader(G, State.epoch(), Phase);
    if (((const Atomic<uint32_t> *)Phase)->load(Acquire) != Old)
      return;
    arch::pause();
  }
  __heddle_await_change(Phase, Old, sizeof(uint32_t));
}

/// When the phase is over, for one that has arrived for itself. Does not access the
/// object, which may be gone.
[[clang::always_inline]] void __heddle_disperse(const void *Object,
                                                uint64_t Bits) {
  Gathering &G = gatheringOf(Object);
  Membership Self = Membership::of(Bits);
  if (Self.role == Role::Alone)
    return;
  if (Self.role == Role::Leader) {
    uint32_t Late = arch::blockLoadRelaxed(&G.late);
    if (Late)
      arch::blockStoreRelaxed(&G.late, 0);
    // Nobody replaces the state of a closed gathering. Who adds to it has come late.
    uint32_t Next = Self.state.next(Self.state.count() + Late).bits;
    arch::blockStore(&G.state, Next);
  }
  stopUsing(G);
}

} // extern "C"
