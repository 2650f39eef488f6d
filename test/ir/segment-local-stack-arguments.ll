; More arguments than registers hold wait on the thread's stack while the stack
; pointer changes, where the result will; another function fetches them then, since
; what this one spills would not be found.
; RUN: %opt -passes=heddle-segment-local-stack -S %s | FileCheck %s
target datalayout = "e-p6:32:32-i64:64-i128:128-i256:256-v16:16-v32:32-n16:32:64"
target triple = "nvptx64-nvidia-cuda"

; 17 words are 136 bytes, and 144 with padding.
; CHECK-LABEL: define internal i64 @many.segment(
; CHECK: %[[TOP:.*]] = call i64 @__heddle_local_stack_save(i64 %{{.*}}, i64 144)
; CHECK: getelementptr inbounds i8, ptr %{{.*}}, i64 -160
; CHECK: store volatile i64 %0, ptr
; CHECK: store volatile i64 %16, ptr
; CHECK: %[[NEW:.*]] = inttoptr i64 %[[TOP]] to ptr
; CHECK-NEXT: call void @llvm.stackrestore.p0(ptr %[[NEW]])
; CHECK-NEXT: call void @many.enter()
; CHECK: call void @llvm.stackrestore.p0(
; CHECK-NEXT: %[[WAITING:.*]] = call ptr @__heddle_local_stack_reload()
; CHECK-NEXT: %[[VALUE:.*]] = load volatile i64, ptr %[[WAITING]]
; CHECK-NEXT: ret i64 %[[VALUE]]

; CHECK-LABEL: define internal void @many.enter()
; CHECK: getelementptr inbounds i8, ptr %{{.*}}, i64 -160
; CHECK: %[[FIRST:.*]] = load i64
; CHECK: getelementptr {{.*}} i32 16
; CHECK-NEXT: %[[LAST:.*]] = load i64
; CHECK-NEXT: %[[RESULT:.*]] = call i64 @many(i64 %[[FIRST]], {{.*}}, i64 %[[LAST]])
; CHECK: store i64 %[[RESULT]], ptr %{{.*}}, align 16
define i64 @many(i64 %a, i64 %b, i64 %c, i64 %d, i64 %e, i64 %f, i64 %g, i64 %h,
                 i64 %i, i64 %j, i64 %k, i64 %l, i64 %m, i64 %n, i64 %o, i64 %p,
                 i64 %q) {
  %r = call i64 @many(i64 %b, i64 %c, i64 %d, i64 %e, i64 %f, i64 %g, i64 %h,
                 i64 %i, i64 %j, i64 %k, i64 %l, i64 %m, i64 %n, i64 %o, i64 %p,
                 i64 %q, i64 %a)
  ret i64 %r
}
