; What may be a fault is checked, what cannot is left alone.
; RUN: %opt -passes=heddle-check-divisions -S %s | FileCheck %s

; CHECK: @division = private unnamed_addr constant [9 x i8] c"unsigned\00"
; CHECK: @division.1 = private unnamed_addr constant [7 x i8] c"signed\00"

; CHECK-LABEL: define i32 @unsigned(
; CHECK-NEXT: %[[ZERO:.*]] = icmp eq i32 %b, 0
; CHECK-NEXT: br i1 %[[ZERO]], label %[[FAULT:.*]], label %[[GO:.*]], !prof
; CHECK: [[FAULT]]:
; CHECK-NEXT: call void @__heddle_divide_error(ptr @division)
; CHECK-NEXT: unreachable
; CHECK: [[GO]]:
; CHECK-NEXT: %r = udiv i32 %a, %b
define i32 @unsigned(i32 %a, i32 %b) {
  %r = udiv i32 %a, %b
  ret i32 %r
}

; CHECK-LABEL: define i64 @signed(
; CHECK-NEXT: %[[ZERO:.*]] = icmp eq i64 %b, 0
; CHECK-DAG: %[[LEAST:.*]] = icmp eq i64 %a, -9223372036854775808
; CHECK-DAG: %[[ONE:.*]] = icmp eq i64 %b, -1
; CHECK: %[[BOTH:.*]] = and i1 %[[ONE]], %[[LEAST]]
; CHECK-NEXT: %[[ANY:.*]] = or i1 %[[ZERO]], %[[BOTH]]
; CHECK-NEXT: br i1 %[[ANY]]
; CHECK: srem i64 %a, %b
define i64 @signed(i64 %a, i64 %b) {
  %r = srem i64 %a, %b
  ret i64 %r
}

; The dividend is an extended number, so it is not the least of its type.
; CHECK-LABEL: define i64 @extended(
; CHECK-NOT: icmp eq i64 {{.*}}, -1
; CHECK: icmp eq i64 %b, 0
; CHECK-NOT: icmp
; CHECK: sdiv i64
define i64 @extended(i32 %a, i64 %b) {
  %wide = sext i32 %a to i64
  %r = sdiv i64 %wide, %b
  ret i64 %r
}

; CHECK-LABEL: define i32 @constant(
; CHECK-NEXT: %r = sdiv i32 %a, 7
define i32 @constant(i32 %a) {
  %r = sdiv i32 %a, 7
  ret i32 %r
}

; CHECK-LABEL: define i32 @known(
; CHECK-NEXT: %odd = or i32 %b, 1
; CHECK-NEXT: %r = urem i32 %a, %odd
define i32 @known(i32 %a, i32 %b) {
  %odd = or i32 %b, 1
  %r = urem i32 %a, %odd
  ret i32 %r
}

; CHECK-LABEL: define <2 x i32> @vector(
; CHECK-NEXT: %[[ZEROS:.*]] = icmp eq <2 x i32> %b, zeroinitializer
; CHECK-NEXT: %[[ANY:.*]] = call i1 @llvm.vector.reduce.or.v2i1(<2 x i1> %[[ZEROS]])
; CHECK-NEXT: br i1 %[[ANY]]
define <2 x i32> @vector(<2 x i32> %a, <2 x i32> %b) {
  %r = udiv <2 x i32> %a, %b
  ret <2 x i32> %r
}

; The runtime's own are its own business.
; CHECK-LABEL: define i32 @_ZN6heddle4pickEjj(
; CHECK-NEXT: %r = urem i32 %a, %b
define i32 @_ZN6heddle4pickEjj(i32 %a, i32 %b) {
  %r = urem i32 %a, %b
  ret i32 %r
}

; CHECK: declare void @__heddle_divide_error(ptr)
