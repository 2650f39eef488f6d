; RUN: opt -S %s -o %t.before.ll
; RUN: %opt -passes=heddle-globalize-stack -S %s -o %t.after.ll
; RUN: diff %t.before.ll %t.after.ll
; RUN: %opt -passes=heddle-globalize-stack -disable-output -debug-pass-manager %s 2>&1 \
; RUN:   | FileCheck %s --implicit-check-not=Invalidat
; CHECK: Running pass: {{.*}}GlobalizeStackPass

target triple = "nvptx64-nvidia-cuda"

declare void @look(ptr captures(none))

define i32 @f(ptr %function) {
  %x = alloca i32
  store i32 1, ptr %x
  %v = load i32, ptr %x
  call void %function()
  ret i32 %v
}
