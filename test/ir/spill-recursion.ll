; What a recursive function needs after a call is in memory across it.
; RUN: %opt -passes=heddle-spill-recursion,verify -S %s | FileCheck %s

; With GlobalizeStack behind it nothing, not even the frame's address, is kept.
; RUN: %opt -passes=heddle-spill-recursion,heddle-globalize-stack,verify -S %s \
; RUN:   | FileCheck %s --check-prefix=BOTH

target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define i64 @fib(i64 %n)
; CHECK: %[[SLOT_A:.*]] = alloca i64
; CHECK: %[[SLOT_N:.*]] = alloca i64
; CHECK: recurse:
; CHECK-NEXT: %n1 = add i64 %n, -1
; CHECK-NEXT: store i64 %n, ptr %[[SLOT_N]]
; CHECK-NEXT: %a = call i64 @fib(i64 %n1)
; CHECK: %[[N:.*]] = load i64, ptr %[[SLOT_N]]
; CHECK-NEXT: %n2 = add i64 %[[N]], -2
; CHECK-NEXT: store i64 %a, ptr %[[SLOT_A]]
; CHECK-NEXT: %b = call i64 @fib(i64 %n2)
; CHECK: %[[A:.*]] = load i64, ptr %[[SLOT_A]]
; CHECK-NEXT: %sum = add i64 %[[A]], %b

; BOTH-LABEL: define i64 @fib(i64 %n)
; BOTH-NOT: alloca
; BOTH: %a = call i64 @fib(i64 %n1)
; BOTH: %[[TOP:.*]] = load ptr, ptr
; BOTH: %[[BASE:.*]] = getelementptr inbounds i8, ptr %[[TOP]], i64 -16
; BOTH: getelementptr inbounds i8, ptr %[[BASE]], i64
define i64 @fib(i64 %n) {
  %small = icmp slt i64 %n, 2
  br i1 %small, label %base, label %recurse
recurse:
  %n1 = add i64 %n, -1
  %a = call i64 @fib(i64 %n1)
  %n2 = add i64 %n, -2
  %b = call i64 @fib(i64 %n2)
  %sum = add i64 %a, %b
  ret i64 %sum
base:
  ret i64 %n
}

; Values that go around a loop, and one needed on one side of a branch only.
; CHECK-LABEL: define i64 @walk(
; CHECK: loop:
; CHECK: phi
; CHECK: store
; CHECK: call i64 @walk(
; CHECK: load
; CHECK: br i1
define i64 @walk(ptr %node, i64 %n, i64 %extra) {
entry:
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %next, %loop ]
  %sum = phi i64 [ 0, %entry ], [ %more, %loop ]
  %child = getelementptr ptr, ptr %node, i64 %i
  %c = load ptr, ptr %child
  %r = call i64 @walk(ptr %c, i64 %i, i64 %extra)
  %more = add i64 %sum, %r
  %next = add i64 %i, 1
  %go = icmp ult i64 %next, %n
  br i1 %go, label %loop, label %done
done:
  %odd = trunc i64 %more to i1
  br i1 %odd, label %yes, label %no
yes:
  %with = add i64 %more, %extra
  ret i64 %with
no:
  ret i64 %more
}

; CHECK-LABEL: define i64 @not_recursive(
; CHECK-NOT: alloca
define i64 @not_recursive(i64 %n) {
  %a = call i64 @fib(i64 %n)
  %b = call i64 @fib(i64 %a)
  %c = add i64 %b, %n
  ret i64 %c
}
