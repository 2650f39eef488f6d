// RUN: %agree %s -O2 -std=c++20

#include <atomic>
#include <barrier>
#include <chrono>
#include <cstdio>
#include <latch>
#include <semaphore>
#include <thread>
#include <vector>

int main() {
  std::counting_semaphore<4> Places(2);
  std::binary_semaphore Never(0);
  std::atomic<int> Inside{0}, TooMany{0};
  std::vector<std::thread> Threads;
  for (int t = 0; t < 8; ++t)
    Threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        Places.acquire();
        TooMany += ++Inside > 2;
        --Inside;
        Places.release();
      }
    });
  for (std::thread &Thread : Threads)
    Thread.join();
  std::printf("semaphore: %d too many; try %d, for 2 ms %d\n", TooMany.load(),
              Never.try_acquire(),
              Never.try_acquire_for(std::chrono::milliseconds(2)));

  std::latch Start(1), Done(6);
  std::atomic<int> Worked{0};
  Threads.clear();
  for (int t = 0; t < 6; ++t)
    Threads.emplace_back([&] {
      Start.wait();
      ++Worked;
      Done.count_down();
    });
  int Early = Worked.load();
  Start.count_down();
  Done.wait();
  std::printf("latch: %d early, %d in the end\n", Early, Worked.load());
  for (std::thread &Thread : Threads)
    Thread.join();

  int Phases = 0, Mixed = 0;
  std::atomic<int> Arrived{0};
  auto Completed = [&]() noexcept {
    Mixed += Arrived.exchange(0) != 5;
    ++Phases;
  };
  std::barrier Barrier(5, Completed);
  Threads.clear();
  for (int t = 0; t < 5; ++t)
    Threads.emplace_back([&] {
      for (int i = 0; i < 40; ++i) {
        ++Arrived;
        Barrier.arrive_and_wait();
      }
    });
  for (std::thread &Thread : Threads)
    Thread.join();
  std::printf("barrier: %d phases, %d mixed\n", Phases, Mixed);
}
