; A variable whose address goes to a callee that may recur is moved: deep
; recursion exchanges the local memory that it would be in.
; RUN: %opt -passes=heddle-globalize-stack,verify -S %s | FileCheck %s

target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

define internal void @recurs(ptr nocapture %p, i64 %n) {
  store i64 %n, ptr %p
  call void @recurs(ptr %p, i64 %n)
  ret void
}
define internal void @between(ptr nocapture %p) {
  call void @recurs(ptr %p, i64 1)
  ret void
}
define internal void @straight(ptr nocapture %p) {
  store i64 1, ptr %p
  ret void
}

; CHECK-LABEL: define i64 @lends(
; CHECK-NOT: alloca
; CHECK: call void @between(
define i64 @lends() {
  %slot = alloca i64
  call void @between(ptr %slot)
  %r = load i64, ptr %slot
  ret i64 %r
}

; CHECK-LABEL: define i64 @keeps(
; CHECK-NEXT: %slot = alloca i64
define i64 @keeps() {
  %slot = alloca i64
  call void @straight(ptr %slot)
  call void @recurs(ptr null, i64 2)
  %r = load i64, ptr %slot
  ret i64 %r
}
