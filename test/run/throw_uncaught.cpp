// An exception that nothing catches ends the program with its type and reason.
// RUN: %heddle %s -O2 -o %t
// RUN: sh -c '%run %t 2>&1; echo "status $?"' | FileCheck %s
// RUN: sh -c '%run %t thread 2>&1; echo "status $?"' | FileCheck %s
// CHECK: before
// CHECK-NOT: after
// CHECK: terminating due to uncaught exception of type {{.*}}runtime_error{{.*}}: the reason
// CHECK: status 134

#include <cstdio>
#include <stdexcept>
#include <thread>

int main(int argc, char **) {
  std::puts("before");
  std::fflush(stdout);
  auto Throw = [] { throw std::runtime_error("the reason"); };
  if (argc == 1)
    Throw();
  else
    std::thread(Throw).join();
  std::puts("after");
}
