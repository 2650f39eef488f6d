// Recursion without end whose frames hold a few bytes: whatever memory the
// frames are in runs out, and that is reported as well.
// RUN: %heddle %s -O2 -o %t
// RUN: sh -c '%run %t 2>&1; echo "status $?"' | FileCheck %s
// RUN: sh -c '%run %t thread 2>&1; echo "status $?"' | FileCheck %s
// CHECK: start
// CHECK-NOT: end
// CHECK: heddle: stack overflow in {{(thread|warp)}} {{[0-9]+}}
// CHECK: status 139

#include <cstdio>
#include <thread>

// Read in each call, or the recursion without end would be undefined.
static volatile unsigned Bottom = ~0u;

// Two calls, combined by what is neither associative nor commutative.
__attribute__((noinline)) static unsigned recur(unsigned Depth) {
  if (Depth == Bottom)
    return 1;
  unsigned Left = recur(Depth + 1);
  unsigned Right = recur(Depth + 2);
  return (Left * 31) ^ (Right + Depth);
}

int main(int argc, char **) {
  std::puts("start");
  std::fflush(stdout);
  unsigned Result = 0;
  if (argc == 1)
    Result = recur(1);
  else
    std::thread([&] { Result = recur(1); }).join();
  std::printf("end %u\n", Result);
}
