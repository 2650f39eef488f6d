// A compilation for the host is none of the plugin's business.
// RUN: %native -fplugin=%build/lib/libHeddle.so -O1 -S -emit-llvm %s -o - | FileCheck %s

#include <pthread.h>

__attribute__((annotate("heddle.unsupported:not on the device"))) void here();

// CHECK-NOT: heddle.thread_entries
// CHECK: call i32 @pthread_create(
int main() {
  pthread_t t;
  here();
  asm("nop");
  return pthread_create(&t, nullptr, [](void *p) { return p; }, nullptr);
}
