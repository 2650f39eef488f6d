; What another thread could see, and what is large, moves to the thread's stack.
; RUN: %opt -passes=heddle-globalize-stack,verify -S %s | FileCheck %s
; RUN: %opt -passes=heddle-globalize-stack %s | llc -mcpu=sm_90 -mattr=+ptx78 -o /dev/null

; The checker finds what this pass is for, and nothing after it.
; RUN: not %opt -passes=heddle-check -disable-output %s 2>&1 | FileCheck %s --check-prefix=BEFORE
; BEFORE: internal error: a stack variable that other threads could see is in lane-private memory
; RUN: %opt -passes=heddle-globalize-stack -S %s | not %opt -passes=heddle-check -disable-output 2>&1 \
; RUN:   | FileCheck %s --check-prefix=AFTER --implicit-check-not='lane-private'
; AFTER: undefined symbol: __heddle_stack_overflow

target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

@published = global ptr null
define internal void @keep(ptr %p) {
  store ptr %p, ptr @published
  ret void
}
define internal void @look(ptr readonly captures(none) %p) {
  ret void
}

; CHECK-LABEL: define i32 @captured(
; CHECK: %[[C0:.*]] = call ptr @__heddle_warp_context()
; CHECK: %[[SP:.*]] = load ptr, ptr
; CHECK: %[[LIMIT_AT:.*]] = getelementptr inbounds i8, ptr %{{.*}}, i64 8
; CHECK: %[[LIMIT:.*]] = load ptr, ptr %[[LIMIT_AT]]
; CHECK: %[[NEW:.*]] = getelementptr i8, ptr %[[SP]], i64 16
; CHECK: %[[OVER:.*]] = icmp ugt ptr %[[NEW]], %[[LIMIT]]
; CHECK: br i1 %[[OVER]], label %[[BAD:.*]], label %[[GOOD:.*]], !prof
; CHECK: [[BAD]]:
; CHECK-NEXT: call void @__heddle_stack_overflow(i64 16) #[[COLD:[0-9]+]]
; CHECK-NEXT: unreachable
; CHECK: [[GOOD]]:
; CHECK: store ptr %[[NEW]], ptr
; CHECK-NOT: alloca
; CHECK-NOT: llvm.lifetime
; CHECK: call void @keep(ptr %[[SP]])
; CHECK: %v = load i32, ptr %[[SP]]
; CHECK: store ptr %[[SP]], ptr
; CHECK-NEXT: ret i32 %v
define i32 @captured() {
  %x = alloca i32
  call void @llvm.lifetime.start.p0(ptr %x)
  call void @keep(ptr %x)
  %v = load i32, ptr %x
  call void @llvm.lifetime.end.p0(ptr %x)
  ret i32 %v
}

; CHECK-LABEL: define i32 @private(
; CHECK-NOT: __heddle
; CHECK: %x = alloca i32
; CHECK: %small = alloca [4 x i64]
; CHECK-NOT: __heddle
; CHECK: ret
define i32 @private() {
  %x = alloca i32
  %small = alloca [4 x i64]
  call void @look(ptr %x)
  %at = getelementptr [4 x i64], ptr %small, i64 0, i64 2
  store i64 1, ptr %at
  %same = icmp eq ptr %x, %small
  %v = load i32, ptr %x
  ret i32 %v
}

; CHECK-LABEL: define i64 @large(
; CHECK-NOT: alloca
; CHECK: call ptr @__heddle_warp_context()
; CHECK: ret
define i64 @large() {
  %array = alloca [16 x i64]
  %at = getelementptr [16 x i64], ptr %array, i64 0, i64 3
  store i64 1, ptr %at
  %v = load i64, ptr %at
  ret i64 %v
}

; CHECK-LABEL: define i64 @large_without_array(
; CHECK-NEXT: alloca
define i64 @large_without_array() {
  %s = alloca { i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64 }
  store i64 1, ptr %s
  %v = load i64, ptr %s
  ret i64 %v
}

; CHECK-LABEL: define i64 @indexed(
; CHECK-NOT: alloca
; CHECK: ret
define i64 @indexed(i64 %i) {
  %array = alloca [4 x i64]
  %at = getelementptr [4 x i64], ptr %array, i64 0, i64 %i
  store i64 1, ptr %at
  %v = load i64, ptr %array
  ret i64 %v
}

; An atomic needs shared memory, in the function or behind a parameter that is
; not captured.
; CHECK-LABEL: define i32 @atomic(
; CHECK-NOT: alloca
; CHECK: ret
define i32 @atomic() {
  %x = alloca i32
  %v = atomicrmw add ptr %x, i32 1 monotonic
  ret i32 %v
}
define internal i32 @count(ptr captures(none) %p) noinline {
  %v = atomicrmw add ptr %p, i32 1 monotonic
  ret i32 %v
}
define internal i32 @count_further(ptr captures(none) %p) noinline {
  %v = call i32 @count(ptr %p)
  ret i32 %v
}
; CHECK-LABEL: define i32 @atomic_in_callee(
; CHECK-NOT: alloca
; CHECK: ret
define i32 @atomic_in_callee() {
  %x = alloca i32
  %v = call i32 @count_further(ptr %x)
  ret i32 %v
}

; One frame for all, the most aligned first.
; CHECK-LABEL: define void @layout(
; CHECK: %[[UP:.*]] = getelementptr inbounds i8, ptr %[[SP:.*]], i64 63
; CHECK: %[[BASE:.*]] = call ptr @llvm.ptrmask.p0.i64(ptr %[[UP]], i64 -64)
; CHECK: getelementptr i8, ptr %[[BASE]], i64 48
; CHECK-DAG: %wide = getelementptr inbounds i8, ptr %[[BASE]], i64 16
; CHECK-DAG: %byte = getelementptr inbounds i8, ptr %[[BASE]], i64 32
; CHECK: call void @keep(ptr %[[BASE]])
; CHECK: store ptr %[[SP]], ptr
; CHECK-NEXT: ret void
define void @layout() {
  %byte = alloca i8
  %wide = alloca i128
  %aligned = alloca i32, align 64
  call void @keep(ptr %aligned)
  call void @keep(ptr %wide)
  call void @keep(ptr %byte)
  ret void
}

; Every way out gives the frame back, ways that do not return need not.
; CHECK-LABEL: define i32 @exits(
; CHECK: early:
; CHECK: store ptr %[[SP:.*]], ptr
; CHECK-NEXT: ret i32 0
; CHECK: late:
; CHECK: store ptr %[[SP]], ptr
; CHECK-NEXT: ret i32 1
; CHECK: never:
; CHECK-NEXT: unreachable
define i32 @exits(i32 %how) {
  %x = alloca i32
  call void @keep(ptr %x)
  switch i32 %how, label %never [ i32 0, label %early
                                  i32 1, label %late ]
early:
  ret i32 0
late:
  ret i32 1
never:
  unreachable
}

; A copy that the callee publishes is copied again, where others see it.
; CHECK-LABEL: define void @by_value(
; CHECK: %[[COPY:.*]] = load ptr, ptr
; CHECK: call void @llvm.memcpy.p0.p0.i64(ptr align 8 %[[COPY]], ptr align 8 %object, i64 24, i1 false)
; CHECK: call void @keep(ptr %[[COPY]])
define void @by_value(ptr byval([3 x i64]) align 8 %object) {
  call void @keep(ptr %object)
  ret void
}

; CHECK-LABEL: define i64 @by_value_read(
; CHECK-NEXT: load i64, ptr %object
define i64 @by_value_read(ptr byval([3 x i64]) align 8 %object) {
  %v = load i64, ptr %object
  ret i64 %v
}

; CHECK: attributes #[[COLD]] = { cold noreturn }
