; RUN: %opt -passes=heddle-retarget-to-host,verify -S < %s \
; RUN:   | FileCheck %s --implicit-check-not=nvptx --implicit-check-not=sm_90 \
; RUN:     --implicit-check-not=convergent --implicit-check-not=ptx_ --implicit-check-not=nvvm
; RUN: %opt -passes=heddle-retarget-to-host < %s | llc -filetype=obj -relocation-model=pic -o /dev/null

; Once is enough.
; RUN: %opt -passes=heddle-retarget-to-host -S < %s > %t.once.ll
; RUN: %opt -passes=heddle-retarget-to-host -S < %t.once.ll > %t.twice.ll
; RUN: diff %t.once.ll %t.twice.ll

target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK: target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
; CHECK: target triple = "x86_64-pc-linux-gnu"

%pair = type { i8, i128, <2 x float>, [3 x i64] }
@object = global %pair zeroinitializer

; CHECK: define void @__heddle_kernel(ptr %params) #[[KERNEL:[0-9]+]]
; CHECK-NEXT: call void @body(ptr %params)
define ptx_kernel void @__heddle_kernel(ptr %params) #0 {
  call ptx_device void @body(ptr %params) #2
  ret void
}

; CHECK-LABEL: define void @body(ptr %params)
; CHECK-NEXT: %lane = call i32 @__heddle_arch_laneId()
; CHECK-NEXT: %block = call i32 @__heddle_arch_blockId()
; CHECK-NEXT: %time = call i64 @__heddle_arch_timerNs()
; CHECK-NEXT: call void @__heddle_arch_sleepNs(i32 64)
; CHECK-NEXT: call void asm sideeffect "", "~{memory}"()
; CHECK-NEXT: ret void
define ptx_device void @body(ptr %params) #1 {
  %lane = call i32 @llvm.nvvm.read.ptx.sreg.laneid()
  %block = call i32 @llvm.nvvm.read.ptx.sreg.ctaid.x()
  %time = call i64 @llvm.nvvm.read.ptx.sreg.globaltimer()
  call void asm sideeffect "nanosleep.u32 64;", "~{memory}"()
  call void asm sideeffect "", "~{memory}"()
  ret void
}

declare i32 @llvm.nvvm.read.ptx.sreg.laneid()
declare i32 @llvm.nvvm.read.ptx.sreg.ctaid.x()
declare i64 @llvm.nvvm.read.ptx.sreg.globaltimer()

; CHECK: attributes #[[KERNEL]] = { nounwind }
attributes #0 = { convergent nounwind "nvvm.maxntid"="512" "nvvm.minctasm"="1" "target-cpu"="sm_90" "target-features"="+ptx78" "uniform-work-group-size"="true" }
attributes #1 = { convergent "target-cpu"="sm_90" }
attributes #2 = { convergent }

!nvvm.annotations = !{!0}
!0 = !{ptr @object, !"texture", i32 1}
