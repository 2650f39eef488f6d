// Each of many threads has its own objects: in threads on warps of their own, in
// threads that wait for a warp, and in those that a joiner or a blocked warp runs
// on top of its own.
// RUN: %agree --keep %s -O2
// RUN: env HEDDLE_WARPS=3 %run %agreed | FileCheck %s
// CHECK: 1000 threads: 1000 constructed, 1000 destroyed, sum 499500, clashes 0
// CHECK: 255 tasks: sum 2040, depths right 255
// CHECK: blocked: 1 2 3

#include <atomic>
#include <cstdio>
#include <future>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

static std::atomic<int> Constructed, Destroyed, Right;
static std::mutex Mutex;
/// Of the objects of threads that live.
static std::set<const void *> Addresses;
static int Clashes;

struct Object {
  std::vector<int> Values;
  Object() { Constructed.fetch_add(1, std::memory_order_relaxed); }
  ~Object() { Destroyed.fetch_add(1, std::memory_order_relaxed); }
};
thread_local Object Mine;
thread_local int Depth = 0;

static long task(int Levels) {
  Depth = Levels;
  long Sum = Levels;
  if (Levels > 1) {
    long Left, Right;
    std::thread A([&] { Left = task(Levels - 1); });
    std::thread B([&] { Right = task(Levels - 1); });
    A.join();
    B.join();
    Sum = Left + Right + (Depth == Levels ? 8 : 0);
  } else {
    Sum = 8;
  }
  Right.fetch_add(Depth == Levels, std::memory_order_relaxed);
  return Sum;
}

int main() {
  constexpr int Count = 1000;
  std::vector<std::thread> Threads;
  std::vector<long> Sums(Count);
  for (int I = 0; I < Count; ++I)
    Threads.emplace_back([&Sums, I] {
      {
        std::lock_guard Lock(Mutex);
        Clashes += !Addresses.insert(&Mine).second;
      }
      for (int J = 0; J <= I % 10; ++J)
        Mine.Values.push_back(I);
      for (int Value : Mine.Values)
        Sums[I] += Value;
      Sums[I] /= int(Mine.Values.size());
      std::lock_guard Lock(Mutex);
      Addresses.erase(&Mine);
    });
  for (auto &T : Threads)
    T.join();
  long Sum = 0;
  for (long S : Sums)
    Sum += S;
  std::printf("%d threads: %d constructed, %d destroyed, sum %ld, clashes %d\n",
              Count, Constructed.load(), Destroyed.load(), Sum, Clashes);

  long Total = task(8);
  std::printf("255 tasks: sum %ld, depths right %d\n", Total, Right.load());

  // Each waits for a promise that the next keeps: with few warps, one that is
  // blocked runs the next on top.
  std::promise<int> Promises[4];
  int Seen[3];
  std::vector<std::thread> Chain;
  for (int I = 0; I < 3; ++I)
    Chain.emplace_back([&, I] {
      Depth = I + 1;
      Promises[I + 1].get_future().wait();
      Seen[I] = Depth;
      Promises[I].set_value(0);
    });
  std::thread([&] {
    Depth = 99;
    Promises[3].set_value(0);
  }).join();
  Promises[0].get_future().wait();
  for (auto &T : Chain)
    T.join();
  std::printf("blocked: %d %d %d\n", Seen[0], Seen[1], Seen[2]);
}
