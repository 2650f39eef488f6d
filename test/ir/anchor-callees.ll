; The kernel's callgraph holds a call of each type of a function whose address is
; taken, and runs none of them.
; RUN: %opt -passes=heddle-anchor-callees -S %s | FileCheck %s
; RUN: sed s/__heddle_kernel/other/g %s | %opt -passes=heddle-anchor-callees -S | FileCheck %s --check-prefix=NONE
; NONE-NOT: anchor

@callback = global ptr @stored
@table = constant [1 x { i32, ptr }] [{ i32, ptr } { i32 1, ptr @listed }]
@_ZTV1A = constant { [4 x ptr] } { [4 x ptr] [ptr null, ptr null, ptr @virtual, ptr @pure] }
@llvm.used = appending global [1 x ptr] [ptr @used], section "llvm.metadata"

; CHECK-LABEL: define i32 @stored(
define i32 @stored(ptr %p) { ret i32 0 }
define double @listed(float %x, { i64, i64 } %s) { ret double 0.0 }
define i64 @virtual(ptr %p, i64 %n) { ret i64 0 }
declare void @pure()
define i8 @used(i8 %x) { ret i8 %x }
define i16 @called(i16 %x) { ret i16 %x }
define i32 @same(ptr %p) { ret i32 0 }
declare void @take(ptr, ptr)
define void @takes() {
  call void @take(ptr @same, ptr null)
  %x = call i16 @called(i16 1)
  ret void
}

declare void @__heddle_warp_main(ptr)
; CHECK-LABEL: define ptx_kernel void @__heddle_kernel(
; CHECK-NEXT: call void @__heddle_warp_main(ptr %params)
; CHECK-NEXT: %[[NEVER:.*]] = icmp eq ptr %params, null
; CHECK-NEXT: br i1 %[[NEVER]], label %[[CALL:.*]], label %[[END:.*]]
; CHECK: [[CALL]]:
; CHECK-NEXT: call void @__heddle_anchor_callees(ptr %params)
; CHECK-NEXT: br label %[[END]]
; CHECK: [[END]]:
; CHECK-NEXT: ret void
define ptx_kernel void @__heddle_kernel(ptr %params) {
  call void @__heddle_warp_main(ptr %params)
  ret void
}

; CHECK-LABEL: define internal void @__heddle_anchor_callees(ptr %0)
; CHECK-NEXT: call i32 %0(ptr null)
; CHECK-NEXT: call double %0(float 0.000000e+00, { i64, i64 } zeroinitializer)
; CHECK-NEXT: call void %0()
; CHECK-NEXT: ret void
