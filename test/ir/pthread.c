// C programs have the same threads, through POSIX's own functions.
// RUN: %clang -x c -O0 -S -emit-llvm %s -o - | FileCheck %s
// RUN: %clang -x c -O2 -S -emit-llvm %s -o - | FileCheck %s

#include <pthread.h>

// CHECK: @heddle.thread_entries = appending {{.*}}global [1 x ptr] [ptr @work]
// CHECK-NOT: call {{.*}}@pthread_
// CHECK-DAG: call i32 @__heddle_thread_create(ptr {{[^,]*}}, ptr {{[^,]*}}null, ptr {{[^,]*}}@work,
// CHECK-DAG: call i32 @__heddle_thread_join(i64
// CHECK-DAG: call i32 @__heddle_thread_detach(i64

static void *work(void *argument) { return argument; }

int main(void) {
  pthread_t a, b;
  pthread_create(&a, 0, work, 0);
  pthread_create(&b, 0, work, &a);
  pthread_join(a, 0);
  pthread_detach(b);
  return 0;
}
