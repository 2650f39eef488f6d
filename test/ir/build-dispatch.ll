; Entries get odd numbers, calls pass them, the dispatch calls them directly.
; RUN: %opt -passes=heddle-build-dispatch,verify -S %s \
; RUN:   | FileCheck %s --implicit-check-not=heddle.thread_entries

; A second run would number anew what the calls carry already.
; RUN: %opt -passes=heddle-build-dispatch -S < %s > %t.once.ll
; RUN: %opt -passes=heddle-build-dispatch -S < %t.once.ll > %t.twice.ll
; RUN: diff %t.once.ll %t.twice.ll

target triple = "nvptx64-nvidia-cuda"

@heddle.thread_entries = appending global [4 x ptr] [ptr @worker, ptr @logger, ptr @worker, ptr @status]

declare i32 @__heddle_thread_create(ptr, ptr, ptr, ptr)

define internal ptr @worker(ptr %argument) {
  ret ptr %argument
}
define internal void @logger() {
  ret void
}
define internal i32 @status(ptr %argument) {
  ret i32 7
}
define internal ptr @late(ptr %argument) {
  ret ptr null
}

; CHECK-LABEL: define void @creator(
; CHECK: call i32 @__heddle_thread_create(ptr %t, ptr null, ptr inttoptr (i64 1 to ptr), ptr %a)
; CHECK: call i32 @__heddle_thread_create(ptr %t, ptr null, ptr inttoptr (i64 3 to ptr), ptr %a)
; CHECK: call i32 @__heddle_thread_create(ptr %t, ptr null, ptr inttoptr (i64 5 to ptr), ptr %a)
; Constant only since the whole program was optimized, and not in the list.
; CHECK: call i32 @__heddle_thread_create(ptr %t, ptr null, ptr inttoptr (i64 7 to ptr), ptr %a)
; CHECK: call i32 @__heddle_thread_create(ptr %t, ptr null, ptr %unknown, ptr %a)
; An argument that happens to be an entry is none of the dispatch's business.
; CHECK: call i32 @__heddle_thread_create(ptr %t, ptr null, ptr inttoptr (i64 1 to ptr), ptr @worker)
define void @creator(ptr %t, ptr %a, ptr %unknown) {
  call i32 @__heddle_thread_create(ptr %t, ptr null, ptr @worker, ptr %a)
  call i32 @__heddle_thread_create(ptr %t, ptr null, ptr @logger, ptr %a)
  call i32 @__heddle_thread_create(ptr %t, ptr null, ptr @status, ptr %a)
  call i32 @__heddle_thread_create(ptr %t, ptr null, ptr @late, ptr %a)
  call i32 @__heddle_thread_create(ptr %t, ptr null, ptr %unknown, ptr %a)
  call i32 @__heddle_thread_create(ptr %t, ptr null, ptr @worker, ptr @worker)
  ret void
}

define ptr @scheduler(ptr %e, ptr %a) {
  %r = call ptr @__heddle_dispatch(ptr %e, ptr %a)
  ret ptr %r
}

; CHECK-LABEL: define hidden ptr @__heddle_dispatch(ptr %entry, ptr %argument)
; CHECK: switch i64 %{{.*}}, label %indirect [
; CHECK-NEXT: i64 1, label %worker
; CHECK-NEXT: i64 3, label %logger
; CHECK-NEXT: i64 5, label %status
; CHECK-NEXT: i64 7, label %late
; CHECK-NEXT: ]
; CHECK: worker:
; CHECK-NEXT: %[[W:.*]] = call ptr @worker(ptr %argument)
; CHECK-NEXT: ret ptr %[[W]]
; CHECK: logger:
; CHECK-NEXT: call void @logger()
; CHECK-NEXT: ret ptr null
; CHECK: status:
; CHECK-NEXT: %[[S:.*]] = call i32 @status(ptr %argument)
; CHECK-NEXT: %[[Z:.*]] = zext i32 %[[S]] to i64
; CHECK-NEXT: %[[P:.*]] = inttoptr i64 %[[Z]] to ptr
; CHECK-NEXT: ret ptr %[[P]]
; CHECK: indirect:
; CHECK-NEXT: %[[I:.*]] = call ptr %entry(ptr %argument)
; CHECK-NEXT: ret ptr %[[I]]
declare ptr @__heddle_dispatch(ptr, ptr)
