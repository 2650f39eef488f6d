// Pins docs/Limitations.md: there is no catching yet. A throw inside a try
// block ends the program at the throw, and says why; it is never dropped.
// RUN: %heddle %s -O2 -o %t 2>&1 | FileCheck %s --check-prefix=WARNING
// WARNING: limits_catch.cpp:[[#@LINE+21]]:{{[0-9]+}}: warning: exceptions cannot be caught yet
// RUN: sh -c '%run %t 2>&1; echo "status $?"' | FileCheck %s
// CHECK: not thrown: 21
// CHECK-NOT: caught
// CHECK-NOT: went on
// CHECK: terminating due to uncaught exception of type
// CHECK: status 134

#include <cstdio>

__attribute__((noinline)) static int half(int N) {
  if (N % 2)
    throw N;
  return N / 2;
}

int main(int argc, char **) {
  for (int i = 0; i < 2; ++i)
    try {
      std::printf("not thrown: %d\n", half(42 + (argc - 1) + i));
      std::fflush(stdout);
    } catch (int N) {
      std::printf("caught %d\n", N);
    }
  std::puts("went on");
}
