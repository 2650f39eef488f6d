; Functions that can recur, and only they, go on in a new segment of the local
; stack where it is used up.
; RUN: %opt -passes=heddle-segment-local-stack,verify -S %s | FileCheck %s
; RUN: %opt -passes=heddle-segment-local-stack %s | llc -mcpu=sm_75 -mattr=+ptx73 | FileCheck %s --check-prefix=PTX

target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

@table = global ptr @indirectly

; PTX: stacksave.u64
; PTX: stackrestore.u64

; A variable of the function stays in its first block, in front of the test.
; CHECK-LABEL: define i64 @directly(i64 %n) {
; CHECK-NEXT: %slot = alloca i64
; CHECK: getelementptr inbounds i8, ptr %{{.*}}, i64 16
; CHECK: %[[FLOOR:.*]] = load i64, ptr
; CHECK: %[[SP:.*]] = call ptr @llvm.stacksave.p0()
; CHECK: %[[AT:.*]] = ptrtoint ptr %[[SP]] to i64
; CHECK: %[[LOW:.*]] = icmp ult i64 %[[AT]], %[[FLOOR]]
; CHECK: br i1 %[[LOW]], label %[[GROW:.*]], label %[[GO_ON:[^,]*]], !prof
; CHECK: [[GROW]]:
; CHECK: %[[R:.*]] = call i64 @directly.segment(i64 %n)
; CHECK-NEXT: ret i64 %[[R]]
; CHECK: [[GO_ON]]:
define i64 @directly(i64 %n) memory(none) {
  %m = add i64 %n, 1
  %slot = alloca i64
  %r = call i64 @directly(i64 %m)
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
; CHECK: call void @mutually_a.segment()
; CHECK-NEXT: ret void
; CHECK-LABEL: define void @mutually_b(
; CHECK: call void @mutually_b.segment()
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
; CHECK: call void @indirectly.segment()
define void @indirectly() {
  %f = load ptr, ptr @table
  call void %f()
  ret void
}

; It calls through a pointer, but nothing that is called so leads back to it.
; CHECK-LABEL: define void @cannot_return(
; CHECK-NOT: segment
; CHECK: ret void
define void @cannot_return() {
  %f = load ptr, ptr @table
  call void %f()
  ret void
}

; Between the call and the reload nothing is kept: the saved stack pointer and
; the place for the result are found through the context.
; CHECK-LABEL: define internal i64 @directly.segment(i64 %0)
; CHECK-SAME: [[ATTRIBUTES:#[0-9]+]]
; CHECK: %[[HERE:.*]] = ptrtoint ptr %{{.*}} to i64
; CHECK-NEXT: %[[EMPTY:.*]] = call i64 @__heddle_local_stack_save(i64 %[[HERE]], i64 16)
; CHECK-NEXT: %[[TO:.*]] = inttoptr i64 %[[EMPTY]] to ptr
; CHECK-NEXT: call void @llvm.stackrestore.p0(ptr %[[TO]])
; CHECK-NEXT: %[[RESULT:.*]] = call i64 @directly(i64 %0)
; CHECK: %[[PLACE:.*]] = getelementptr inbounds i8, ptr %{{.*}}, i64 -32
; CHECK-NEXT: store volatile i64 %[[RESULT]], ptr %[[PLACE]], align 16
; CHECK: %[[RECORD:.*]] = getelementptr inbounds i8, ptr %{{.*}}, i64 -16
; CHECK-NEXT: %[[SAVED:.*]] = load volatile i64, ptr %[[RECORD]]
; CHECK-NEXT: %[[BACK:.*]] = inttoptr i64 %[[SAVED]] to ptr
; CHECK-NEXT: call void @llvm.stackrestore.p0(ptr %[[BACK]])
; CHECK-NEXT: %[[WAITING:.*]] = call ptr @__heddle_local_stack_reload()
; CHECK-NEXT: %[[AGAIN:.*]] = load volatile i64, ptr %[[WAITING]], align 16
; CHECK-NEXT: ret i64 %[[AGAIN]]

; CHECK-LABEL: define internal void @mutually_a.segment()
; CHECK: call i64 @__heddle_local_stack_save(i64 %{{.*}}, i64 0)
; CHECK: attributes [[ATTRIBUTES]] = { {{.*}}noinline
