// A program that lives at the edge of a full heap goes on at its pace: what cannot be had is
// refused without a search of the whole heap, and what threads have in their caches is not
// taken from them for each failure.
// RUN: %heddle %s -O2 -o %t
// RUN: env HEDDLE_HEAP=2G HEDDLE_WARPS=8 %run %t | FileCheck %s
// CHECK: all threads are done

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <utility>
#include <vector>

constexpr unsigned Count = 7, Rounds = 40'000, Kept = 256;
constexpr size_t Sizes[] = {16, 100, 1000, 3000, 6000, 20000, 60000};

static std::atomic<unsigned> Failed;

static void live(unsigned Seed) {
  std::vector<void *> Small(Kept);
  unsigned X = Seed * 2654435761u | 1, Failures = 0;
  for (unsigned I = 0; I < Rounds; ++I) {
    X ^= X << 13, X ^= X >> 17, X ^= X << 5;
    void *volatile Large = std::malloc(X % 3 ? 200'000 : 90'000);
    Failures += !Large;
    std::free(Large);
    void *&Place = Small[X / 16 % Kept];
    std::free(Place);
    Place = std::malloc(Sizes[X / 4096 % std::size(Sizes)]);
    if (Place)
      *(unsigned *)Place = X;
  }
  for (void *Block : Small)
    std::free(Block);
  Failed += Failures;
}

int main() {
  // Runs of 9 pages, of which every second is free: many, and all a little too short.
  std::vector<void *> All;
  All.reserve(100'000);
  while (void *Block = std::malloc(73'000))
    All.push_back(Block);
  // Not the last, behind which there may be more.
  for (size_t I = 0; I + 1 < All.size(); I += 2)
    std::free(std::exchange(All[I], nullptr));
  std::vector<std::thread> Threads;
  for (unsigned I = 0; I < Count; ++I)
    Threads.emplace_back(live, I + 1);
  for (std::thread &T : Threads)
    T.join();
  if (Failed < Count * Rounds)
    std::printf("only %u failed\n", Failed.load());
  for (void *Block : All)
    std::free(Block);
  void *Again = std::malloc(100'000'000);
  for (int I = 0; !Again && I < 500; ++I) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    Again = std::malloc(100'000'000);
  }
  std::printf("%s\n", Again ? "all threads are done" : "the heap is torn");
  std::free(Again);
}
