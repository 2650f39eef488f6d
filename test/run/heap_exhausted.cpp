// Memory ends: malloc and nothrow new return null, new ends the program, and
// what was freed can be had again.
// RUN: %heddle %s -O2 -o %t
// RUN: env HEDDLE_HEAP=64M %run %t | FileCheck %s
// CHECK: null, again null, recovered
// CHECK: null, again null, recovered
// RUN: sh -c 'HEDDLE_HEAP=64M %run %t throw 2>&1; echo "status $?"' | FileCheck %s --check-prefix=THROW
// THROW: terminate called after throwing an instance of 'std::bad_alloc'
// THROW: status 134

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <thread>
#include <vector>

constexpr size_t Bytes = 100000, FewestBlocks = 300, MostBlocks = 700;

template <typename Allocate, typename Free>
static void exhaust(Allocate Get, Free Release) {
  std::vector<void *> Blocks;
  Blocks.reserve(MostBlocks);
  while (void *Block = Get()) {
    std::memset(Block, 1, Bytes);
    Blocks.push_back(Block);
    if (Blocks.size() == MostBlocks)
      std::abort();
  }
  // Or else the optimizer takes it that an allocation nobody uses succeeds.
  void *volatile Beyond = Get();
  const char *Again = Beyond ? "not null" : "null";
  if (Blocks.size() < FewestBlocks)
    std::abort();
  for (void *Block : Blocks)
    Release(Block);
  void *Block = Get();
  std::printf("null, again %s, %s\n", Again, Block ? "recovered" : "lost");
  Release(Block);
}

int main(int Count, char **) {
  std::thread([Count] {
    if (Count > 1)
      for (;;)
        std::memset(::operator new(Bytes), 1, Bytes);
    exhaust([] { return std::malloc(Bytes); }, std::free);
    exhaust([] { return ::operator new(Bytes, std::nothrow); },
            [](void *Block) { ::operator delete(Block); });
  }).join();
}
