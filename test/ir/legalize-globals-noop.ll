; RUN: opt -S %s -o %t.before.ll
; RUN: %opt -passes=heddle-legalize-globals -S %s -o %t.after.ll
; RUN: diff %t.before.ll %t.after.ll
; RUN: %opt -passes=heddle-legalize-globals -disable-output -debug-pass-manager %s 2>&1 \
; RUN:   | FileCheck %s --implicit-check-not=Invalidat
; CHECK: Running pass: {{.*}}LegalizeGlobalsPass

target triple = "nvptx64-nvidia-cuda"

@a = constant [2 x ptr] [ptr @b, ptr @f]
@b = constant ptr @c
@c = external constant i32
@"llvm.mixed.name" = internal global i32 0

define void @f() {
  ret void
}
