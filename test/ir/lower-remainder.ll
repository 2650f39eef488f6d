; NVPTX cannot select frem. The C library's functions give the same value.
; RUN: %opt -passes=heddle-lower-remainder,verify -S < %s \
; RUN:   | FileCheck %s --implicit-check-not=frem

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
; CHECK: declare double @fmod(double, double)
; CHECK: declare float @fmodf(float, float)
