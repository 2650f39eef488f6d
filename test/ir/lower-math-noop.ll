; RUN: opt -S %s -o %t.before.ll
; RUN: %opt -passes=heddle-lower-math -S %s -o %t.after.ll
; RUN: diff %t.before.ll %t.after.ll
; RUN: %opt -passes=heddle-lower-math -disable-output -debug-pass-manager %s 2>&1 \
; RUN:   | FileCheck %s --implicit-check-not=Invalidat
; CHECK: Running pass: {{.*}}LowerMathPass

define i32 @integers(i32 %x, i32 %y) {
  %r = srem i32 %x, %y
  ret i32 %r
}
