// A thread whose variables find no room in the heap ends the program and says why.
// RUN: %heddle -std=c++20 -O2 %s -o %t
// RUN: sh -c 'HEDDLE_HEAP=64M %run %t 1 2>&1; echo "status $?"' | FileCheck %s --check-prefix=ONE
// ONE: {{^}}1: 7 0
// ONE-NEXT: status 0
// RUN: sh -c 'HEDDLE_HEAP=64M %run %t 3 2>&1; echo "status $?"' | FileCheck %s
// CHECK: heddle: no memory for thread_local variables; HEDDLE_HEAP sets how much there is in thread
// CHECK: status 134

#include <cstdio>
#include <cstdlib>
#include <latch>
#include <thread>
#include <vector>

thread_local char Large[30 << 20];
thread_local int Small = 7;

int main(int, char **Arguments) {
  int Count = std::atoi(Arguments[1]);
  std::latch All(Count);
  std::vector<std::jthread> Threads;
  for (int I = 0; I < Count; ++I)
    Threads.emplace_back([&, I] {
      volatile char *Mine = Large;
      Mine[0] = 1;
      All.arrive_and_wait();
      std::printf("%d: %d %d\n", I + 1, Small, Mine[sizeof(Large) - 1]);
    });
}
