; Where there is no thread's stack yet, nothing can move to it.
; RUN: not %opt -passes=heddle-globalize-stack -disable-output %s 2>&1 | FileCheck %s
; CHECK: in function '__heddle_warp_main': internal error: a variable here would have to be in memory that other threads see, before there is a thread's stack

target triple = "nvptx64-nvidia-cuda"

declare void @keep(ptr)

define void @__heddle_warp_main(ptr %params) {
  %x = alloca i32
  call void @keep(ptr %x)
  ret void
}
