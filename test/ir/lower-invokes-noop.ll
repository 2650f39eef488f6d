; RUN: opt -S %s -o %t.before.ll
; RUN: %opt -passes=heddle-lower-invokes -S %s -o %t.after.ll
; RUN: diff %t.before.ll %t.after.ll
; RUN: %opt -passes=heddle-lower-invokes -disable-output -debug-pass-manager %s 2>&1 \
; RUN:   | FileCheck %s --implicit-check-not=Invalidat
; CHECK: Running pass: {{.*}}LowerInvokesPass

declare void @f()

; Unreachable code is not this pass's to remove.
define void @g() {
  call void @f()
  ret void
dead:
  ret void
}
