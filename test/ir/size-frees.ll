; free of what malloc returned is told its size, where that is a constant and nothing
; else may have been done to the block.
; RUN: %opt -passes=heddle-size-frees -S %s | FileCheck %s
; RUN: sed 's/__heddle_heap_free/another_free/' %s | %opt -passes=heddle-size-frees -S - | FileCheck %s --check-prefix=OWN

; OWN-NOT: call void @__heddle_free_sized

declare ptr @malloc(i64)
declare ptr @realloc(ptr, i64)
declare void @__heddle_heap_free(ptr)
declare void @__heddle_free_sized(ptr, i64)

define void @free(ptr %block) {
  call void @__heddle_heap_free(ptr %block)
  ret void
}

; CHECK-LABEL: define void @known(
; CHECK: call void @__heddle_free_sized(ptr %block, i64 64)
define void @known() {
  %block = call ptr @malloc(i64 64)
  store volatile i32 1, ptr %block
  call void @free(ptr %block)
  ret void
}

; CHECK-LABEL: define void @unknown(
; CHECK-NOT: @__heddle_free_sized
define void @unknown(i64 %bytes, ptr %other) {
  %block = call ptr @malloc(i64 %bytes)
  call void @free(ptr %block)
  call void @free(ptr %other)
  ret void
}

; CHECK-LABEL: define void @resized(
; CHECK-NOT: @__heddle_free_sized
define void @resized() {
  %block = call ptr @malloc(i64 64)
  %moved = call ptr @realloc(ptr %block, i64 40)
  call void @free(ptr %moved)
  ret void
}

; CHECK-LABEL: define void @either(
; CHECK-NOT: @__heddle_free_sized
define void @either(i1 %large) {
  %one = call ptr @malloc(i64 64)
  %two = call ptr @malloc(i64 640)
  %block = select i1 %large, ptr %two, ptr %one
  call void @free(ptr %block)
  ret void
}
