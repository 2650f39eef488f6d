// Barriers whose number of threads changes, arrivals for others, many phases.
// RUN: %agree %s -O2 -std=c++20

#include <atomic>
#include <barrier>
#include <cstdio>
#include <thread>
#include <utility>
#include <vector>

/// Thread t leaves after t + 1 phases. What is written before arriving is seen by the
/// completion, and what that writes by whoever waits.
static void drop() {
  constexpr int Count = 6;
  int Written[Count] = {}, Seen[Count] = {}, Phase = 0;
  std::atomic<int> Wrong{0};
  std::barrier Barrier(Count, [&]() noexcept {
    for (int &Value : Written)
      Seen[Phase] += std::exchange(Value, 0);
    ++Phase;
  });
  std::vector<std::thread> Threads;
  for (int t = 0; t < Count; ++t)
    Threads.emplace_back([&, t] {
      for (int i = 0; i < t; ++i) {
        Written[t] = 1;
        Barrier.arrive_and_wait();
        Wrong += Seen[i] != Count - i;
      }
      Written[t] = 1;
      Barrier.arrive_and_drop();
    });
  for (std::thread &Thread : Threads)
    Thread.join();
  std::printf("drop: %d phases of", Phase);
  for (int Value : Seen)
    std::printf(" %d", Value);
  std::printf(", %d wrong\n", Wrong.load());
}

/// One thread arrives for all but one.
static void several() {
  int Phases = 0;
  std::barrier Barrier(5, [&]() noexcept { ++Phases; });
  std::atomic<int> Wrong{0};
  std::thread Other([&] {
    for (int i = 0; i < 50; ++i) {
      Barrier.arrive_and_wait();
      Wrong += Phases != i + 1;
    }
  });
  for (int i = 0; i < 50; ++i) {
    auto First = Barrier.arrive(3);
    Wrong += Phases != i;
    auto Second = Barrier.arrive();
    Barrier.wait(std::move(First));
    Barrier.wait(std::move(Second));
  }
  Other.join();
  std::printf("several: %d phases, %d wrong\n", Phases, Wrong.load());
}

static void many() {
  long Phases = 0;
  std::barrier Barrier(1, [&]() noexcept { ++Phases; });
  for (int i = 0; i < 140000; ++i)
    Barrier.wait(Barrier.arrive());
  std::barrier<> Full(1000);
  auto Token = Full.arrive(999);
  std::thread([&] { (void)Full.arrive(); }).join();
  Full.wait(std::move(Token));
  std::printf("many: %ld phases\n", Phases);
}

int main() {
  drop();
  several();
  many();
}
