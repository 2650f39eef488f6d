; RUN: not %opt -passes=heddle-build-dispatch -disable-output %s 2>&1 | FileCheck %s

target triple = "nvptx64-nvidia-cuda"

@heddle.thread_entries = appending global [1 x ptr] [ptr @two]

; CHECK: 'two' cannot be a thread's entry function: it must take and return a pointer
define ptr @two(ptr %a, ptr %b) {
  ret ptr %a
}
