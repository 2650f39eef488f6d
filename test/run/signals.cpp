// Ctrl-C and kill end a program that computes and one that is deadlocked, with
// the status of the signal, and say what its threads were doing. Without the
// thread that sleeps, the deadlock would be found first (deadlock.cpp).
// DEFINE: %{send} =
// DEFINE: %{mode} =
// DEFINE: %{check} = sh -c '%run timeout --preserve-status -k 9 -s %{send} 4 %t %{mode} 2>&1; echo "status $?"'
// RUN: %heddle %s -O2 -std=c++20 -o %t
// REDEFINE: %{mode} = compute
// REDEFINE: %{send} = INT
// RUN: %{check} | FileCheck %s --check-prefixes=CHECK,COMPUTE,INT
// REDEFINE: %{send} = TERM
// RUN: %{check} | FileCheck %s --check-prefixes=CHECK,COMPUTE,TERM
// REDEFINE: %{mode} = deadlock
// REDEFINE: %{send} = INT
// RUN: %{check} | FileCheck %s --check-prefixes=CHECK,DEADLOCK,INT
// REDEFINE: %{mode} = compute
// REDEFINE: %{send} = HUP
// RUN: %{check} | FileCheck %s --check-prefixes=CHECK,HUP --implicit-check-not=heddle
// CHECK: begun
// COMPUTE: heddle: {{interrupted|terminated}} after {{[0-9.]+}} s
// COMPUTE-DAG: heddle: {{ *}}1  main
// COMPUTE-DAG: heddle: {{ *}}2  - {{ *}}running
// DEADLOCK: heddle: interrupted after {{[0-9.]+}} s
// DEADLOCK: heddle: {{ *}}2  - {{ *}}waiting {{.*}} mutex 0x{{[0-9a-f]+}}, held by thread 3
// DEADLOCK-NEXT: heddle: {{ *}}3  - {{ *}}waiting {{.*}} mutex 0x{{[0-9a-f]+}}, held by thread 2
// DEADLOCK-NEXT: heddle: {{ *}}4  - {{ *}}waiting {{.*}} time to pass (sleep)
// HUP: status 129
// INT: status 130
// TERM: status 143

#include <atomic>
#include <chrono>
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
  std::thread([] { std::this_thread::sleep_for(std::chrono::hours(1)); }).detach();
  A.join();
  B.join();
}

int main(int, char **Arguments) {
  std::puts("begun");
  std::fflush(stdout);
  std::strcmp(Arguments[1], "deadlock") ? compute() : deadlock();
}
