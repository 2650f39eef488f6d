// UndefinedBehaviorSanitizer names the line and goes on, or does not if it is
// told to; single checks can be chosen.
// REQUIRES: sanitizers
// RUN: %heddle %s -std=c++20 -O1 -fsanitize=undefined -o %t
// RUN: sh -c '%run %t 2>&1; echo "status $?"' | FileCheck %s
// RUN: sh -c '%run %t null 2>&1; echo "status $?"' | FileCheck %s --check-prefix=NULL
// RUN: %heddle %s -std=c++20 -O1 -fsanitize=undefined -fno-sanitize-recover=undefined -o %t.stop
// RUN: sh -c '%run %t.stop 2>&1; echo "status $?"' | FileCheck %s --check-prefix=STOP
// RUN: %heddle %s -std=c++20 -O1 -fsanitize=shift -o %t.shift
// RUN: sh -c '%run %t.shift 2>&1; echo "status $?"' | FileCheck %s --check-prefix=SHIFT
// STOP: signed integer overflow
// STOP-NOT: runtime error
// STOP: status 1
// SHIFT-NOT: overflow
// SHIFT: shift exponent 40
// SHIFT-NOT: runtime error
// SHIFT: status 0

#include <climits>
#include <cstdio>
#include <thread>

static volatile int Largest = INT_MAX, Forty = 40, Four = 4;
static int Array[4];
alignas(4) static char Bytes[8];
static char *volatile Odd = Bytes + 1;
static int *volatile Nowhere;

__attribute__((noinline)) static void inThread() {
  // CHECK: sanitizer_undefined.cpp:[[#@LINE+1]]:{{[0-9]+}}: runtime error: signed integer overflow: 2147483647 + 1 cannot be represented in type 'int'
  Largest = Largest + 1;
}

int main(int argc, char **) {
  std::thread(inThread).join();
  // CHECK: sanitizer_undefined.cpp:[[#@LINE+1]]:{{[0-9]+}}: runtime error: shift exponent 40 is too large for 32-bit type 'int'
  Largest = 1 << Forty;
  // CHECK: sanitizer_undefined.cpp:[[#@LINE+1]]:{{[0-9]+}}: runtime error: index -1 out of bounds for type 'int[4]'
  Largest = Array[Four - 5] & 1;
  // CHECK: sanitizer_undefined.cpp:[[#@LINE+1]]:{{[0-9]+}}: runtime error: load of misaligned address
  Largest = *reinterpret_cast<int *>(Odd);
  if (argc > 1)
    // NULL: sanitizer_undefined.cpp:[[#@LINE+1]]:{{[0-9]+}}: runtime error: load of null pointer of type 'int'
    Largest = *Nowhere;
  // CHECK-NOT: runtime error
  // CHECK: end
  // CHECK: status 0
  std::puts("end");
}
