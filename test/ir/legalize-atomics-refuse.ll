; RUN: not %opt -passes=heddle-legalize-atomics -disable-output %s 2>&1 | FileCheck %s
; CHECK: in function 'f': an atomic of 128 bits is wider than the device has

target triple = "nvptx64-nvidia-cuda"

define i128 @f(ptr %p) {
  %r = load atomic i128, ptr %p seq_cst, align 16
  ret i128 %r
}
