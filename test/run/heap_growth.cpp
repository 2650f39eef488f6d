// The heap grows while threads allocate: by many steps, up to its limit or to what the
// system has, and then malloc returns null. What was freed can be had again, small or
// large.
// RUN: %heddle %s -O2 -o %t
// RUN: env HEDDLE_HEAP=600M HEDDLE_WARPS=8 %run %t 480 600 | FileCheck %s
// CHECK: full, all blocks intact
// CHECK: full again
// CHECK: one block of a half of it
// RUN: env HEDDLE_HEAP=4M HEDDLE_WARPS=8 %run %t 1 4 | FileCheck %s --check-prefix=SMALL
// SMALL: full, all blocks intact
//
// The system refuses when there is memory for some of the limit. (Stacks of 8 warps
// take 192 MB.)
// RUN: %if cpu %{ sh -c 'ulimit -d 500000 && HEDDLE_DEVICE=cpu HEDDLE_HEAP=8G HEDDLE_WARPS=8 %t 150 500' | FileCheck %s %}

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

struct Block {
  Block *next;
  size_t bytes;
};

static size_t &lastWord(Block *B) {
  return *(size_t *)((char *)B + B->bytes / 16 * 16 - sizeof(size_t));
}

/// Blocks of all kinds until there are no more.
static Block *fill(unsigned Seed, std::atomic<size_t> &Total) {
  Block *List = nullptr;
  for (unsigned X = Seed * 2654435761u | 1;;) {
    X ^= X << 13, X ^= X >> 17, X ^= X << 5;
    size_t Bytes = 32 + (X % 8 ? X / 8 % 40000 : X / 8 % 2000000);
    auto *B = (Block *)std::malloc(Bytes);
    if (!B)
      return List;
    B->next = List;
    B->bytes = Bytes;
    lastWord(B) = size_t(B) ^ Bytes;
    List = B;
    Total += Bytes;
  }
}

/// Whether nobody else wrote to them.
static bool release(Block *List) {
  bool Intact = true;
  while (Block *B = List) {
    List = B->next;
    Intact &= lastWord(B) == (size_t(B) ^ B->bytes);
    std::free(B);
  }
  return Intact;
}

static size_t fillByThreads(unsigned Count, std::atomic<bool> &Intact) {
  std::atomic<size_t> Total{0};
  std::atomic<unsigned> Full{0};
  std::vector<std::thread> Threads;
  for (unsigned I = 0; I < Count; ++I)
    Threads.emplace_back([&, I] {
      Block *List = fill(I + 1, Total);
      ++Full;
      while (Full < Count)
        std::this_thread::yield();
      if (!release(List))
        Intact = false;
    });
  for (std::thread &T : Threads)
    T.join();
  return Total;
}

int main(int, char **Arguments) {
  size_t Least = size_t(std::atol(Arguments[1])) << 20;
  size_t Most = size_t(std::atol(Arguments[2])) << 20;
  std::atomic<bool> Intact{true};
  size_t First = fillByThreads(7, Intact);
  if (First < Least || First > Most)
    std::printf("%zu MB\n", First >> 20);
  std::printf("full, %s\n", Intact ? "all blocks intact" : "blocks overlap");
  size_t Second = fillByThreads(7, Intact);
  std::printf("full %s\n", Intact && Second > First / 10 * 8 ? "again" : "less");

  // Warps give back what they have in their caches soon after their threads have ended.
  void *Half = std::malloc(First / 2);
  for (int I = 0; !Half && I < 500; ++I) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    Half = std::malloc(First / 2);
  }
  std::printf("one block of %s\n", Half ? "a half of it" : "nothing");
  std::free(Half);
}
