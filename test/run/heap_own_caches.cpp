// A malloc that would fail takes what its own warp has in its caches, however little that is:
// a single small block between large ones would keep them from becoming one again.
// RUN: %heddle %s -O2 -o %t
// RUN: env HEDDLE_HEAP=64M HEDDLE_WARPS=4 %run %t | FileCheck %s
// CHECK: main: one again
// CHECK: thread: one again

#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

constexpr size_t Large = 8 << 20;

static void fillAndFree(const char *Who) {
  std::vector<void *> Blocks;
  Blocks.reserve(100);
  size_t Bytes = 0;
  // Each small one has a span of its own, behind the large one.
  for (size_t Small = 200; void *Block = std::malloc(Large); Small += Small / 4) {
    Blocks.push_back(Block);
    Bytes += Large;
    Blocks.push_back(std::malloc(Small));
  }
  for (void *Block : Blocks)
    std::free(Block);
  void *volatile One = std::malloc(Bytes - Large);
  std::printf("%s: %s\n", Who, One ? "one again" : "torn");
  std::free(One);
}

int main() {
  fillAndFree("main");
  std::thread(fillAndFree, "thread").join();
}
