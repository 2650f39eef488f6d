// The frontend marks functions for a sanitizer; the instrumentation is added at
// link time, for x86-64, and not here.
// RUN: %clang -O1 -S -emit-llvm -Xclang -fsanitize=thread %s -o - | FileCheck %s --check-prefixes=CHECK,THREAD --implicit-check-not=__tsan --implicit-check-not=tsan.module
// RUN: %clang -O1 -S -emit-llvm -Xclang -fsanitize=address %s -o - | FileCheck %s --check-prefixes=CHECK,ADDRESS --implicit-check-not=__asan --implicit-check-not=asan.module
// RUN: %clang -O1 -S -emit-llvm -Xclang -fsanitize=signed-integer-overflow %s -o - | FileCheck %s --check-prefix=UNDEFINED
// CHECK: define {{.*}}checked{{.*}} #[[#CHECKED:]]
// CHECK: define {{.*}}unchecked{{.*}} #[[#UNCHECKED:]]
// THREAD: attributes #[[#CHECKED]] = {{.*}} sanitize_thread
// ADDRESS: attributes #[[#CHECKED]] = {{.*}} sanitize_address
// CHECK-NOT: attributes #[[#UNCHECKED]] = {{.*}} sanitize_
// UNDEFINED: call void @__ubsan_handle_add_overflow

int Global;
int checked(int A) { return Global += A; }
__attribute__((no_sanitize("thread", "address"))) int unchecked(int A) {
  return Global -= A;
}
