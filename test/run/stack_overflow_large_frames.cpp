// Recursion without end whose frames hold arrays: the thread's stack in global
// memory runs out.
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

__attribute__((noinline)) static int recur(unsigned N) {
  if (N == Bottom)
    return 0;
  volatile char Bytes[16 * 1024];
  Bytes[N % sizeof(Bytes)] = static_cast<char>(N);
  return recur(N + 1) + Bytes[N * 7 % sizeof(Bytes)];
}

int main(int argc, char **) {
  std::puts("start");
  std::fflush(stdout);
  int Result = 0;
  if (argc == 1)
    Result = recur(0);
  else
    std::thread([&] { Result = recur(0); }).join();
  std::printf("end %d\n", Result);
}
