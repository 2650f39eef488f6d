// What lasts for some time is no deadlock: nothing is reported.
// RUN: %heddle %s -O2 -std=c++20 -o %t
// RUN: %run %t sleep 2>&1 | FileCheck %s --implicit-check-not=heddle
// RUN: sh -c '(sleep 3; echo line) | %run %t input 2>&1' | FileCheck %s --implicit-check-not=heddle
// RUN: %run %t timed 2>&1 | FileCheck %s --implicit-check-not=heddle
// RUN: %run %t main 2>&1 | FileCheck %s --implicit-check-not=heddle
// RUN: env HEDDLE_WARPS=16 %run %t locks 2>&1 | FileCheck %s --implicit-check-not=heddle
// RUN: env HEDDLE_WARPS=9 %run %t busy 2>&1 | FileCheck %s --implicit-check-not=heddle
// CHECK: done

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <functional>
#include <latch>
#include <mutex>
#include <pthread.h>
#include <semaphore>
#include <string_view>
#include <thread>
#include <vector>

using namespace std::chrono_literals;

static std::atomic<int> Value;
static std::latch Opened{1};
static std::mutex Gate;
static std::condition_variable Changed;
static bool Done;

/// Threads that wait, each in another way, until Work is over.
static void whileOthersWait(const std::function<void()> &Work) {
  std::vector<std::thread> Waiters;
  Gate.lock();
  Waiters.emplace_back([] { Value.wait(0); });
  Waiters.emplace_back([] { Opened.wait(); });
  Waiters.emplace_back([] { std::lock_guard Guard(Gate); });
  std::mutex M;
  Waiters.emplace_back([&] {
    std::unique_lock Guard(M);
    Changed.wait(Guard, [] { return Done; });
  });
  Work();
  Value = 1;
  Value.notify_all();
  Opened.count_down();
  Gate.unlock();
  {
    std::lock_guard Guard(M);
    Done = true;
  }
  Changed.notify_all();
  for (std::thread &T : Waiters)
    T.join();
}

static void waitForTime() {
  std::mutex M;
  std::condition_variable Never;
  std::unique_lock Guard(M);
  Never.wait_for(Guard, 2s);
  std::counting_semaphore<> Empty(0);
  if (Empty.try_acquire_for(2s))
    std::puts("acquired");
}

/// Locks go from hand to hand, and each thread stays blocked for most of the time.
static void handOver() {
  constexpr int Threads = 15;
  auto End = std::chrono::steady_clock::now() + 3s;
  std::vector<std::thread> All;
  std::atomic<long> Turns{0};
  for (int I = 0; I < Threads; ++I)
    All.emplace_back([&] {
      while (std::chrono::steady_clock::now() < End)
        for (int J = 0; J < 100; ++J) {
          std::lock_guard Guard(Gate);
          ++Turns;
        }
    });
  for (std::thread &T : All)
    T.join();
  if (Turns < 1000)
    std::puts("too few turns");
}

static void spin() {
  auto End = std::chrono::steady_clock::now() + 3s;
  while (std::chrono::steady_clock::now() < End)
    ;
}

int main(int, char **Arguments) {
  std::string_view Mode = Arguments[1];
  if (Mode == "sleep")
    whileOthersWait([] { std::this_thread::sleep_for(3s); });
  if (Mode == "input")
    whileOthersWait([] { std::getchar(); });
  if (Mode == "timed")
    whileOthersWait(waitForTime);
  if (Mode == "locks")
    handOver();
  if (Mode == "busy")
    whileOthersWait(spin);
  if (Mode == "main") {
    std::thread([] {
      whileOthersWait([] { std::this_thread::sleep_for(3s); });
      std::puts("done");
    }).detach();
    pthread_exit(nullptr);
  }
  std::puts("done");
}
