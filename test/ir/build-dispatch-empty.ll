; The runtime calls the dispatch in a program without threads, too.
; RUN: %opt -passes=heddle-build-dispatch,verify -S %s | FileCheck %s

target triple = "nvptx64-nvidia-cuda"

; CHECK: define hidden ptr @__heddle_dispatch(ptr %entry, ptr %argument)
; CHECK: indirect:
; CHECK-NEXT: call ptr %entry(ptr %argument)

define void @f() {
  ret void
}
