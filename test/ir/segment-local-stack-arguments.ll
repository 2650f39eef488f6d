; More arguments than registers hold wait in a structure on the thread's stack while
; the local stack is exchanged, and the result after them: the function that exchanges
; it would spill them, and not find them again.
; RUN: %opt -passes=heddle-segment-local-stack -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; CHECK-LABEL: define i64 @many(
; CHECK: call i64 @many.pack(i64 %a, {{.*}}, i64 %q)

; CHECK-LABEL: define internal void @many.unpack(ptr %0)
; CHECK: %[[FIRST:.*]] = load i64
; CHECK: getelementptr {{.*}} ptr %0, i32 0, i32 16
; CHECK-NEXT: %[[LAST:.*]] = load i64
; CHECK-NEXT: %[[RESULT:.*]] = call i64 @many(i64 %[[FIRST]], {{.*}}, i64 %[[LAST]])
; CHECK-NEXT: store i64 %[[RESULT]], ptr %0
; CHECK-NEXT: ret void

; CHECK-LABEL: define internal void @many.unpack.segment(ptr %0)
; CHECK: %[[TOP:.*]] = call i64 @__heddle_local_stack_save(i64 %{{.*}}, i64 0)
; CHECK-NEXT: %[[NEW:.*]] = inttoptr i64 %[[TOP]] to ptr
; CHECK-NEXT: call void @llvm.stackrestore.p0(ptr %[[NEW]])
; CHECK-NEXT: call void @many.unpack(ptr %0)
; CHECK: call void @llvm.stackrestore.p0(
; CHECK-NEXT: call ptr @__heddle_local_stack_reload()
; CHECK-NEXT: ret void

; 17 words are 136 bytes, and 144 with padding.
; CHECK-LABEL: define internal i64 @many.pack(
; CHECK: %[[PACKED:.*]] = load ptr, ptr
; CHECK: %[[END:.*]] = getelementptr i8, ptr %[[PACKED]], i64 144
; CHECK: call void @__heddle_stack_overflow(i64 144)
; CHECK: store ptr %[[END]], ptr
; CHECK: store i64 %0, ptr
; CHECK: store i64 %16, ptr
; CHECK-NEXT: call void @many.unpack.segment(ptr %[[PACKED]])
; CHECK: store ptr %[[PACKED]], ptr
; CHECK-NEXT: %[[VALUE:.*]] = load i64, ptr %[[PACKED]]
; CHECK-NEXT: ret i64 %[[VALUE]]
define i64 @many(i64 %a, i64 %b, i64 %c, i64 %d, i64 %e, i64 %f, i64 %g, i64 %h,
                 i64 %i, i64 %j, i64 %k, i64 %l, i64 %m, i64 %n, i64 %o, i64 %p,
                 i64 %q) {
  %r = call i64 @many(i64 %b, i64 %c, i64 %d, i64 %e, i64 %f, i64 %g, i64 %h,
                 i64 %i, i64 %j, i64 %k, i64 %l, i64 %m, i64 %n, i64 %o, i64 %p,
                 i64 %q, i64 %a)
  ret i64 %r
}
