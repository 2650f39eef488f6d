; Where nothing raises an exception, nothing looks for one: invokes become calls,
; pads go, and code without either is left as it is.
; RUN: %opt -passes=heddle-lower-exceptions -S %s | FileCheck %s

declare i32 @outside(i32)
declare i32 @__gxx_personality_v0(...)

; CHECK-LABEL: define i32 @plain(
; CHECK-NEXT: %r = call i32 @outside(i32 %x)
; CHECK-NEXT: %s = call i32 %f(i32 %r)
; CHECK-NEXT: ret i32 %s
define i32 @plain(i32 %x, ptr %f) {
  %r = call i32 @outside(i32 %x)
  %s = call i32 %f(i32 %r)
  ret i32 %s
}

; CHECK-LABEL: define i32 @guarded(
; CHECK-SAME: i32 %x) {
; CHECK-NEXT: %r = call i32 @outside(i32 %x)
; CHECK-NEXT: br label %done
; CHECK: done:
; CHECK-NEXT: ret i32 %r
; CHECK-NEXT: }
define i32 @guarded(i32 %x) personality ptr @__gxx_personality_v0 {
  %r = invoke i32 @outside(i32 %x) to label %done unwind label %pad
done:
  ret i32 %r
pad:
  %p = landingpad { ptr, i32 } cleanup
  %q = call i32 @outside(i32 1)
  resume { ptr, i32 } %p
}

; CHECK-NOT: __heddle
