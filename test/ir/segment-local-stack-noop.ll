; RUN: opt -S %s -o %t.before.ll
; RUN: %opt -passes=heddle-segment-local-stack -S %s -o %t.after.ll
; RUN: diff %t.before.ll %t.after.ll
; RUN: %opt -passes=heddle-segment-local-stack -disable-output -debug-pass-manager %s 2>&1 \
; RUN:   | FileCheck %s --implicit-check-not=Invalidat
; CHECK: Running pass: {{.*}}SegmentLocalStackPass

declare void @elsewhere()

define void @straight() {
  call void @elsewhere()
  ret void
}

; The kernel's own functions have no stack to save to.
define void @__heddle_warp_main(ptr %p) {
  call void @__heddle_warp_main(ptr %p)
  ret void
}
