; A NaN's sign is kept where it can be seen; where it cannot, nothing changes.
; RUN: %opt -passes=heddle-legalize-signs -S %s | FileCheck %s

; CHECK-LABEL: define double @negated(
; CHECK-NEXT: %1 = bitcast double %x to i64
; CHECK-NEXT: %2 = add i64 %1, -9223372036854775808
; CHECK-NEXT: %n = bitcast i64 %2 to double
; CHECK-NEXT: ret double %n
define double @negated(double %x) {
  %n = fneg double %x
  ret double %n
}

; CHECK-LABEL: define void @absolute(
; CHECK-NEXT: %1 = bitcast <2 x float> %x to <2 x i32>
; CHECK-NEXT: %2 = or <2 x i32> %1, splat (i32 -2147483648)
; CHECK-NEXT: %3 = add <2 x i32> %2, splat (i32 -2147483648)
; CHECK-NEXT: %n = bitcast <2 x i32> %3 to <2 x float>
define void @absolute(<2 x float> %x, ptr %p) {
  %n = call <2 x float> @llvm.fabs.v2f32(<2 x float> %x)
  store <2 x float> %n, ptr %p
  ret void
}

; CHECK-LABEL: define i16 @copied(
; CHECK: %[[X:.*]] = bitcast half %x to i16
; CHECK: %[[O:.*]] = or i16 %[[X]], -32768
; CHECK: %[[A:.*]] = add i16 %[[O]], -32768
; CHECK: %[[Y:.*]] = bitcast half %y to i16
; CHECK: %[[S:.*]] = and i16 %[[Y]], -32768
; CHECK: or i16 %[[A]], %[[S]]
define i16 @copied(half %x, half %y) {
  %c = call half @llvm.copysign.f16(half %x, half %y)
  %b = bitcast half %c to i16
  ret i16 %b
}

; Through a loop and a choice.
; CHECK-LABEL: define float @alternating(
; CHECK-NOT: fneg
; CHECK: add i32 %{{.*}}, -2147483648
define float @alternating(float %x, i32 %n) {
entry:
  br label %loop
loop:
  %v = phi float [ %x, %entry ], [ %m, %loop ]
  %i = phi i32 [ 0, %entry ], [ %j, %loop ]
  %m = fneg float %v
  %j = add i32 %i, 1
  %more = icmp ult i32 %j, %n
  br i1 %more, label %loop, label %done
done:
  ret float %m
}

; CHECK-LABEL: define double @arithmetic(
; CHECK-NEXT: %n = fneg double %x
; CHECK-NEXT: %a = call double @llvm.fabs.f64(double %n)
; CHECK-NEXT: %m = fneg double %y
; CHECK-NEXT: %s = select i1 %c, double %a, double %m
; CHECK-NEXT: %r = call double @llvm.fma.f64(double %s, double %m, double %y)
; CHECK-NEXT: %k = fcmp olt double %a, %m
; CHECK-NEXT: %t = fadd double %r, %s
; CHECK-NEXT: %u = select i1 %k, double %r, double %t
; CHECK-NEXT: ret double %u
define double @arithmetic(double %x, double %y, i1 %c) {
  %n = fneg double %x
  %a = call double @llvm.fabs.f64(double %n)
  %m = fneg double %y
  %s = select i1 %c, double %a, double %m
  %r = call double @llvm.fma.f64(double %s, double %m, double %y)
  %k = fcmp olt double %a, %m
  %t = fadd double %r, %s
  %u = select i1 %k, double %r, double %t
  ret double %u
}
