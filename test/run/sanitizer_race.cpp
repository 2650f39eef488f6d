// ThreadSanitizer finds a race between two std::threads, also of two that ran one
// after the other on the same warp, and names functions, lines and creators.
// REQUIRES: sanitizers
// RUN: %heddle %s -std=c++20 -O1 -g -fsanitize=thread -o %t
// RUN: sh -c '%run %t 2>&1; echo "status $?"' | FileCheck %s
// RUN: sh -c 'HEDDLE_WARPS=2 %run %t 2>&1; echo "status $?"' | FileCheck %s
// RUN: sh -c '%run %t ordered 2>&1; echo "status $?"' | FileCheck %s --check-prefix=ORDERED
// CHECK: WARNING: ThreadSanitizer: data race
// CHECK: Write of size 4 at {{.*}} by thread T[[#SECOND:]]
// CHECK-NEXT: #0 increment() {{.*}}sanitizer_race.cpp:[[#INCREMENT:]]:
// CHECK: Previous write of size 4 at {{.*}} by thread T[[#FIRST:]]
// CHECK-NEXT: #0 increment() {{.*}}sanitizer_race.cpp:[[#INCREMENT]]:
// CHECK: Location is global 'Counter' of size 4
// CHECK: Thread T[[#SECOND]] (tid={{.*}}) created by main thread at:
// CHECK: #{{[0-9]+}} main {{.*}}sanitizer_race.cpp:[[#MAIN:]]:
// CHECK: Thread T[[#FIRST]] {{.*}}created by main thread at:
// CHECK: #{{[0-9]+}} main {{.*}}sanitizer_race.cpp:[[#MAIN-6]]:
// CHECK: SUMMARY: ThreadSanitizer: data race {{.*}}sanitizer_race.cpp:[[#INCREMENT]]:{{.*}} in increment()
// CHECK: counted 2
// CHECK: status 66
// ORDERED-NOT: ThreadSanitizer
// ORDERED: counted 2
// ORDERED: status 0

#include <atomic>
#include <cstdio>
#include <thread>

int Counter;
static std::atomic<int> Done;

__attribute__((noinline)) static void increment() {
  Counter = Counter + 1;
  // No ordering: not even the detour over main makes one.
  Done.store(1, std::memory_order_relaxed);
}

int main(int argc, char **) {
  std::thread First(increment);
  if (argc > 1)
    First.join();
  while (!Done.load(std::memory_order_relaxed))
    std::this_thread::yield();

  std::thread Second(increment);
  if (First.joinable())
    First.join();
  Second.join();
  std::printf("counted %d\n", Counter);
}
