; RUN: opt -S %s -o %t.before.ll
; RUN: %opt -passes=heddle-spill-recursion -S %s -o %t.after.ll
; RUN: diff %t.before.ll %t.after.ll
; RUN: %opt -passes=heddle-spill-recursion -disable-output -debug-pass-manager %s 2>&1 \
; RUN:   | FileCheck %s --implicit-check-not=Invalidat
; CHECK: Running pass: {{.*}}SpillRecursionPass

target triple = "nvptx64-nvidia-cuda"

declare i64 @leaf(i64)

define i64 @f(i64 %n) {
  %a = call i64 @leaf(i64 %n)
  %b = add i64 %a, %n
  ret i64 %b
}
