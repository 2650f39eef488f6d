// A write through a null pointer ends the program as on Linux.
// RUN: %agree %s -O0
// RUN: %agree --keep %s -O2 -- thread
// RUN: sh -c '%run %agreed thread 2>&1; echo "status $?"' | FileCheck %s
// CHECK: before
// CHECK-NOT: after
// CHECK: heddle:
// CHECK: status 139

#include <cstdio>
#include <thread>

static int *volatile Nowhere;

int main(int Count, char **) {
  std::puts("before");
  std::fflush(stdout);
  if (Count > 1)
    std::thread([] { *Nowhere = 1; }).join();
  *Nowhere = 1;
  std::puts("after");
}
