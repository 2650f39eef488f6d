; RUN: %opt -passes=heddle-wrap-main,verify -S %s \
; RUN:   | FileCheck %s --implicit-check-not=llvm.global_ --implicit-check-not='@main('

; Nothing is wrapped twice.
; RUN: %opt -passes=heddle-wrap-main -S < %s > %t.once.ll
; RUN: %opt -passes=heddle-wrap-main -S < %t.once.ll > %t.twice.ll
; RUN: diff %t.once.ll %t.twice.ll

; The backend knows the bounds.
; RUN: %opt -passes=heddle-wrap-main %s | llc -mcpu=sm_90 -mattr=+ptx78 \
; RUN:   | FileCheck %s --check-prefix=PTX
; PTX: .entry __heddle_kernel(
; PTX: .maxntid 512
; PTX: .minnctapersm 1

target triple = "nvptx64-nvidia-cuda"

@llvm.global_ctors = appending global [4 x { i32, ptr, ptr }] [
  { i32, ptr, ptr } { i32 65535, ptr @default_a, ptr null },
  { i32, ptr, ptr } { i32 101, ptr @early, ptr null },
  { i32, ptr, ptr } { i32 65535, ptr @default_b, ptr null },
  { i32, ptr, ptr } { i32 200, ptr @middle, ptr null }]
@llvm.global_dtors = appending global [3 x { i32, ptr, ptr }] [
  { i32, ptr, ptr } { i32 101, ptr @last, ptr null },
  { i32, ptr, ptr } { i32 65535, ptr @second, ptr null },
  { i32, ptr, ptr } { i32 65535, ptr @first, ptr null }]

declare void @default_a()
declare void @early()
declare void @default_b()
declare void @middle()
declare void @last()
declare void @second()
declare void @first()


; What is called before there is a stack stays out of line.
define void @__heddle_warp_main(ptr %params) {
  %lane = call i32 @__heddle_arch_laneId()
  call void @start()
  call void @__heddle_run_constructors()
  %r = call i32 @__heddle_user_main(i32 0, ptr null, ptr null)
  ret void
}
; CHECK: define internal void @start() #[[NOINLINE:[0-9]+]]
define internal void @start() alwaysinline {
  ret void
}

; CHECK: define internal i32 @__heddle_original_main(i32 %argc, ptr %argv)
define i32 @main(i32 %argc, ptr %argv) {
  ret i32 %argc
}

; CHECK: define hidden i32 @__heddle_user_main(i32 %0, ptr %1, ptr %2) #[[NOINLINE]]
; CHECK-NEXT: call i32 @__heddle_original_main(i32 %0, ptr %1)

; CHECK: define hidden void @__heddle_run_constructors()
; CHECK-NEXT: call void @early()
; CHECK-NEXT: call void @middle()
; CHECK-NEXT: call void @default_a()
; CHECK-NEXT: call void @default_b()
; CHECK-NEXT: ret void

; CHECK-LABEL: define hidden void @__heddle_run_destructors()
; CHECK-NEXT: call void @first()
; CHECK-NEXT: call void @second()
; CHECK-NEXT: call void @last()
; CHECK-NEXT: ret void

; CHECK: define dso_local ptx_kernel void @__heddle_kernel(ptr %params) #[[KERNEL:[0-9]+]]
; CHECK-NEXT: call void @__heddle_warp_main(ptr %params)
; CHECK-NEXT: ret void

; Declared here, they are defined in this place.
declare i32 @__heddle_user_main(i32, ptr, ptr)
declare void @__heddle_run_constructors()
declare i32 @__heddle_arch_laneId()

; CHECK: attributes #[[NOINLINE]] = { noinline }
; CHECK: attributes #[[KERNEL]] = { convergent {{.*}}"nvvm.maxntid"="512" "nvvm.minctasm"="1"
