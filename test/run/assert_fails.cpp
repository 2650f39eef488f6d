// RUN: %agree --keep %s -O2
// RUN: sh -c '%run %agreed 2>&1; echo "status $?"' | FileCheck %s
// CHECK: assert_fails.cpp:[[#@LINE+9]]: {{.*}}Assertion `Answer == 54 && "six by nine"' failed.
// CHECK: status 134

#include <cassert>
#include <thread>

int main(int argc, char **) {
  std::thread([argc] {
    int Answer = 41 + argc;
    assert(Answer == 54 && "six by nine");
  }).join();
}
