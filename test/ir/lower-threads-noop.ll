; A module without threads comes out as it went in.
; RUN: opt -S %s -o %t.before.ll
; RUN: %opt -passes=heddle-lower-threads -S %s -o %t.after.ll
; RUN: diff %t.before.ll %t.after.ll
; RUN: %opt -passes=heddle-lower-threads -disable-output -debug-pass-manager %s 2>&1 \
; RUN:   | FileCheck %s --implicit-check-not=Invalidat
; CHECK: Running pass: {{.*}}LowerThreadsPass

target triple = "nvptx64-nvidia-cuda"

declare i32 @pthread_equal(i64, i64)

define i32 @f(i64 %a, i64 %b) {
  %r = call i32 @pthread_equal(i64 %a, i64 %b)
  ret i32 %r
}
