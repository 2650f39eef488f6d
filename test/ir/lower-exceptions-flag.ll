; A function that only known calls reach says by its result whether it threw.
; RUN: %opt -passes='heddle-lower-exceptions,verify' -S %s | FileCheck %s
; The word in memory alone, for comparison.
; RUN: %opt -passes='heddle-lower-exceptions,verify' -heddle-unwind-flags=false -S %s | FileCheck %s --check-prefix=WORD

declare void @__heddle_raise(ptr, ptr, ptr)
declare i32 @__heddle_select_handler(ptr, ptr, ptr)
declare void @__heddle_exception_escaped(ptr)
declare i32 @__gxx_personality_v0(...)
declare void @outside()

; WORD: define internal i64 @value(
; WORD-NOT: ret i32 1

; CHECK-LABEL: define internal { i64, i32 } @value(i1 %c, ptr noalias %to)
; CHECK: bad:
; CHECK: store ptr null, ptr
; CHECK-NEXT: br label %unwind
; CHECK: good:
; CHECK-NEXT: ret { i64, i32 } { i64 7, i32 0 }
; CHECK: unwind:
; CHECK-NEXT: ret { i64, i32 } { i64 poison, i32 1 }
define internal noundef i64 @value(i1 %c, ptr noalias %to) {
  br i1 %c, label %bad, label %good
bad:
  call void @__heddle_raise(ptr null, ptr @__heddle_select_handler, ptr @__heddle_exception_escaped)
  unreachable
good:
  ret i64 7
}

; The word is not loaded where there is a flag.
; CHECK-LABEL: define internal i32 @nothing(
; CHECK: [[B:%.*]] = call { i64, i32 } @value(i1 %c, ptr noalias null)
; CHECK-NEXT: %v = extractvalue { i64, i32 } [[B]], 0
; CHECK-NEXT: [[F:%.*]] = extractvalue { i64, i32 } [[B]], 1
; CHECK-NEXT: [[T:%.*]] = icmp ne i32 [[F]], 0
; CHECK-NEXT: br i1 [[T]], label %unwind, label %[[ON:.*]], !prof
; CHECK: [[ON]]:
; CHECK-NEXT: store i64 %v, ptr %p
; CHECK-NEXT: ret i32 0
; CHECK: unwind:
; CHECK-NEXT: ret i32 1
define internal void @nothing(i1 %c, ptr %p) {
  %v = call i64 @value(i1 %c, ptr noalias null)
  store i64 %v, ptr %p
  ret void
}

; The flag of the last call is this function's.
; CHECK-LABEL: define internal { i64, i32 } @last(
; CHECK-NEXT: [[B:%.*]] = call { i64, i32 } @value(i1 %c, ptr null)
; CHECK-NEXT: ret { i64, i32 } [[B]]
define internal i64 @last(i1 %c) {
  %v = call i64 @value(i1 %c, ptr null)
  ret i64 %v
}

; CHECK-LABEL: define internal i32 @pads(
; CHECK: [[F:%.*]] = call i32 @nothing(i1 %c, ptr null)
; CHECK-NEXT: [[T:%.*]] = icmp ne i32 [[F]], 0
; CHECK-NEXT: br i1 [[T]], label %pad, label %done
; CHECK: done:
; CHECK-NEXT: call void @outside()
; CHECK-NEXT: ret i32 0
define internal void @pads(i1 %c) personality ptr @__gxx_personality_v0 {
  invoke void @nothing(i1 %c, ptr null) to label %done unwind label %pad
done:
  call void @outside()
  ret void
pad:
  %p = landingpad { ptr, i32 } cleanup
  call void @outside()
  resume { ptr, i32 } %p
}

; Another may call these: they keep their types, and the caller loads the word.
@pointer = global ptr @taken
; CHECK-LABEL: define internal i64 @taken(
; CHECK-NEXT: [[B:%.*]] = call { i64, i32 } @last(i1 %c)
; CHECK-NEXT: %v = extractvalue { i64, i32 } [[B]], 0
; CHECK: ret i64 %v
define internal i64 @taken(i1 %c) {
  %v = call i64 @last(i1 %c)
  ret i64 %v
}
; CHECK-LABEL: define void @outer(
; CHECK: call i64 @taken(i1 true)
; CHECK: load ptr, ptr
; CHECK: call i32 @pads(i1 true)
; CHECK-NEXT: ret void
define void @outer() {
  %v = call i64 @taken(i1 true)
  call void @pads(i1 true)
  ret void
}
