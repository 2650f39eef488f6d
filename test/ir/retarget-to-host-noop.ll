; What is for the host already stays as it is.
; RUN: opt -S %s -o %t.before.ll
; RUN: %opt -passes=heddle-retarget-to-host -S %s -o %t.after.ll
; RUN: diff %t.before.ll %t.after.ll
; RUN: %opt -passes=heddle-retarget-to-host -disable-output -debug-pass-manager %s 2>&1 \
; RUN:   | FileCheck %s --implicit-check-not=Invalidat
; CHECK: Running pass: {{.*}}RetargetToHostPass

target triple = "x86_64-pc-linux-gnu"

define i32 @f() #0 {
  %r = call i32 asm "mov $$1, $0", "=r"()
  ret i32 %r
}

attributes #0 = { "target-cpu"="x86-64" }
