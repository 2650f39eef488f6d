; The pending exception is in the context's word at 64. It is tested after calls
; that may throw, and only there.
; RUN: %opt -passes='heddle-lower-exceptions,verify' -S %s | FileCheck %s

declare void @__heddle_raise(ptr, ptr, ptr)
declare i32 @__heddle_select_handler(ptr, ptr, ptr)
declare void @__heddle_exception_escaped(ptr)
declare i32 @__gxx_personality_v0(...)
declare ptr @__heddle_warp_context()
declare void @outside()

@int = external constant ptr
@double = external constant ptr

; A raise is a return.
; CHECK-LABEL: define void @throws(
; CHECK-SAME: ptr %e) {
; CHECK-NEXT: [[C:%.*]] = call ptr @__heddle_warp_context()
; CHECK-NEXT: [[P:%.*]] = getelementptr inbounds i8, ptr [[C]], i64 64
; CHECK-NEXT: store ptr %e, ptr [[P]]
; CHECK-NEXT: br label %unwind
; CHECK: unwind:
; CHECK-NEXT: ret void
define void @throws(ptr %e) noreturn {
  call void @__heddle_raise(ptr %e, ptr @__heddle_select_handler, ptr @__heddle_exception_escaped)
  unreachable
}

; CHECK-LABEL: define i32 @may_throw(
define i32 @may_throw(ptr %e, i1 %c) {
  br i1 %c, label %bad, label %good
; CHECK: bad:
; CHECK-NEXT: call void @throws(ptr %e)
; CHECK-NEXT: br label %unwind
bad:
  call void @throws(ptr %e) noreturn
  unreachable
; CHECK: good:
; CHECK-NEXT: call void @outside()
; CHECK-NEXT: ret i32 1
good:
  call void @outside()
  ret i32 1
; CHECK: unwind:
; CHECK-NEXT: ret i32 poison
}

; CHECK-LABEL: define i32 @passes_on(
; CHECK-NEXT: %r = call i32 @may_throw(ptr null, i1 %c)
; CHECK-NEXT: [[C:%.*]] = call ptr @__heddle_warp_context()
; CHECK-NEXT: [[P:%.*]] = getelementptr inbounds i8, ptr [[C]], i64 64
; CHECK-NEXT: [[E:%.*]] = load ptr, ptr [[P]]
; CHECK-NEXT: [[T:%.*]] = icmp ne ptr [[E]], null
; CHECK-NEXT: br i1 [[T]], label %unwind, label %[[ON:.*]], !prof
; CHECK: [[ON]]:
; CHECK-NEXT: %s = add i32 %r, 1
; CHECK-NEXT: call void @outside()
; CHECK-NEXT: ret i32 %s
define i32 @passes_on(i1 %c) {
  %r = call i32 @may_throw(ptr null, i1 %c)
  %s = add i32 %r, 1
  call void @outside()
  ret i32 %s
}

; The last call of a function needs no test: its caller's is the same.
; CHECK-LABEL: define i32 @last(
; CHECK-NEXT: %r = call i32 @passes_on(i1 %c)
; CHECK-NEXT: ret i32 %r
define i32 @last(i1 %c) {
  %r = call i32 @passes_on(i1 %c)
  ret i32 %r
}

; Whatever has the parameters and an address may be what is called.
@table = constant [2 x ptr] [ptr @passes_on, ptr @harmless]
define i32 @harmless(i32 %x) {
  ret i32 %x
}
; CHECK-LABEL: define i32 @indirect(
; CHECK: call i32 %f(i1 true)
; CHECK-NEXT: call ptr @__heddle_warp_context()
; CHECK: call i32 %f(i32 3)
; CHECK-NEXT: %u = add
define i32 @indirect(ptr %f) {
  %r = call i32 %f(i1 true)
  %s = call i32 %f(i32 3)
  %u = add i32 %r, %s
  ret i32 %u
}

; What must not get out ends the program, even from a call that is said to throw
; nothing.
; CHECK-LABEL: define i32 @lets_nothing_out(
; CHECK: call i32 @passes_on(i1 true)
; CHECK: br i1 {{.*}}, label %unwind
; CHECK: unwind:
; CHECK: [[E:%.*]] = load ptr, ptr
; CHECK: store ptr null, ptr
; CHECK-NEXT: call void @__heddle_exception_escaped(ptr [[E]])
; CHECK-NEXT: unreachable
define i32 @lets_nothing_out() nounwind {
  %r = call i32 @passes_on(i1 true) nounwind
  ret i32 %r
}

; CHECK-LABEL: define i32 @catches(
; CHECK-NOT: personality
; CHECK: call i32 @passes_on(i1 true)
; CHECK: br i1 {{.*}}, label %pad, label %done
; CHECK: pad:
; CHECK: [[E:%.*]] = load ptr, ptr
; CHECK: store ptr null, ptr
; CHECK: [[S:%.*]] = call i32 @__heddle_select_handler(ptr [[E]], ptr @__gxx_personality_v0, ptr @heddle.lsda.catches)
; CHECK: icmp eq i32 [[S]], 2
; CHECK: other:
; CHECK: store ptr [[E]], ptr
; CHECK-NEXT: br label %unwind
define i32 @catches() personality ptr @__gxx_personality_v0 {
  %r = invoke i32 @passes_on(i1 true) to label %done unwind label %pad
done:
  ret i32 %r
pad:
  %p = landingpad { ptr, i32 } catch ptr @int catch ptr @double
  %s = extractvalue { ptr, i32 } %p, 1
  %id = call i32 @llvm.eh.typeid.for.p0(ptr @double)
  %is = icmp eq i32 %s, %id
  br i1 %is, label %handler, label %other
handler:
  ret i32 2
other:
  resume { ptr, i32 } %p
}

; A pad without handlers asks nobody.
; CHECK-LABEL: define void @cleans_up(
; CHECK: pad:
; CHECK-NOT: select_handler
; CHECK: call void @outside()
; CHECK: store ptr
; CHECK-NEXT: br label %unwind
define void @cleans_up() personality ptr @__gxx_personality_v0 {
  invoke void @throws(ptr null) to label %done unwind label %pad
done:
  unreachable
pad:
  %p = landingpad { ptr, i32 } cleanup
  call void @outside()
  resume { ptr, i32 } %p
}

; CHECK-NOT: @__heddle_raise
