; The code generator would make instructions of PTX whose NaN has any sign of the
; usual integer operations, where a vector is built of the result.
; RUN: llc -mcpu=sm_90 < %s | FileCheck %s --check-prefix=PLAIN
; RUN: %opt -passes=heddle-legalize-signs %s | llc -mcpu=sm_90 | FileCheck %s

; PLAIN: neg.f32
; CHECK-LABEL: .func negated(
; CHECK-NOT: neg.f32
; CHECK: add.s32 %{{.*}}, -2147483648;
target triple = "nvptx64-nvidia-cuda"

define void @negated(ptr %p, ptr %q) {
  %x = load volatile float, ptr %p
  %n = fneg float %x
  %a = insertelement <2 x float> poison, float %n, i32 0
  %b = insertelement <2 x float> %a, float %x, i32 1
  store <2 x float> %b, ptr %q
  ret void
}

; CHECK-LABEL: .func absolute(
; CHECK-NOT: abs.f64
; CHECK: or.b64
; CHECK: add.s64
define void @absolute(ptr %p, ptr %q) {
  %x = load volatile double, ptr %p
  %n = call double @llvm.fabs.f64(double %x)
  %a = insertelement <2 x double> poison, double %n, i32 0
  %b = insertelement <2 x double> %a, double %x, i32 1
  store <2 x double> %b, ptr %q
  ret void
}

; CHECK-LABEL: .func copied(
; CHECK-NOT: copysign
; CHECK-NOT: abs.f32
; CHECK: or.b32
define void @copied(ptr %p, ptr %q) {
  %x = load volatile float, ptr %p
  %y = load volatile float, ptr %q
  %n = call float @llvm.copysign.f32(float %x, float %y)
  %a = insertelement <2 x float> poison, float %n, i32 0
  %b = insertelement <2 x float> %a, float %x, i32 1
  store <2 x float> %b, ptr %q
  ret void
}
