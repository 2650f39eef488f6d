; The shapes that LegalizeAtomics makes. legalize-atomics-matrix.test has every
; combination.
; RUN: %opt -passes=heddle-legalize-atomics,verify -S %s | FileCheck %s
; RUN: %opt -passes=heddle-legalize-atomics -S < %s > %t.once.ll
; RUN: %opt -passes=heddle-legalize-atomics -S < %t.once.ll > %t.twice.ll
; RUN: diff %t.once.ll %t.twice.ll

target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define i32 @acq_rel(
; CHECK-NEXT: %[[G:.*]] = addrspacecast ptr %p to ptr addrspace(1)
; CHECK-NEXT: %r = call i32 asm sideeffect "atom.acq_rel.gpu.global.add.u32 $0, [$1], $2;", "=r,l,r,~{memory}"(ptr addrspace(1) %[[G]], i32 1)
define i32 @acq_rel(ptr %p) {
  %r = atomicrmw add ptr %p, i32 1 acq_rel
  ret i32 %r
}

; CHECK-LABEL: define i64 @seq_cst_in_global_memory(
; CHECK-NEXT: fence syncscope("device") seq_cst
; CHECK-NEXT: call i64 asm sideeffect "atom.acquire.gpu.global.max.s64 $0, [$1], $2;", "=l,l,l,~{memory}"(ptr addrspace(1) %p, i64 %v)
define i64 @seq_cst_in_global_memory(ptr addrspace(1) %p, i64 %v) {
  %r = atomicrmw max ptr addrspace(1) %p, i64 %v seq_cst
  ret i64 %r
}

; A scope that was asked for stays.
; CHECK-LABEL: define i32 @block_scope(
; CHECK-NEXT: call i32 asm sideeffect "atom.release.cta.shared.or.b32
define i32 @block_scope(ptr addrspace(3) %p) {
  %r = atomicrmw or ptr addrspace(3) %p, i32 1 syncscope("block") release
  ret i32 %r
}

; CHECK-LABEL: define i32 @relaxed(
; CHECK-NEXT: %[[G:.*]] = addrspacecast ptr %p to ptr addrspace(1)
; CHECK-NEXT: atomicrmw add ptr addrspace(1) %[[G]], i32 1 syncscope("device") monotonic
define i32 @relaxed(ptr %p) {
  %r = atomicrmw add ptr %p, i32 1 monotonic
  ret i32 %r
}

; One added to a variable, or subtracted: no sum of all lanes' for ptxas to make.
@counter = global { i32, i32 } zeroinitializer
; CHECK-LABEL: define i32 @increment(
; CHECK-NEXT: %[[ZERO:.*]] = call i32 @llvm.nvvm.read.ptx.sreg.tid.y()
; CHECK-NEXT: %[[GREATEST:.*]] = add i32 %[[ZERO]], -1
; CHECK-NEXT: call i32 asm sideeffect "atom.acquire.gpu.global.inc.u32 $0, [$1], $2;", "=r,l,r,~{memory}"(ptr addrspace(1) {{.*}}@counter{{.*}}, i32 %[[GREATEST]])
define i32 @increment() {
  %r = atomicrmw add ptr getelementptr (i8, ptr @counter, i64 4), i32 1 acquire
  ret i32 %r
}

; CHECK-LABEL: define i32 @decrement(
; CHECK-NEXT: call i32 asm sideeffect "atom.release.gpu.global.dec.u32 $0, [$1], $2;", "=r,l,r,~{memory}"(ptr addrspace(1) {{.*}}@counter{{.*}}, i32 -1)
; CHECK-NEXT: atomicrmw udec_wrap ptr addrspace(1) {{.*}}@counter{{.*}}, i32 -1 syncscope("device") monotonic
define i32 @decrement() {
  %r = atomicrmw sub ptr @counter, i32 1 release
  %s = atomicrmw add ptr @counter, i32 -1 monotonic
  ret i32 %r
}

; CHECK-LABEL: define void @otherwise(
; CHECK: atom.release.gpu.global.add.u32
; CHECK: atom.release.gpu.global.add.u64
define void @otherwise() {
  %r = atomicrmw add ptr @counter, i32 2 release
  %s = atomicrmw add ptr @counter, i64 1 release
  ret void
}

; CHECK-LABEL: define ptr @exchange_pointer(
; CHECK: ptrtoint
; CHECK: call i64 asm sideeffect "atom.acquire.gpu.global.exch.b64
; CHECK: inttoptr
define ptr @exchange_pointer(ptr %p, ptr %v) {
  %r = atomicrmw xchg ptr %p, ptr %v acquire
  ret ptr %r
}

; atom.add.f32 flushes subnormal numbers, a CPU does not.
; CHECK-LABEL: define float @add_float(
; CHECK: %[[G:.*]] = addrspacecast ptr %p to ptr addrspace(1)
; CHECK: load atomic i32, ptr addrspace(1) %[[G]] syncscope("device") monotonic, align 4
; CHECK: atomicrmw.start:
; CHECK: fadd float
; CHECK: cmpxchg ptr addrspace(1) %[[G]], i32 %{{.*}}, i32 %{{.*}} syncscope("device") acq_rel acquire
define float @add_float(ptr %p, float %v) {
  %r = atomicrmw fadd ptr %p, float %v acq_rel
  ret float %r
}

; A byte is changed within its word; the first look is atomic, too.
; CHECK-LABEL: define i8 @byte(
; CHECK: %[[WORD:.*]] = call ptr addrspace(1) @llvm.ptrmask.p1.i64(ptr addrspace(1) %{{.*}}, i64 -4)
; CHECK: load atomic i32, ptr addrspace(1) %[[WORD]] syncscope("device") monotonic, align 4
; CHECK: cmpxchg ptr addrspace(1) %[[WORD]], i32 %{{.*}} syncscope("device") release monotonic, align 4
define i8 @byte(ptr %p) {
  %r = atomicrmw add ptr %p, i8 1 release
  ret i8 %r
}

; A neighbour's change is no failure.
; CHECK-LABEL: define { i8, i1 } @byte_compare(
; CHECK: fence syncscope("device") seq_cst
; CHECK: cmpxchg.start:
; CHECK: cmpxchg ptr addrspace(1) %{{.*}} syncscope("device") acquire acquire
; CHECK: br i1 %{{.*}}, label %cmpxchg.end, label %cmpxchg.failed
; CHECK: cmpxchg.failed:
; CHECK: br i1 %{{.*}}, label %cmpxchg.end, label %cmpxchg.start
define { i8, i1 } @byte_compare(ptr %p, i8 %a, i8 %b) {
  %r = cmpxchg ptr %p, i8 %a, i8 %b seq_cst seq_cst
  ret { i8, i1 } %r
}

; CHECK-LABEL: define i32 @plain(
; CHECK: load atomic i32, ptr addrspace(1) %{{.*}} syncscope("device") acquire, align 4
; CHECK: store atomic i32 %v, ptr addrspace(1) %{{.*}} syncscope("device") release, align 4
; CHECK: fence syncscope("device") acq_rel
; CHECK-NEXT: call void asm sideeffect "", "~{memory}"()
define i32 @plain(ptr %p) {
  %v = load atomic volatile i32, ptr %p acquire, align 4
  store atomic i32 %v, ptr %p release, align 4
  fence acq_rel
  fence syncscope("singlethread") seq_cst
  ret i32 %v
}

; CHECK-LABEL: define void @clear_cache(
; CHECK-NEXT: ret void
define void @clear_cache(ptr %begin, ptr %end) {
  call void @llvm.clear_cache(ptr %begin, ptr %end)
  ret void
}
