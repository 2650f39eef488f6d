; Objects of dynamic size, and what saves and restores the stack around them.
; RUN: %opt -passes=heddle-globalize-stack,verify -S %s \
; RUN:   | FileCheck %s --implicit-check-not='= alloca' --implicit-check-not='call {{.*}}llvm.stack'

target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

declare void @keep(ptr)

; CHECK-LABEL: define void @vla(
; CHECK: %[[ENTRY:.*]] = load ptr, ptr
; CHECK: loop:
; CHECK: %[[SAVED:.*]] = load ptr, ptr
; CHECK: %[[COUNT:.*]] = zext i32 %n to i64
; CHECK: %[[BYTES:.*]] = mul i64 %[[COUNT]], 12
; CHECK: add i64 %[[BYTES]], 15
; CHECK: %[[ROUND:.*]] = and i64 %{{.*}}, -16
; CHECK: %array = load ptr, ptr
; The sum of base and size could wrap; the room left cannot.
; CHECK: %[[ROOM:.*]] = call i64 @llvm.usub.sat.i64(
; CHECK: icmp ugt i64 %[[ROUND]], %[[ROOM]]
; CHECK: call void @__heddle_stack_overflow(i64 %[[ROUND]])
; CHECK: call void @keep(ptr %array)
; CHECK: store ptr %[[SAVED]], ptr
; CHECK: store ptr %[[ENTRY]], ptr
; CHECK-NEXT: ret void
define void @vla(i32 %n, i1 %again) {
entry:
  br label %loop
loop:
  %saved = call ptr @llvm.stacksave.p0()
  %array = alloca [3 x i32], i32 %n
  call void @keep(ptr %array)
  call void @llvm.stackrestore.p0(ptr %saved)
  br i1 %again, label %loop, label %done
done:
  ret void
}

; Alignment beyond the stack's own.
; CHECK-LABEL: define void @aligned(
; CHECK: call ptr @llvm.ptrmask.p0.i64(ptr %{{.*}}, i64 -128)
define void @aligned(i64 %n) {
  %array = alloca i8, i64 %n, align 128
  call void @keep(ptr %array)
  ret void
}
