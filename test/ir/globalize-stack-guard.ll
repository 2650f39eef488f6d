; Functions that can recur test the local stack, and only they.
; RUN: %opt -passes=heddle-globalize-stack,verify -S %s | FileCheck %s
; RUN: %opt -passes=heddle-globalize-stack %s | llc -mcpu=sm_75 -mattr=+ptx73 | FileCheck %s --check-prefix=PTX

target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

@table = global ptr @indirectly

; PTX: stacksave.u64

; CHECK-LABEL: define i64 @directly(i64 %n) {
; CHECK: getelementptr inbounds i8, ptr %{{.*}}, i64 16
; CHECK: %[[FLOOR:.*]] = load i64, ptr
; CHECK: %[[SP:.*]] = call ptr @llvm.stacksave.p0()
; CHECK: %[[AT:.*]] = ptrtoint ptr %[[SP]] to i64
; CHECK: icmp ult i64 %[[AT]], %[[FLOOR]]
; CHECK: call void @__heddle_local_stack_overflow()
; CHECK-NEXT: unreachable
define i64 @directly(i64 %n) memory(none) {
  %r = call i64 @directly(i64 %n)
  ret i64 %r
}

; A caller must not be believed to touch no memory either: its own frame lies
; where a call moved before it would write.
; CHECK-LABEL: define i64 @calls_recursive(i64 %n) {
; CHECK-NEXT: call i64 @directly(i64 %n){{$}}
define i64 @calls_recursive(i64 %n) memory(none) {
  %r = call i64 @directly(i64 %n) memory(none)
  ret i64 %r
}

; CHECK-LABEL: define void @mutually_a(
; CHECK: @__heddle_local_stack_overflow()
; CHECK-LABEL: define void @mutually_b(
; CHECK: @__heddle_local_stack_overflow()
define void @mutually_a() {
  call void @mutually_b()
  ret void
}
define void @mutually_b() {
  call void @mutually_a()
  ret void
}

; Its address is in a table, and it calls what may be in the table.
; CHECK-LABEL: define void @indirectly(
; CHECK: @__heddle_local_stack_overflow()
define void @indirectly() {
  %f = load ptr, ptr @table
  call void %f()
  ret void
}

; It calls through a pointer, but nothing that is called so leads back to it.
; CHECK-LABEL: define void @cannot_return(
; CHECK-NOT: __heddle
; CHECK: ret void
define void @cannot_return() {
  %f = load ptr, ptr @table
  call void %f()
  ret void
}
