; Labels become numbers wherever they are named, and indirectbr a switch.
; RUN: %opt -passes=heddle-lower-indirect-branches,verify -S %s \
; RUN:   | FileCheck %s --implicit-check-not=blockaddress --implicit-check-not=indirectbr
; RUN: %opt -passes=heddle-lower-indirect-branches %s | llc -mcpu=sm_90 -mattr=+ptx80 -o /dev/null
; RUN: not %opt -passes=heddle-check -disable-output %s 2>&1 | FileCheck %s --check-prefix=BEFORE
; BEFORE: in function 'interpret': internal error: 'indirectbr' is left after lowering

target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK: @labels = internal constant [3 x ptr] [ptr inttoptr (i64 1 to ptr), ptr inttoptr (i64 2 to ptr), ptr inttoptr (i64 3 to ptr)]
@labels = internal constant [3 x ptr] [ptr blockaddress(@interpret, %push), ptr blockaddress(@interpret, %add), ptr blockaddress(@interpret, %halt)]
; CHECK: @offset = internal constant i32 trunc (i64 sub (i64 ptrtoint (ptr inttoptr (i64 3 to ptr) to i64), i64 ptrtoint (ptr inttoptr (i64 1 to ptr) to i64)) to i32)
@offset = internal constant i32 trunc (i64 sub (i64 ptrtoint (ptr blockaddress(@interpret, %halt) to i64), i64 ptrtoint (ptr blockaddress(@interpret, %push) to i64)) to i32)

; The same label twice, one that nobody has the address of, and phis.
; CHECK-LABEL: define i32 @interpret(
; CHECK: next:
; CHECK-NEXT: phi i32 [ 0, %entry ], [ 1, %push ], [ 2, %add ]
; CHECK: %[[N:.*]] = ptrtoint ptr %to to i64
; CHECK-NEXT: switch i64 %[[N]], label %[[NOWHERE:.*]] [
; CHECK-NEXT:   i64 1, label %push
; CHECK-NEXT:   i64 2, label %add
; CHECK-NEXT:   i64 3, label %halt
; CHECK-NEXT: ]
; CHECK: push:
; CHECK-NEXT: %p = phi i32 [ %v, %next ]
; CHECK: unknown:
; CHECK: [[NOWHERE]]:
; CHECK-NEXT: unreachable
define i32 @interpret(ptr %program) {
entry:
  br label %next
next:
  %v = phi i32 [ 0, %entry ], [ 1, %push ], [ 2, %add ]
  %code = load i64, ptr %program
  %at = getelementptr [3 x ptr], ptr @labels, i64 0, i64 %code
  %to = load ptr, ptr %at
  indirectbr ptr %to, [label %push, label %add, label %push, label %unknown, label %halt]
push:
  %p = phi i32 [ %v, %next ], [ %v, %next ]
  store i32 %p, ptr %program
  br label %next
add:
  br label %next
unknown:
  ret i32 9
halt:
  ret i32 %v
}

; Two functions have their own numbers; two branches in one have the same.
; CHECK-LABEL: define i32 @two(
; CHECK: switch i64 %{{.*}}, label %{{.*}} [
; CHECK-NEXT: i64 1, label %b
; CHECK-NEXT: i64 2, label %c
; CHECK: switch i64 ptrtoint (ptr inttoptr (i64 2 to ptr) to i64), label %{{.*}} [
; CHECK-NEXT: i64 1, label %b
; CHECK-NEXT: i64 2, label %c
define i32 @two(ptr %p) {
  indirectbr ptr %p, [label %b, label %c]
b:
  indirectbr ptr blockaddress(@two, %c), [label %b, label %c]
c:
  %r = icmp eq ptr %p, blockaddress(@two, %b)
  %z = zext i1 %r to i32
  ret i32 %z
}
