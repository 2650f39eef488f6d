; Without debug information nothing is recorded.
; RUN: %opt -passes=heddle-record-places -S %s | FileCheck %s
; CHECK-NOT: __heddle_warp_context
; CHECK-NOT: store
declare void @elsewhere()
define void @f() {
  call void @elsewhere()
  ret void
}
