; Arrays of 16 bytes or more are aligned to 16, local, global and of any length.
; RUN: %opt -passes=heddle-align-arrays -S %s | FileCheck %s

; CHECK: @large = global [16 x i8] zeroinitializer, align 16
@large = global [16 x i8] zeroinitializer, align 1
; CHECK: @table = private constant [20 x i8] zeroinitializer, align 16
@table = private constant [20 x i8] zeroinitializer
; CHECK: @text = private unnamed_addr constant [20 x i8] zeroinitializer, align 1
@text = private unnamed_addr constant [20 x i8] zeroinitializer, align 1
; CHECK: @small = global [15 x i8] zeroinitializer, align 1
@small = global [15 x i8] zeroinitializer, align 1
; CHECK: @page = global [64 x i8] zeroinitializer, align 64
@page = global [64 x i8] zeroinitializer, align 64
; CHECK: @member = global { i32, [32 x i8] } zeroinitializer, align 4
@member = global { i32, [32 x i8] } zeroinitializer, align 4
; CHECK: @outside = external global [32 x i8], align 1
@outside = external global [32 x i8], align 1
; CHECK: @entry = global [32 x i8] zeroinitializer, section "list", align 1
@entry = global [32 x i8] zeroinitializer, section "list", align 1

declare void @use(ptr)

; CHECK-LABEL: define void @locals(
; CHECK-NEXT: %large = alloca [16 x i8], align 16
; CHECK-NEXT: %small = alloca [15 x i8], align 1
; CHECK-NEXT: %scalar = alloca i32, align 4
; CHECK-NEXT: %class = alloca { i64, i64, i64 }, align 8
; CHECK-NEXT: %long = alloca i32, i32 4, align 16
; CHECK-NEXT: %short = alloca i32, i32 2, align 4
; CHECK-NEXT: %any = alloca i32, i32 %n, align 16
define void @locals(i32 %n) {
  %large = alloca [16 x i8], align 1
  %small = alloca [15 x i8], align 1
  %scalar = alloca i32, align 4
  %class = alloca { i64, i64, i64 }, align 8
  %long = alloca i32, i32 4, align 4
  %short = alloca i32, i32 2, align 4
  %any = alloca i32, i32 %n, align 4
  call void @use(ptr %large)
  ret void
}
