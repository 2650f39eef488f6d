// Ctrl-C and kill end a program that computes and one that is deadlocked, with
// the status of the signal.
// DEFINE: %{send} =
// DEFINE: %{mode} =
// DEFINE: %{check} = sh -c '%run timeout --preserve-status -k 9 -s %{send} 4 %t %{mode}; echo "status $?"'
// RUN: %heddle %s -O2 -std=c++20 -o %t
// REDEFINE: %{mode} = compute
// REDEFINE: %{send} = INT
// RUN: %{check} | FileCheck %s --check-prefixes=CHECK,INT
// REDEFINE: %{send} = TERM
// RUN: %{check} | FileCheck %s --check-prefixes=CHECK,TERM
// REDEFINE: %{mode} = deadlock
// REDEFINE: %{send} = INT
// RUN: %{check} | FileCheck %s --check-prefixes=CHECK,INT
// CHECK: begun
// INT: status 130
// TERM: status 143

#include <atomic>
#include <cstdio>
#include <cstring>
#include <latch>
#include <mutex>
#include <thread>

static std::atomic<long> Counter;

static void compute() {
  std::thread([] {
    for (;;)
      ++Counter;
  }).join();
}

static void deadlock() {
  std::mutex First, Second;
  std::latch BothHold(2);
  auto LockBoth = [&](std::mutex &One, std::mutex &Other) {
    std::lock_guard HoldsOne(One);
    BothHold.arrive_and_wait();
    std::lock_guard HoldsOther(Other);
  };
  std::thread A([&] { LockBoth(First, Second); });
  std::thread B([&] { LockBoth(Second, First); });
  A.join();
  B.join();
}

int main(int, char **Arguments) {
  std::puts("begun");
  std::fflush(stdout);
  std::strcmp(Arguments[1], "deadlock") ? compute() : deadlock();
}
