; What no device has an instruction for becomes a call that the linker can
; resolve; everything else stays as it is.
; RUN: %opt -passes=heddle-lower-wide-atomics,verify -S < %s | FileCheck %s

; A second run changes nothing.
; RUN: %opt -passes=heddle-lower-wide-atomics -S < %s > %t.once.ll
; RUN: %opt -passes=heddle-lower-wide-atomics -S < %t.once.ll > %t.twice.ll
; RUN: diff %t.once.ll %t.twice.ll

target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

define i128 @load(ptr %p) {
; CHECK-LABEL: @load
; CHECK: %[[SLOT:.+]] = alloca i128, align 16
; CHECK: call void @__atomic_load(i64 16, ptr %p, ptr %[[SLOT]], i32 2)
; CHECK: %[[V:.+]] = load i128, ptr %[[SLOT]]
; CHECK: ret i128 %[[V]]
  %v = load atomic i128, ptr %p acquire, align 16
  ret i128 %v
}

define void @store(ptr %p, i128 %v) {
; CHECK-LABEL: @store
; CHECK: %[[SLOT:.+]] = alloca i128, align 16
; CHECK: store i128 %v, ptr %[[SLOT]]
; CHECK: call void @__atomic_store(i64 16, ptr %p, ptr %[[SLOT]], i32 3)
  store atomic i128 %v, ptr %p release, align 8
  ret void
}

define { i128, i1 } @compare_exchange(ptr %p, i128 %expected, i128 %desired) {
; CHECK-LABEL: @compare_exchange
; CHECK-DAG: store i128 %expected, ptr %[[E:.+]], align
; CHECK-DAG: store i128 %desired, ptr %[[D:.+]], align
; CHECK: %[[DONE:.+]] = call zeroext i1 @__atomic_compare_exchange(i64 16, ptr %p, ptr %[[E]], ptr %[[D]], i32 4, i32 2)
; CHECK: %[[OLD:.+]] = load i128, ptr %[[E]]
; CHECK: insertvalue { i128, i1 } poison, i128 %[[OLD]], 0
; CHECK: insertvalue { i128, i1 } %{{.+}}, i1 %[[DONE]], 1
  %r = cmpxchg ptr %p, i128 %expected, i128 %desired acq_rel acquire, align 16
  ret { i128, i1 } %r
}

define i128 @exchange(ptr %p, i128 %v) {
; CHECK-LABEL: @exchange
; CHECK: call void @__atomic_exchange(i64 16, ptr %p, ptr %{{.+}}, ptr %[[OLD:.+]], i32 5)
; CHECK: %[[V:.+]] = load i128, ptr %[[OLD]]
; CHECK: ret i128 %[[V]]
  %r = atomicrmw xchg ptr %p, i128 %v seq_cst, align 16
  ret i128 %r
}

define i128 @add(ptr %p, i128 %v) {
; CHECK-LABEL: @add
; CHECK: call void @__atomic_load(i64 16, ptr %p, ptr %[[FOUND:.+]], i32 0)
; CHECK: [[RETRY:.+]]:
; CHECK: %[[OLD:.+]] = load i128, ptr %[[FOUND]]
; CHECK: %[[NEW:.+]] = add i128 %[[OLD]], %v
; CHECK: store i128 %[[NEW]], ptr %[[NEXT:.+]], align
; CHECK: %[[DONE:.+]] = call zeroext i1 @__atomic_compare_exchange(i64 16, ptr %p, ptr %[[FOUND]], ptr %[[NEXT]], i32 5, i32 5)
; CHECK: br i1 %[[DONE]], label %[[AFTER:.+]], label %[[RETRY]]
; CHECK: [[AFTER]]:
; CHECK: ret i128 %[[OLD]]
  %r = atomicrmw add ptr %p, i128 %v seq_cst, align 16
  ret i128 %r
}

; Two in one block.
define i128 @twice(ptr %p, i128 %v) {
; CHECK-LABEL: @twice
; CHECK-COUNT-2: call zeroext i1 @__atomic_compare_exchange(
  %a = atomicrmw umax ptr %p, i128 %v monotonic, align 16
  %b = atomicrmw sub ptr %p, i128 %a monotonic, align 16
  ret i128 %b
}

; An int64_t with the alignment of an int crosses cache lines.
define i64 @misaligned(ptr %p) {
; CHECK-LABEL: @misaligned
; CHECK: call void @__atomic_load(i64 8, ptr %p, ptr %{{.+}}, i32 5)
  %v = load atomic i64, ptr %p seq_cst, align 4
  ret i64 %v
}

define i128 @other_address_space(ptr addrspace(1) %p) {
; CHECK-LABEL: @other_address_space
; CHECK: %[[P:.+]] = addrspacecast ptr addrspace(1) %p to ptr
; CHECK: call void @__atomic_load(i64 16, ptr %[[P]],
  %v = load atomic i128, ptr addrspace(1) %p seq_cst, align 16
  ret i128 %v
}

define i64 @left_alone(ptr %p, i128 %v) {
; CHECK-LABEL: @left_alone
; CHECK-NEXT: load atomic i64, ptr %p seq_cst, align 8
; CHECK-NEXT: atomicrmw add ptr %p, i8 1 seq_cst, align 1
; CHECK-NEXT: fence seq_cst
; CHECK-NEXT: store i128 %v, ptr %p
; CHECK-NEXT: ret
  %r = load atomic i64, ptr %p seq_cst, align 8
  %s = atomicrmw add ptr %p, i8 1 seq_cst, align 1
  fence seq_cst
  store i128 %v, ptr %p
  ret i64 %r
}
