; Without labels as values nothing changes.
; RUN: %opt -passes=heddle-lower-indirect-branches -S %s | FileCheck %s
; CHECK: switch i32 %x, label %b [
; CHECK-NEXT: i32 1, label %a
; CHECK-NOT: unreachable
define i32 @f(i32 %x) {
  switch i32 %x, label %b [ i32 1, label %a ]
a:
  ret i32 1
b:
  ret i32 2
}
