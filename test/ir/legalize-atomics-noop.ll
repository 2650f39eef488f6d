; RUN: opt -S %s -o %t.before.ll
; RUN: %opt -passes=heddle-legalize-atomics -S %s -o %t.after.ll
; RUN: diff %t.before.ll %t.after.ll
; RUN: %opt -passes=heddle-legalize-atomics -disable-output -debug-pass-manager %s 2>&1 \
; RUN:   | FileCheck %s --implicit-check-not=Invalidat
; CHECK: Running pass: {{.*}}LegalizeAtomicsPass

target triple = "nvptx64-nvidia-cuda"

define i32 @f(ptr %p, ptr addrspace(1) %q) {
  %a = load i32, ptr %p
  store volatile i32 %a, ptr %p
  %b = atomicrmw add ptr addrspace(1) %q, i32 1 syncscope("device") monotonic
  fence syncscope("device") acquire
  ret i32 %b
}
