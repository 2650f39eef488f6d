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

static int *Blocks[2];

template <int I> static void allocateLarge() {
  Blocks[I] = (int *)malloc(100 * 1000);
  if (Blocks[I])
    Blocks[I][0] = 7;
}

/// Until the heap has to grow for one more, and nothing is left to reap.
static void fillHeap() {
  do
    while (ThePageHeap.has(13, PageBytes))
      keep(malloc(100 * 1000));
  while (reapDepots(13, PageBytes));
}

/// One of them asks the host, for enough for both, and the other waits for it or finds
/// that it has been done.
SCENARIO(heap_growth, 2) {
  fillHeap();
  CHECK(model_growths == 0);
  runTogether(allocateLarge<0>, allocateLarge<1>);
  CHECK(Blocks[0] && Blocks[1] && Blocks[0] != Blocks[1]);
  CHECK(model_growths == 1);
}

/// What one has been refused the other does not ask for.
SCENARIO(heap_growth_refused, 2) {
  fillHeap();
  model_refuses = true;
  runTogether(allocateLarge<0>, allocateLarge<1>);
  CHECK(!Blocks[0] && !Blocks[1]);
  CHECK(model_growths == 1);
}

/// A run that is freed meanwhile goes to one of them, or to both, one after the other.
SCENARIO(heap_growth_freed, 2) {
  void *Block = malloc(100 * 1000);
  keep(Block);
  fillHeap();
  Blocks[1] = (int *)Block;
  runTogether(allocateLarge<0>, [] {
    free(Blocks[1]);
    allocateLarge<1>();
  });
  CHECK(Blocks[0] && Blocks[1] && Blocks[0] != Blocks[1]);
  CHECK(model_growths <= 1);
}

/// Until there is nothing left, as the host has no more.
static void exhaustHeap() {
  model_refuses = true;
  while (void *Block = malloc(100 * 1000))
    keep(Block);
}

/// Exhausts the heap and then frees the first Freed of Count objects, four of which are a span.
/// Main's warp keeps the last two of them in its magazines, and the depot has the others.
static void fillCaches(int Count, int Freed) {
  void *Objects[8];
  for (int I = 0; I < Count; ++I)
    keep(Objects[I] = malloc(60 * 1000));
  exhaustHeap();
  for (int I = 0; I < Freed; ++I) {
    free(Objects[I]);
    // The heap writes to what it has.
    model_constructed(Objects[I], 60 * 1000);
  }
}

/// One span, for which both look at the same time.
SCENARIO(heap_reaping, 2) {
  fillCaches(4, 4);
  runTogether(allocateLarge<0>, allocateLarge<1>);
  CHECK(Blocks[0] && Blocks[0] != Blocks[1]);
}

/// The depot has all of a span, enough for both: nobody is refused because another has it in
/// hand.
SCENARIO(heap_reaping_depot, 2) {
  fillCaches(8, 6);
  runTogether(allocateLarge<0>, allocateLarge<1>);
  CHECK(Blocks[0] && Blocks[1] && Blocks[0] != Blocks[1]);
}

/// There is one free run. While one cuts its block from it, the other does not take it for
/// gone.
SCENARIO(heap_cut_meanwhile, 2) {
  void *Both = malloc(300 * 1000);
  keep(Both);
  exhaustHeap();
  free(Both);
  runTogether(allocateLarge<0>, allocateLarge<1>);
  CHECK(Blocks[0] && Blocks[1] && Blocks[0] != Blocks[1]);
}

/// The same, while the run becomes longer.
SCENARIO(heap_merged_meanwhile, 2) {
  void *One = malloc(100 * 1000), *Next = malloc(100 * 1000);
  keep(One);
  keep(Next);
  exhaustHeap();
  free(One);
  Blocks[1] = (int *)Next;
  runTogether(allocateLarge<0>, [] { free(Blocks[1]); });
  CHECK(Blocks[0]);
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
