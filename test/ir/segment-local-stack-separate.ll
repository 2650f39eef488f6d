; A module that is linked with separately compiled code (the module flag): what
; that code calls of it directly is listed on the declaration, and any indirect
; call may come back to what is not internal.
; RUN: %opt -passes=heddle-segment-local-stack,verify -S %s | FileCheck %s --implicit-check-not=.segment
; RUN: sed 's/heddle[.]separate/another.flag/' %s | %opt -passes=heddle-segment-local-stack -S | FileCheck %s --check-prefix=WHOLE --implicit-check-not=calls_pointer.segment

target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; It is called by what it calls.
; CHECK-LABEL: define void @called_back(
; CHECK: call void @called_back.segment()
; WHOLE: call void @called_back.segment()
define void @called_back() {
  call void @library()
  ret void
}
declare void @library() "heddle-separate"="another,called_back"

; CHECK-LABEL: define void @calls_leaf(
; CHECK-NEXT: call void @leaf()
define void @calls_leaf() {
  call void @leaf()
  ret void
}
declare void @leaf() "heddle-separate"

; Its address is taken nowhere here, but elsewhere it may be.
; CHECK-LABEL: define void @calls_pointer(
; CHECK: call void @calls_pointer.segment(
define void @calls_pointer(ptr %p) {
  call void %p()
  ret void
}

; Nobody else can call it.
; CHECK-LABEL: define internal void @unreachable_from_elsewhere(
; CHECK-NEXT: call void %p()
define internal void @unreachable_from_elsewhere(ptr %p) {
  call void %p()
  ret void
}

; A frame may be where the called function is defined.
; CHECK-LABEL: define i64 @believed(i64 %n) {
; CHECK-NEXT: call i64 @pure(i64 %n){{$}}
define i64 @believed(i64 %n) memory(none) {
  %r = call i64 @pure(i64 %n) memory(none)
  ret i64 %r
}
declare i64 @pure(i64) memory(none) "heddle-separate"

; CHECK-LABEL: define internal void @called_back.segment()
; CHECK-LABEL: define internal void @calls_pointer.segment(

!llvm.module.flags = !{!0}
!0 = !{i32 2, !"heddle.separate", i32 1}
