; Coroutines without transfers stay as they are, and so do other tail calls.
; RUN: %opt -passes=heddle-lower-coroutine-transfers -S %s | FileCheck %s --implicit-check-not=__heddle

@table = constant [1 x ptr] [ptr @resume]

; CHECK: define internal fastcc void @resume(ptr %frame)
define internal fastcc void @resume(ptr %frame) {
  ret void
}
; CHECK: define void @user(ptr %p)
; CHECK: call fastcc void %f(ptr %p)
define void @user(ptr %p) {
  %f = load ptr, ptr %p
  call fastcc void %f(ptr %p)
  ret void
}
; CHECK: define i32 @other(ptr %p)
; CHECK: musttail call i32 %f(ptr %p)
define i32 @other(ptr %p) {
  %f = load ptr, ptr %p
  %r = musttail call i32 %f(ptr %p)
  ret i32 %r
}
