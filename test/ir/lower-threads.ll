; pthread calls become calls of the scheduler, constant entries are listed once.
; RUN: %opt -passes=heddle-lower-threads,verify -S %s | FileCheck %s

; The list survives the optimizer and linking concatenates it.
; RUN: %opt -passes='heddle-lower-threads,default<O2>' -S %s \
; RUN:   | FileCheck %s --check-prefix=KEPT

; A second run changes nothing.
; RUN: %opt -passes=heddle-lower-threads -S < %s > %t.once.ll
; RUN: %opt -passes=heddle-lower-threads -S < %t.once.ll > %t.twice.ll
; RUN: diff %t.once.ll %t.twice.ll

target triple = "nvptx64-nvidia-cuda"

; CHECK: @heddle.thread_entries = appending global [2 x ptr] [ptr @first, ptr @second]
; KEPT: @heddle.thread_entries = appending {{.*}}global [2 x ptr] [ptr @first, ptr @second]

declare i32 @pthread_create(ptr, ptr, ptr, ptr)
declare i32 @pthread_join(i64, ptr)
declare i32 @pthread_detach(i64)

define internal ptr @first(ptr %argument) {
  ret ptr %argument
}

define internal ptr @second(ptr %argument) {
  ret ptr null
}

; CHECK-LABEL: define i64 @constants(
; CHECK: call i32 @__heddle_thread_create(ptr %thread, ptr null, ptr @first, ptr %argument)
; CHECK: call i32 @__heddle_thread_create(ptr %thread, ptr %attr, ptr @first, ptr null)
; CHECK: call i32 @__heddle_thread_create(ptr %thread, ptr null, ptr @second, ptr null)
; CHECK: call i32 @__heddle_thread_join(i64 %id, ptr null)
; CHECK: call i32 @__heddle_thread_detach(i64 %id)
define i64 @constants(ptr %argument, ptr %attr) {
  %thread = alloca i64
  %a = call i32 @pthread_create(ptr %thread, ptr null, ptr @first, ptr %argument)
  %b = call i32 @pthread_create(ptr %thread, ptr %attr, ptr @first, ptr null)
  %c = call i32 @pthread_create(ptr %thread, ptr null, ptr @second, ptr null)
  %id = load i64, ptr %thread
  %d = call i32 @pthread_join(i64 %id, ptr null)
  %e = call i32 @pthread_detach(i64 %id)
  ret i64 %id
}

; An entry that is not known is passed on as it is.
; CHECK-LABEL: define i32 @unknown(
; CHECK: call i32 @__heddle_thread_create(ptr %thread, ptr null, ptr %entry, ptr null)
define i32 @unknown(ptr %thread, ptr %holder) {
  %entry = load ptr, ptr %holder
  %r = call i32 @pthread_create(ptr %thread, ptr null, ptr %entry, ptr null)
  ret i32 %r
}

; A call through a pointer, and the address itself, mean the runtime's function.
; CHECK-LABEL: define ptr @address(
; CHECK: ret ptr @pthread_create
define ptr @address() {
  ret ptr @pthread_create
}
