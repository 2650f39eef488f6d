//===- Gathering.cpp - Scenarios of std::barrier in one block -------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The library's own barrier. All warps are in one block. What a gathering has learned of the
// phases before stands in the block's table, so most scenarios begin there.
//
//===----------------------------------------------------------------------===//

#include "../Scenario.h"

#include "../../runtime/device/Block.h"

// Scenarios are compiled with ThreadSanitizer's pass.
#define _LIBCPP_BARRIER_GATHERS 1
#include <barrier>
#include <new>
#include <utility>

using heddle::Gathering;
using heddle::GatheringState;
using heddle::gatheringOf;

namespace {

union Storage {
  std::barrier<> barrier;
  Storage() {}
  ~Storage() {}
};

Storage First, Second;
int Written[4];

void destroy(Storage &S) {
  S.barrier.~barrier();
  destroyed(S);
}

void construct(Storage &S, int Count) { new (&S.barrier) std::barrier<>(Count); }

/// As if so many threads of the block had come to its last phase.
void expect(Storage &S, uint32_t Threads) {
  Gathering &G = gatheringOf(&S.barrier);
  G.object = &S.barrier;
  G.state = GatheringState{0}.next(Threads).bits;
}

template <int I, int Count> void pass(Storage &S, int Phase) {
  Written[I] = Phase;
  S.barrier.arrive_and_wait();
  for (int J = 0; J < Count; ++J)
    CHECK(Written[J] >= Phase);
}

template <int I, int Count> void once() { pass<I, Count>(First, 1); }

/// Nobody writes while others read.
template <int I, int Count> void twice() {
  pass<I, Count>(First, 1);
  First.barrier.arrive_and_wait();
}

void impatient() { model_impatient(true); }

} // namespace

SCENARIO(gathering_first, 2) {
  construct(First, 2);
  runTogether(once<0, 2>, once<1, 2>);
}

SCENARIO(gathering_two, 2) {
  construct(First, 2);
  expect(First, 2);
  runTogether(once<0, 2>, once<1, 2>);
}

SCENARIO(gathering_two_twice, 2) {
  construct(First, 2);
  expect(First, 2);
  runTogether(twice<0, 2>, twice<1, 2>);
}

SCENARIO(gathering_three, 3) {
  construct(First, 3);
  expect(First, 3);
  runTogether(once<0, 3>, once<1, 3>, once<2, 3>);
}

/// Whoever has seen the phase's end comes before what begins the next one.
SCENARIO(gathering_early, 2) {
  construct(First, 2);
  runTogether(
      [] {
        Written[0] = 1;
        First.barrier.wait(First.barrier.arrive());
        CHECK(Written[1] == 1);
        First.barrier.wait(First.barrier.arrive());
        Written[1] = 2;
      },
      [] {
        Written[1] = 1;
        First.barrier.wait(First.barrier.arrive());
        CHECK(Written[0] == 1);
        First.barrier.wait(First.barrier.arrive());
        Written[0] = 2;
      });
  destroy(First);
}

/// A thread that leaves, and so one that is alone in what follows.
SCENARIO(gathering_drop, 2) {
  construct(First, 2);
  runTogether(
      [] {
        First.barrier.wait(First.barrier.arrive());
        CHECK(Written[1] == 1);
        First.barrier.wait(First.barrier.arrive());
        CHECK(Written[2] == 1);
        First.barrier.wait(First.barrier.arrive());
        destroy(First);
      },
      [] {
        Written[1] = 1;
        First.barrier.wait(First.barrier.arrive());
        Written[2] = 1;
        First.barrier.arrive_and_drop();
      });
}

/// One of them is late.
SCENARIO(gathering_late, 3) {
  construct(First, 3);
  expect(First, 2);
  runTogether(once<0, 3>, once<1, 3>, once<2, 3>);
}

/// The leader waits for a thread that does not gather.
SCENARIO(gathering_other_block, 3) {
  construct(First, 3);
  expect(First, 2);
  runTogether([] {
    Written[2] = 1;
    (void)First.barrier.arrive();
  }, once<0, 3>, once<1, 3>);
}

/// More are expected than come: the first does not wait for ever.
SCENARIO(gathering_fewer, 3) {
  construct(First, 3);
  expect(First, 3);
  runTogetherAfter(impatient, [] {
    Written[2] = 1;
    (void)First.barrier.arrive();
  }, once<0, 3>, once<1, 3>);
}

/// The leader's word does not come in time. (In the second phase, since what says nothing
/// yet is of the first.)
SCENARIO(gathering_impatient, 3) {
  construct(First, 3);
  (void)First.barrier.arrive(3);
  expect(First, 2);
  runTogetherAfter(
      impatient,
      [] {
        Written[2] = 1;
        (void)First.barrier.arrive();
      },
      once<0, 3>, once<1, 3>);
}

SCENARIO(gathering_impatient_three, 3) {
  construct(First, 3);
  expect(First, 2);
  runTogetherAfter(impatient, once<0, 3>, once<1, 3>, once<2, 3>);
}

/// More are expected than in the phase before when a thread has arrived that knew
/// nothing of it.
SCENARIO(gathering_more, 3) {
  static heddle::Atomic<uint32_t> Begun;
  construct(First, 3);
  (void)First.barrier.arrive();
  expect(First, 1);
  gatheringOf(&First.barrier).late = 1;
  runTogether(
      [] {
        First.barrier.arrive_and_wait();
        pass<0, 3>(First, 1);
      },
      [] {
        First.barrier.wait(First.barrier.arrive());
        raise(Begun);
        pass<1, 3>(First, 1);
      },
      [] {
        await(Begun);
        Written[2] = 1;
        (void)First.barrier.arrive();
      });
}

/// A thread that polls the barrier itself goes on to the next phase while the leader has not
/// seen the end of this one.
SCENARIO(gathering_ahead, 3) {
  construct(First, 3);
  expect(First, 2);
  Part Together = twice<0, 2>;
  runTogether([] {
    First.barrier.wait(First.barrier.arrive());
    pass<2, 2>(First, 1);
  }, Together, twice<1, 2>);
}

/// It is destroyed when the one that destroys it and all others have returned; the others
/// may still disperse.
SCENARIO(gathering_destroy, 2) {
  static heddle::Atomic<uint32_t> Waiting;
  construct(First, 2);
  expect(First, 2);
  runTogether([] {
    First.barrier.arrive_and_wait();
    await(Waiting);
    destroy(First);
  }, [] {
    First.barrier.arrive_and_wait();
    raise(Waiting);
  });
}

/// The thread that ends the phase does not touch the barrier afterwards.
SCENARIO(gathering_destroy_at_once, 2) {
  static heddle::Atomic<uint32_t> Arrived;
  construct(First, 2);
  expect(First, 2);
  runTogetherAfter(
      impatient,
      [] {
        auto Token = First.barrier.arrive();
        raise(Arrived);
        First.barrier.wait(std::move(Token));
        destroy(First);
      },
      [] {
        await(Arrived);
        First.barrier.arrive_and_wait();
      });
}

/// Another barrier at the same address, while the thread that led in the last phase of
/// the first has not dispersed yet.
SCENARIO(gathering_rebuilt, 3) {
  static heddle::Atomic<uint32_t> Arrived, Rebuilt;
  construct(First, 2);
  expect(First, 1);
  runTogether(
      [] {
        auto Token = First.barrier.arrive();
        raise(Arrived);
        First.barrier.wait(std::move(Token));
        destroy(First);
        model_constructed(&First, sizeof First);
        construct(First, 2);
        raise(Rebuilt);
        pass<0, 2>(First, 1);
      },
      [] {
        await(Arrived);
        First.barrier.arrive_and_wait();
      },
      [] {
        await(Rebuilt);
        pass<1, 2>(First, 1);
      });
}

/// The place in the table is another barrier's.
SCENARIO(gathering_taken_over, 2) {
  construct(First, 2);
  Gathering &G = gatheringOf(&First.barrier);
  G.object = &Second.barrier;
  G.state = GatheringState{0}.next(2).bits;
  runTogether(once<0, 2>, once<1, 2>);
}

/// Two barriers that have the same place. That of the second is the first's, who uses it.
SCENARIO(gathering_shared, 3) {
  alignas(Storage) static char Room[256][alignof(Storage)];
  static Storage *Other;
  construct(First, 2);
  expect(First, 2);
  for (auto &Place : Room)
    if (&gatheringOf(Place) == &gatheringOf(&First.barrier) &&
        Place + sizeof(Storage) <= Room[0] + sizeof Room)
      Other = (Storage *)Place;
  CHECK(Other);
  construct(*Other, 1);
  runTogether(once<0, 2>, once<1, 2>,
              [] { Other->barrier.arrive_and_wait(); });
}
