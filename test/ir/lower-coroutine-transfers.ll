; Functions of coroutines return what is next, and their callers call it.
; RUN: %opt -passes=heddle-lower-coroutine-transfers,verify -S %s | FileCheck %s --implicit-check-not=musttail
; RUN: %opt -passes=heddle-lower-coroutine-transfers %s | llc -mcpu=sm_90 -mattr=+ptx80 -o /dev/null

target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK: @table = constant [2 x ptr] [ptr @resume, ptr @destroy]
@table = constant [2 x ptr] [ptr @resume, ptr @destroy]

; Through a pointer and directly; a return without a transfer.
; CHECK-LABEL: define internal fastcc { ptr, ptr } @resume(ptr noundef nonnull %frame)
; CHECK: one:
; CHECK: %f = load ptr, ptr %frame
; CHECK-NEXT: %[[A:.*]] = insertvalue { ptr, ptr } poison, ptr %f, 0
; CHECK-NEXT: %[[B:.*]] = insertvalue { ptr, ptr } %[[A]], ptr %frame, 1
; CHECK-NEXT: ret { ptr, ptr } %[[B]]
; CHECK: two:
; CHECK-NEXT: insertvalue { ptr, ptr } { ptr @direct, ptr poison }, ptr %frame, 1
; CHECK: three:
; CHECK-NEXT: ret { ptr, ptr } zeroinitializer
define internal fastcc void @resume(ptr noundef nonnull %frame) {
  %n = load i32, ptr %frame
  switch i32 %n, label %three [ i32 1, label %one
                                i32 2, label %two ]
one:
  %f = load ptr, ptr %frame
  musttail call fastcc void %f(ptr %frame)
  ret void
two:
  musttail call fastcc void @direct(ptr %frame)
  ret void
three:
  ret void
}

; CHECK-LABEL: define internal fastcc { ptr, ptr } @destroy(
; CHECK: ret { ptr, ptr } zeroinitializer
define internal fastcc void @destroy(ptr %frame) {
  ret void
}

; Transferred to, although nobody has its address.
; CHECK-LABEL: define internal fastcc { ptr, ptr } @direct(
; CHECK: %[[R:.*]] = call fastcc { ptr, ptr } %f(ptr noundef nonnull %frame)
; CHECK-NEXT: %[[F:.*]] = extractvalue { ptr, ptr } %[[R]], 0
; CHECK-NEXT: %[[X:.*]] = extractvalue { ptr, ptr } %[[R]], 1
; CHECK-NEXT: call void @__heddle_finish_transfers(ptr %[[F]], ptr %[[X]])
; CHECK: ret { ptr, ptr } zeroinitializer
define internal fastcc void @direct(ptr %frame) {
  %f = load ptr, ptr %frame
  call fastcc void %f(ptr noundef nonnull %frame)
  ret void
}

; Not of a coroutine: called by name only.
; CHECK-LABEL: define internal fastcc void @helper(
; CHECK: ret void
define internal fastcc void @helper(ptr %p) {
  ret void
}

; CHECK-LABEL: define void @user(
; CHECK-NEXT: call fastcc void @helper(
; CHECK-NEXT: call void %c(
; CHECK-NEXT: call fastcc { ptr, ptr } @resume(
; CHECK: call void @__heddle_finish_transfers(
; CHECK: ret void
define void @user(ptr %p, ptr %c) {
  call fastcc void @helper(ptr %p)
  call void %c(ptr %p)
  call fastcc void @resume(ptr %p)
  ret void
}

; CHECK-LABEL: define internal void @__heddle_finish_transfers(ptr %0, ptr %1)
; CHECK: %[[F:.*]] = phi ptr [ %0, %{{.*}} ], [ %[[NF:.*]], %[[AGAIN:.*]] ]
; CHECK-NEXT: %[[X:.*]] = phi ptr [ %1, %{{.*}} ], [ %[[NX:.*]], %[[AGAIN]] ]
; CHECK-NEXT: icmp eq ptr %[[F]], null
; CHECK: [[AGAIN]]:
; CHECK-NEXT: %[[R:.*]] = call fastcc { ptr, ptr } %[[F]](ptr %[[X]])
; CHECK-NEXT: %[[NF]] = extractvalue { ptr, ptr } %[[R]], 0
; CHECK-NEXT: %[[NX]] = extractvalue { ptr, ptr } %[[R]], 1
