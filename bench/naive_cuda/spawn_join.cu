//===- spawn_join.cu - Waking warps through mailboxes ---------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The least that starting and joining a thread on a warp can be: each idle warp
// polls a mailbox of its own; warp 0 writes a function and its argument into
// it, then polls the word that says it is done. There is no queue, no thread
// that was not foreseen, no stack, no heap. In the tree each thread does so with
// the two mailboxes that are its children's.
//
// usage: spawn_join [threads at once] [repeats] [nanoseconds between polls]
//
//===----------------------------------------------------------------------===//

#include "Device.h"

using namespace bench;

enum : unsigned { Idle, Posted, Leave };

struct alignas(128) Mailbox {
  unsigned State;
  void (*Function)(void *);
  void *Argument;
  unsigned Done;
};

__device__ void count(void *Argument) {
  atomicAdd(static_cast<unsigned *>(Argument), 1u);
}

__device__ void spawn(Mailbox &Box, void (*Function)(void *), void *Argument) {
  Box.Function = Function;
  Box.Argument = Argument;
  Box.Done = 0;
  storeRelease(&Box.State, Posted);
}

__device__ void join(Mailbox &Box, unsigned SleepNs) {
  while (loadAcquire(&Box.Done) == 0)
    if (SleepNs)
      __nanosleep(SleepNs);
}

/// What a thread of the tree has to know; node i runs in mailbox i + 1.
struct Node {
  Mailbox *Boxes;
  Node *Nodes;
  unsigned Index, Count, SleepNs, Ran;
};

__device__ void runNode(void *Argument) {
  Node &Me = *static_cast<Node *>(Argument);
  Me.Ran += 1;
  for (unsigned i = 2 * Me.Index + 1; i <= 2 * Me.Index + 2 && i < Me.Count; ++i)
    spawn(Me.Boxes[i + 1], runNode, &Me.Nodes[i]);
  for (unsigned i = 2 * Me.Index + 1; i <= 2 * Me.Index + 2 && i < Me.Count; ++i)
    join(Me.Boxes[i + 1], Me.SleepNs);
}

__device__ void serve(Mailbox &Box, unsigned SleepNs) {
  for (;;) {
    unsigned State;
    while ((State = loadAcquire(&Box.State)) == Idle)
      if (SleepNs)
        __nanosleep(SleepNs);
    if (State == Leave)
      return;
    Box.State = Idle;
    Box.Function(Box.Argument);
    storeRelease(&Box.Done, 1);
  }
}

/// One, Many and Tree take the nanoseconds of each repeat: of Row threads one
/// after the other, and of ThreadCount at once in two ways.
__global__ void __launch_bounds__(BlockThreads)
    spawnJoin(Mailbox *Boxes, unsigned *Ran, Node *Nodes, unsigned ThreadCount,
              unsigned Repeats, unsigned Row, unsigned SleepNs, uint64_t *One,
              uint64_t *Many, uint64_t *Tree) {
  if (threadIdx.x % 32)
    return;
  // Consecutive warps are on different SMs.
  unsigned Warp = threadIdx.x / 32 * gridDim.x + blockIdx.x;
  if (Warp > ThreadCount)
    return;
  if (Warp > 0) {
    serve(Boxes[Warp], SleepNs);
    return;
  }
  for (unsigned r = 0; r < Repeats; ++r) {
    uint64_t Start = timer();
    for (unsigned i = 0; i < Row; ++i) {
      spawn(Boxes[1], count, &Ran[1]);
      join(Boxes[1], SleepNs);
    }
    One[r] = timer() - Start;
  }
  for (unsigned r = 0; r < Repeats; ++r) {
    uint64_t Start = timer();
    for (unsigned i = 1; i <= ThreadCount; ++i)
      spawn(Boxes[i], count, &Ran[i]);
    for (unsigned i = 1; i <= ThreadCount; ++i)
      join(Boxes[i], SleepNs);
    Many[r] = timer() - Start;
  }
  for (unsigned r = 0; r < Repeats; ++r) {
    uint64_t Start = timer();
    spawn(Boxes[1], runNode, &Nodes[0]);
    join(Boxes[1], SleepNs);
    Tree[r] = timer() - Start;
  }
  for (unsigned i = 1; i <= ThreadCount; ++i)
    storeRelease(&Boxes[i].State, Leave);
}

int main(int argc, char **argv) {
  unsigned ThreadCount =
      argument(argc, argv, 1, multiprocessors() * WarpsPerBlock - 1);
  unsigned Repeats = argument(argc, argv, 2, 21) + 1;
  unsigned SleepNs = argument(argc, argv, 3, 0);
  constexpr unsigned Row = 32;
  std::printf("# device gpu\n# threads %u\n", ThreadCount);

  auto *Boxes = allocate<Mailbox>(ThreadCount + 1);
  auto *Ran = allocate<unsigned>(ThreadCount + 1);
  auto *Nodes = allocate<Node>(ThreadCount);
  std::vector<Node> Foreseen;
  for (unsigned i = 0; i < ThreadCount; ++i)
    Foreseen.push_back({Boxes, Nodes, i, ThreadCount, SleepNs, 0});
  check(cudaMemcpy(Nodes, Foreseen.data(), ThreadCount * sizeof(Node),
                   cudaMemcpyHostToDevice),
        "cudaMemcpy");
  auto *One = allocate<uint64_t>(Repeats), *Many = allocate<uint64_t>(Repeats);
  auto *Tree = allocate<uint64_t>(Repeats);
  launch(spawnJoin, blocksFor(ThreadCount + 1), BlockThreads, Boxes, Ran, Nodes,
         ThreadCount, Repeats, Row, SleepNs, One, Many, Tree);

  std::vector<unsigned> Times = copyBack(Ran, ThreadCount + 1);
  for (unsigned i = 1; i <= ThreadCount; ++i)
    if (Times[i] != Repeats + (i == 1 ? Repeats * Row : 0))
      return std::printf("thread %u ran %u times\n", i, Times[i]), 1;
  for (const Node &Each : copyBack(Nodes, ThreadCount))
    if (Each.Ran != Repeats)
      return std::printf("node %u ran %u times\n", Each.Index, Each.Ran), 1;
  result("spawn_join_one", medianOf(copyBack(One, Repeats), Row), "ns");
  result("spawn_join_many", medianOf(copyBack(Many, Repeats), ThreadCount),
         "ns/thread");
  result("spawn_join_tree", medianOf(copyBack(Tree, Repeats), 1) / 1000, "us");
}
