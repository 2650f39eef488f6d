; Without the optimizer the entry goes through parameters and stack slots; the
; functions that only forward it are inlined.
; RUN: %opt -passes=heddle-lower-threads,verify -S %s | FileCheck %s

target triple = "nvptx64-nvidia-cuda"

; CHECK: @heddle.thread_entries = appending global [1 x ptr] [ptr @entry]

declare i32 @pthread_create(ptr, ptr, ptr, ptr)
declare void @other(ptr)

define internal ptr @entry(ptr %argument) {
  ret ptr %argument
}

define linkonce_odr i32 @create(ptr %thread, ptr %function, ptr %argument) noinline optnone {
  %slot = alloca ptr
  store ptr %function, ptr %slot
  %loaded = load ptr, ptr %slot
  %r = call i32 @pthread_create(ptr %thread, ptr null, ptr %loaded, ptr %argument)
  ret i32 %r
}

define linkonce_odr i32 @outer(ptr %thread, ptr %function) noinline optnone {
  %slot = alloca ptr
  store ptr %function, ptr %slot
  %loaded = load ptr, ptr %slot
  %r = call i32 @create(ptr %thread, ptr %loaded, ptr null)
  ret i32 %r
}

; CHECK-LABEL: define i32 @two_levels(
; CHECK-NOT: @outer
; CHECK: call i32 @__heddle_thread_create(ptr %thread, ptr null, ptr @entry, ptr null)
define i32 @two_levels(ptr %thread) noinline optnone {
  %r = call i32 @outer(ptr %thread, ptr @entry)
  ret i32 %r
}

; A slot that somebody else may have written says nothing.
; CHECK-LABEL: define i32 @escaping_slot(
; CHECK: call i32 @__heddle_thread_create(ptr %thread, ptr null, ptr %loaded, ptr null)
define i32 @escaping_slot(ptr %thread) {
  %slot = alloca ptr
  store ptr @entry, ptr %slot
  call void @other(ptr %slot)
  %loaded = load ptr, ptr %slot
  %r = call i32 @pthread_create(ptr %thread, ptr null, ptr %loaded, ptr null)
  ret i32 %r
}

; A linker may prefer another definition, and it may do something else.
; CHECK-LABEL: define i32 @calls_weak(
; CHECK: call i32 @weak_forwarder(
define weak i32 @weak_forwarder(ptr %thread, ptr %function) {
  %r = call i32 @pthread_create(ptr %thread, ptr null, ptr %function, ptr null)
  ret i32 %r
}
define i32 @calls_weak(ptr %thread) {
  %r = call i32 @weak_forwarder(ptr %thread, ptr @entry)
  ret i32 %r
}

; Forwarders that call each other must not be inlined for ever.
; CHECK-LABEL: define i32 @recursive(
define i32 @recursive(ptr %thread, ptr %function, i1 %again) {
  br i1 %again, label %yes, label %no
yes:
  %a = call i32 @recursive(ptr %thread, ptr %function, i1 false)
  ret i32 %a
no:
  %b = call i32 @pthread_create(ptr %thread, ptr null, ptr %function, ptr null)
  ret i32 %b
}
