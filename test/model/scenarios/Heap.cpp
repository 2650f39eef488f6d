//===- Heap.cpp - Scenarios of what warps share of the heap ---------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every block is written to, so one that two warps get is a data race.
//
//===----------------------------------------------------------------------===//

#include "../Scenario.h"

#include "../../../runtime/device/ObjectCache.h"

#include <stdlib.h>

using namespace heddle;

static Depot TheDepot;
static Magazine Magazines[2];
static int Got[3];

/// The depot does not look into magazines.
template <int I> static void put() {
  Magazines[I].rounds[0] = &Magazines[I];
  TheDepot.put(&Magazines[I]);
}

template <int I> static void take() {
  if (Magazine *M = TheDepot.take()) {
    CHECK(M->rounds[0] == M);
    M->rounds[0] = nullptr;
    Got[I] = 1;
  }
}

static int leftInDepot() {
  int Left = 0;
  while (TheDepot.take())
    ++Left;
  return Left;
}

SCENARIO(depot_put_take, 2) {
  runTogether(put<0>, take<0>);
  CHECK(Got[0] + leftInDepot() == 1);
}

SCENARIO(depot_two_takers, 3) {
  runTogether(put<0>, take<0>, take<1>);
  CHECK(Got[0] + Got[1] + leftInDepot() == 1);
}

SCENARIO(depot_two_putters, 3) {
  runTogether(put<0>, put<1>, [] { take<0>(); });
  CHECK(Got[0] + leftInDepot() == 2);
}

/// Or else the compiler does without the block.
static void keep(void *Block) { asm volatile("" : : "r"(Block) : "memory"); }

/// The first block of its size: one warp starts the span, the others wait for
/// it.
static void allocate() {
  auto *Block = (int *)malloc(3000);
  CHECK(Block);
  keep(Block);
  Block[0] = Block[1] = 7;
}

SCENARIO(heap_span_two, 2) { runTogether(allocate, allocate); }

SCENARIO(heap_span_three, 3) { runTogether(allocate, allocate, allocate); }

/// Large blocks are handed out under the page heap's lock.
SCENARIO(heap_pages, 2) {
  Part Use = [] {
    auto *Block = (int *)malloc(100 * 1000);
    CHECK(Block);
    keep(Block);
    Block[0] = 7;
    free(Block);
  };
  runTogether(Use, Use);
}

static Atomic<int *> Handed;

/// A block that another thread frees, which looks up its class in memory, and hands out
/// again.
SCENARIO(heap_free_there, 2) {
  runTogether(
      [] {
        auto *Block = (int *)malloc(3000);
        CHECK(Block);
        Block[0] = 1;
        Handed.store(Block, Release);
      },
      [] {
        int *Block = Handed.load(Acquire);
        if (!Block)
          return;
        CHECK(Block[0] == 1);
        free(Block);
        auto *Again = (int *)malloc(3000);
        keep(Again);
        CHECK(Again == Block);
        Again[0] = 2;
        auto *Another = (int *)malloc(3000);
        keep(Another);
        CHECK(Another && Another != Again);
        Another[0] = 3;
      });
}
