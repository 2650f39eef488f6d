; thread_local variables get places in one block a thread; a function that uses
; them looks the block up once.
; RUN: %opt -passes=heddle-lower-thread-locals,verify -S %s | FileCheck %s --implicit-check-not=thread_local{{$}} \
; RUN:   --implicit-check-not='thread_local('
; RUN: %opt -passes=heddle-lower-thread-locals %s | llc -mcpu=sm_90 -mattr=+ptx80 -o /dev/null

target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; Those with a value first, then the zero ones, each from the most aligned on.
; What runtime/arch has stays.
; CHECK: @native = internal thread_local global i32 7
; CHECK: @__heddle_thread_local_image = internal constant <{ [2 x ptr], i32, i8, [3 x i8] }>
; CHECK-SAME: <{ [2 x ptr] [ptr @plain, ptr @callee], i32 5, i8 1, [3 x i8] zeroinitializer }>, align 64
; CHECK: @__heddle_thread_locals = internal constant { ptr, i64, i64, i64 }
; CHECK-SAME: { ptr @__heddle_thread_local_image, i64 24, i64 208, i64 64 }
@byte = thread_local global i8 1
@zero = internal thread_local global i64 0, align 8
@five = thread_local(initialexec) global i32 5, align 4
@addresses = internal thread_local(localdynamic) global [2 x ptr] [ptr @plain, ptr @callee], align 8
@line = thread_local global [16 x i32] zeroinitializer, align 64
@unset = thread_local(localexec) global [8 x i64] undef, align 16
@flag = internal thread_local global i1 false
@unused = thread_local global i32 9
@native = internal thread_local global i32 7 #0
@plain = global i32 3

declare void @callee()
declare void @take(ptr)
declare i1 @more()
declare nonnull ptr @llvm.threadlocal.address.p0(ptr nonnull)

; CHECK-LABEL: define i32 @read(
; CHECK-NEXT: %[[C:.*]] = call ptr @__heddle_warp_context()
; CHECK-NEXT: %[[AT:.*]] = getelementptr inbounds i8, ptr %[[C]], i64 72
; CHECK-NEXT: %[[FOUND:.*]] = load ptr, ptr %[[AT]]
; CHECK-NEXT: %[[NULL:.*]] = icmp eq ptr %[[FOUND]], null
; CHECK-NEXT: br i1 %[[NULL]], label %[[NONE:.*]], label %[[SOME:.*]], !prof
; CHECK: [[NONE]]:
; CHECK-NEXT: %[[NEW:.*]] = call ptr @__heddle_thread_locals_create(ptr @__heddle_thread_locals) #[[COLD:[0-9]+]]
; CHECK-NEXT: br label %[[SOME]]
; CHECK: [[SOME]]:
; CHECK-NEXT: %[[BLOCK:.*]] = phi ptr [ %[[FOUND]], %{{.*}} ], [ %[[NEW]], %[[NONE]] ]
; CHECK-NEXT: %[[FIVE:.*]] = getelementptr inbounds i8, ptr %[[BLOCK]], i64 16
; CHECK-NEXT: %v = load i32, ptr %[[FIVE]]
; CHECK-NEXT: ret i32 %v
define i32 @read() {
  %a = call ptr @llvm.threadlocal.address.p0(ptr @five)
  %v = load i32, ptr %a
  ret i32 %v
}

; It may allocate now.
; CHECK-LABEL: define ptr @wrapper()
; CHECK-NOT: memory(none)
; CHECK: call ptr @__heddle_thread_locals_create
; CHECK: getelementptr inbounds i8, ptr %thread_locals, i64 128
; CHECK-NEXT: ret ptr
define ptr @wrapper() memory(none) {
  %a = call ptr @llvm.threadlocal.address.p0(ptr @unset)
  ret ptr %a
}
; CHECK-LABEL: define ptr @calls_wrapper()
; CHECK-NOT: memory(none)
; CHECK: ret ptr
define ptr @calls_wrapper() memory(none) {
  %a = call ptr @wrapper() memory(none)
  ret ptr %a
}

; Two variables, one lookup, where both uses are dominated; allocas stay first.
; CHECK-LABEL: define void @two(
; CHECK-NEXT: %slot = alloca i32
; CHECK-NEXT: call ptr @__heddle_warp_context()
; CHECK: %[[NEW:.*]] = call ptr @__heddle_thread_locals_create
; CHECK-NOT: __heddle_warp
; CHECK: br i1 %c
; CHECK: left:
; CHECK-NEXT: getelementptr inbounds i8, ptr %thread_locals, i64 192
; CHECK-NEXT: load i64
; CHECK: right:
; CHECK-NEXT: getelementptr inbounds i8, ptr %thread_locals, i64 16
; CHECK-NEXT: load i32
; CHECK: ret void
define void @two(i1 %c) {
  %slot = alloca i32
  br i1 %c, label %left, label %right
left:
  %a = load i64, ptr @zero
  ret void
right:
  %b = load i32, ptr @five
  ret void
}

; A path that uses none pays nothing.
; CHECK-LABEL: define void @seldom(
; CHECK-NEXT: br i1 %c, label %use, label %done
; CHECK: use:
; CHECK-NEXT: call ptr @__heddle_warp_context()
; CHECK: done:
define void @seldom(i1 %c) {
  br i1 %c, label %use, label %done
use:
  store i64 1, ptr @zero
  br label %done
done:
  ret void
}

; Before the loop, since every turn comes by.
; CHECK-LABEL: define void @loop(
; CHECK: call ptr @__heddle_thread_locals_create
; CHECK: turn:
; CHECK-NOT: __heddle_warp
; CHECK: ret void
define void @loop() {
  br label %turn
turn:
  %v = load i64, ptr @zero
  %w = add i64 %v, 1
  store i64 %w, ptr @zero
  %c = call i1 @more()
  br i1 %c, label %turn, label %done
done:
  ret void
}

; Not before the loop, where some turns or none need it.
; CHECK-LABEL: define void @loop_seldom(
; CHECK-NEXT: br label %turn
; CHECK: turn:
; CHECK-NEXT: call i1 @more()
; CHECK: rarely:
; CHECK-NEXT: call ptr @__heddle_warp_context()
define void @loop_seldom() {
  br label %turn
turn:
  %c = call i1 @more()
  br i1 %c, label %rarely, label %next
rarely:
  store i64 1, ptr @zero
  br label %next
next:
  %d = call i1 @more()
  br i1 %d, label %turn, label %done
done:
  ret void
}

; The entries of a phi: computed where they come from, one value for twins.
; CHECK-LABEL: define ptr @phi(
; CHECK: %[[TWIN:.*]] = getelementptr inbounds i8, ptr %thread_locals, i64 16
; CHECK-NEXT: switch i32 %n, label %other
; CHECK: other:
; CHECK: %[[OTHER:.*]] = getelementptr inbounds i8, ptr %thread_locals, i64 192
; CHECK-NEXT: br label %join
; CHECK: join:
; CHECK-NEXT: phi ptr [ %[[TWIN]], %{{.*}} ], [ %[[TWIN]], %{{.*}} ], [ %[[OTHER]], %other ]
define ptr @phi(i32 %n) {
  switch i32 %n, label %other [ i32 1, label %join
                                i32 2, label %join ]
other:
  br label %join
join:
  %p = phi ptr [ @five, %0 ], [ @five, %0 ], [ @zero, %other ]
  ret ptr %p
}

; Constant expressions, also in aggregates and phis, become computations.
; CHECK-LABEL: define i32 @expression(
; CHECK: %[[LINE:.*]] = getelementptr inbounds i8, ptr %thread_locals, i64 64
; CHECK: %[[THIRD:.*]] = getelementptr inbounds {{.*}}ptr %[[LINE]]{{.*}} i64 12
; CHECK: load i32, ptr %[[THIRD]]
; CHECK: ret i32
define i32 @expression() {
  %v = load i32, ptr getelementptr inbounds (i8, ptr @line, i64 12)
  call void @take(ptr getelementptr (i8, ptr @addresses, i64 8))
  ret i32 %v
}
; CHECK-LABEL: define { ptr, i64 } @aggregate(
; CHECK: insertvalue { ptr, i64 } {{.*}}, ptr %thread_locals, 0
; CHECK: ret { ptr, i64 }
define { ptr, i64 } @aggregate() {
  ret { ptr, i64 } { ptr @addresses, i64 1 }
}

; Code that nothing leads to goes, and needs no block.
; CHECK-LABEL: define void @unreachable(
; CHECK-NEXT: ret void
; CHECK-NEXT: }
define void @unreachable() {
  ret void
dead:
  store i64 1, ptr @zero
  br label %dead
}

; CHECK-LABEL: define i1 @shrunk(
; CHECK: getelementptr inbounds i8, ptr %thread_locals, i64 200
; CHECK-NEXT: load i1
define i1 @shrunk() {
  %v = load i1, ptr @flag
  %b = load i8, ptr @byte
  ret i1 %v
}

; CHECK-LABEL: define i32 @of_runtime(
; CHECK-NEXT: load i32, ptr @native
define i32 @of_runtime() {
  %v = load i32, ptr @native
  ret i32 %v
}

; CHECK: attributes #[[COLD]] = { cold }
attributes #0 = { "heddle-native-thread-local" }
