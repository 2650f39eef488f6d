// The one flag -fplugin= is enough: an unmodified program's threads become
// scheduler calls with their entries listed, at every level of optimization.
// RUN: %clang -std=c++20 -O0 -S -emit-llvm %s -o - | FileCheck %s
// RUN: %clang -std=c++20 -O1 -S -emit-llvm %s -o - | FileCheck %s
// RUN: %clang -std=c++20 -O2 -S -emit-llvm %s -o - | FileCheck %s
// RUN: %clang -std=c++20 -O3 -S -emit-llvm %s -o - | FileCheck %s
// RUN: %clang -std=c++20 -Oz -S -emit-llvm %s -o - | FileCheck %s

#include <thread>

// CHECK: @heddle.thread_entries = appending {{.*}}global [2 x ptr] [ptr @[[A:[^ ,]+]], ptr @[[B:.+]]]
// CHECK-NOT: {{call|invoke}} {{.*}}@pthread_

int main() {
  int x = 1, y = 2;
  // CHECK-DAG: @__heddle_thread_create(ptr {{[^,]*}}, ptr {{[^,]*}}null, ptr {{[^,]*}}@[[A]],
  std::thread a([&] { x = 2; });
  // CHECK-DAG: @__heddle_thread_create(ptr {{[^,]*}}, ptr {{[^,]*}}null, ptr {{[^,]*}}@[[B]],
  std::thread b([&] { y = 3; });
  a.join();
  b.join();
  return x + y;
}
