; A program that has pthread_exit invokes its entries, and the dispatch returns the
; result of a thread that it ended. main's exception goes to a handler of its own.
; RUN: %opt -passes=heddle-build-dispatch,heddle-wrap-main,verify -S %s | FileCheck %s

; What throws nothing has no test; what may has one.
; RUN: %opt -passes=heddle-build-dispatch,heddle-wrap-main,heddle-lower-exceptions,verify -S %s \
; RUN:   | FileCheck %s --check-prefix=LOWERED --implicit-check-not=invoke --implicit-check-not=landingpad

target triple = "nvptx64-nvidia-cuda"

@heddle.thread_entries = appending global [3 x ptr] [ptr @leaves, ptr @logger, ptr @status]

declare i32 @__heddle_thread_create(ptr, ptr, ptr, ptr)
declare void @__heddle_raise(ptr, ptr, ptr)
declare ptr @__heddle_warp_context()

define ptr @leaves(ptr %argument) {
  call void @__heddle_raise(ptr %argument, ptr null, ptr null)
  unreachable
}
define void @logger() {
  ret void
}
define i32 @status(ptr %argument) {
  call ptr @leaves(ptr %argument)
  ret i32 7
}

define ptr @__heddle_thread_exit(ptr %exception) nounwind {
  ret ptr %exception
}
define void @__heddle_main_exit(ptr %exception) noreturn nounwind {
  unreachable
}

define ptr @scheduler(ptr %e, ptr %a) nounwind {
  %r = call ptr @__heddle_dispatch(ptr %e, ptr %a)
  ret ptr %r
}

define i32 @main() {
  %r = call i32 @status(ptr null)
  ret i32 %r
}

; CHECK-LABEL: define hidden ptr @__heddle_dispatch(ptr %entry, ptr %argument) {{#[0-9]+}} personality ptr @heddle.personality
; CHECK: leaves:
; CHECK-NEXT: %[[L:.*]] = invoke ptr @leaves(ptr %argument)
; CHECK-NEXT: to label %[[R:.*]] unwind label %exited
; CHECK: [[R]]:
; CHECK-NEXT: ret ptr %[[L]]
; CHECK: logger:
; CHECK-NEXT: invoke void @logger()
; CHECK-NEXT: to label %{{.*}} unwind label %exited
; CHECK: status:
; CHECK-NEXT: %[[S:.*]] = invoke i32 @status(ptr %argument)
; CHECK-NEXT: to label %{{.*}} unwind label %exited
; CHECK: %[[Z:.*]] = zext i32 %[[S]] to i64
; CHECK: indirect:
; CHECK-NEXT: invoke ptr %entry(ptr %argument)
; CHECK-NEXT: to label %{{.*}} unwind label %exited
; CHECK: exited:
; CHECK-NEXT: %[[P:.*]] = landingpad { ptr, i32 }
; CHECK-NEXT: cleanup
; CHECK-NEXT: %[[E:.*]] = extractvalue { ptr, i32 } %[[P]], 0
; CHECK-NEXT: %[[V:.*]] = call ptr @__heddle_thread_exit(ptr %[[E]])
; CHECK-NEXT: ret ptr %[[V]]

; CHECK-LABEL: define hidden i32 @__heddle_user_main(
; CHECK-NEXT: %[[M:.*]] = invoke i32 @__heddle_original_main()
; CHECK-NEXT: to label %[[R:.*]] unwind label %exited
; CHECK: [[R]]:
; CHECK-NEXT: ret i32 %[[M]]
; CHECK: exited:
; CHECK: call void @__heddle_main_exit(
; CHECK-NEXT: unreachable

; LOWERED-LABEL: define hidden ptr @__heddle_dispatch(
; LOWERED: leaves:
; LOWERED: br i1 %{{.*}}, label %exited,
; LOWERED: logger:
; LOWERED-NEXT: call void @logger()
; LOWERED-NEXT: br label
; LOWERED: exited:
; LOWERED: call ptr @__heddle_thread_exit(
declare ptr @__heddle_dispatch(ptr, ptr)
