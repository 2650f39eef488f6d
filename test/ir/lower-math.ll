; What NVPTX cannot select of mathematics becomes calls of the C library.
; RUN: %opt -passes=heddle-lower-math,verify -S < %s \
; RUN:   | FileCheck %s --implicit-check-not=" frem " --implicit-check-not="= call {{.*}}@llvm.modf" --implicit-check-not="= call {{.*}}@llvm.sin"

target triple = "nvptx64-nvidia-cuda"

define double @doubles(double %x, double %y) {
; CHECK-LABEL: @doubles
; CHECK: %[[R:.+]] = call double @fmod(double %x, double %y)
; CHECK-NEXT: ret double %[[R]]
  %r = frem fast double %x, %y
  ret double %r
}

define float @floats(float %x) {
; CHECK-LABEL: @floats
; CHECK: call float @fmodf(float %x, float 1.500000e+00)
  %r = frem float %x, 1.5
  ret float %r
}

define half @halves(half %x, half %y) {
; CHECK-LABEL: @halves
; CHECK: %[[X:.+]] = fpext half %x to float
; CHECK: %[[Y:.+]] = fpext half %y to float
; CHECK: %[[R:.+]] = call float @fmodf(float %[[X]], float %[[Y]])
; CHECK: fptrunc float %[[R]] to half
  %r = frem half %x, %y
  ret half %r
}

define <2 x double> @vectors(<2 x double> %x, <2 x double> %y) {
; CHECK-LABEL: @vectors
; CHECK-COUNT-2: call double @fmod(
  %r = frem <2 x double> %x, %y
  ret <2 x double> %r
}
define { double, double } @modulus(double %x) {
; CHECK-LABEL: @modulus
; CHECK-NEXT: %[[SLOT:.+]] = alloca double
; CHECK-NEXT: %[[F:.+]] = call double @modf(double %x, ptr %[[SLOT]])
; CHECK-NEXT: %[[W:.+]] = load double, ptr %[[SLOT]]
; CHECK-NEXT: %[[A:.+]] = insertvalue { double, double } poison, double %[[F]], 0
; CHECK-NEXT: %[[B:.+]] = insertvalue { double, double } %[[A]], double %[[W]], 1
; CHECK-NEXT: ret { double, double } %[[B]]
  %r = call { double, double } @llvm.modf.f64(double %x)
  ret { double, double } %r
}

define { <2 x float>, <2 x i32> } @exponents(<2 x float> %x) {
; CHECK-LABEL: @exponents
; CHECK-COUNT-2: call float @frexpf(float %{{.+}}, ptr %{{.+}})
  %r = call { <2 x float>, <2 x i32> } @llvm.frexp.v2f32.v2i32(<2 x float> %x)
  ret { <2 x float>, <2 x i32> } %r
}

define { float, float } @both(float %x) {
; CHECK-LABEL: @both
; CHECK: call float @sinf(float %x)
; CHECK: call float @cosf(float %x)
  %r = call { float, float } @llvm.sincos.f32(float %x)
  ret { float, float } %r
}

define double @powers(double %x, i32 %n) {
; CHECK-LABEL: @powers
; CHECK: %[[N:.+]] = sitofp i32 %n to double
; CHECK: call double @pow(double %x, double %[[N]])
; CHECK: call double @ldexp(double %{{.+}}, i32 %n)
  %p = call double @llvm.powi.f64.i32(double %x, i32 %n)
  %r = call double @llvm.ldexp.f64.i32(double %p, i32 %n)
  ret double %r
}

define i64 @rounded(float %x) {
; CHECK-LABEL: @rounded
; CHECK: call i64 @lroundf(float %x)
  %r = call i64 @llvm.lround.i64.f32(float %x)
  ret i64 %r
}

; The hardware has these.
define double @roots(double %x) {
; CHECK-LABEL: @roots
; CHECK: call double @llvm.sqrt.f64
; CHECK: call double @llvm.floor.f64
  %s = call double @llvm.sqrt.f64(double %x)
  %r = call double @llvm.floor.f64(double %s)
  ret double %r
}
