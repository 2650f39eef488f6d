; ExpandVariadics handles calls; so invokes go through a function that calls.
; RUN: %opt -passes='heddle-outline-variadic-invokes,verify' -S %s | FileCheck %s

declare i32 @printf(ptr, ...)
declare void @plain(ptr)
declare i32 @__gxx_personality_v0(...)

; CHECK-LABEL: define i32 @f(
; CHECK: %r = invoke i32 @heddle.variadic(ptr @printf, ptr %s, i64 7, double 1.000000e+00)
; CHECK-NEXT: to label %next unwind label %pad
; CHECK: invoke void @plain(ptr %s)
define i32 @f(ptr %s) personality ptr @__gxx_personality_v0 {
  %r = invoke i32 (ptr, ...) @printf(ptr noundef %s, i64 7, double 1.0) to label %next unwind label %pad
next:
  invoke void @plain(ptr %s) to label %done unwind label %pad
done:
  ret i32 %r
pad:
  %p = landingpad { ptr, i32 } cleanup
  resume { ptr, i32 } %p
}

; CHECK: define internal i32 @heddle.variadic(ptr [[F:%.*]], ptr [[A:%.*]], i64 [[B:%.*]], double [[C:%.*]]) [[ATTRIBUTES:#[0-9]+]]
; CHECK-NEXT: [[R:%.*]] = call i32 (ptr, ...) [[F]](ptr noundef [[A]], i64 [[B]], double [[C]])
; CHECK-NEXT: ret i32 [[R]]
; CHECK: attributes [[ATTRIBUTES]] = { alwaysinline }
