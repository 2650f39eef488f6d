; Without thread_local variables nothing changes, and what makes blocks, which is
; linked into every program, goes.
; RUN: %opt -passes=heddle-lower-thread-locals,verify -S %s | FileCheck %s
; RUN: opt -S %s | FileCheck %s --check-prefix=BEFORE

; BEFORE: define internal ptr @__heddle_thread_locals_create(
; CHECK-NOT: __heddle_thread_local
; CHECK: @v = global i32 0
; CHECK-NOT: __heddle_thread_local
; CHECK: define i32 @f() #0 {
; CHECK-NEXT: %r = load i32, ptr @v
; CHECK-NEXT: ret i32 %r
; CHECK-NEXT: }
; CHECK-NOT: __heddle_thread_local
@v = global i32 0

define i32 @f() memory(read) {
  %r = load i32, ptr @v
  ret i32 %r
}

define internal ptr @__heddle_thread_locals_create(ptr %image) {
  ret ptr null
}
