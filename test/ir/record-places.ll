; Before a call that may come to wait, the user's code says where it is.
; RUN: %opt -passes=heddle-record-places -S %s | FileCheck %s

target triple = "nvptx64-nvidia-cuda"

; CHECK-DAG: [[ROOT:@[a-z0-9.]+]] = private unnamed_addr constant [64 x i8] c"user.cpp:3 (f)\00{{[\\0]+}}", align 64
; CHECK-DAG: [[INLINED:@[a-z0-9.]+]] = private unnamed_addr constant [64 x i8] c"user.cpp:5 (f)\00{{[\\0]+}}", align 64
; CHECK-DAG: [[POINTER:@[a-z0-9.]+]] = private unnamed_addr constant [64 x i8] c"user.cpp:6 (f)\00{{[\\0]+}}", align 64
; CHECK-DAG: [[UNKNOWN:@[a-z0-9.]+]] = private unnamed_addr constant [64 x i8] c"user.cpp:7 (f)\00{{[\\0]+}}", align 64

declare void @elsewhere()
declare i64 @reads() memory(read)

define void @__heddle_begin_wait() {
  ret void
}

; Of the library: without debug information, or of its headers.
define void @lock() {
  call void @__heddle_begin_wait()
  ret void
}

; The same before what may allocate or free, for HEDDLE_HEAP_CHECK.
define ptr @allocate() {
  %block = call ptr @__heddle_allocate_checked(i64 8, i64 16, i1 false)
  ret ptr %block
}

define ptr @__heddle_allocate_checked(i64 %bytes, i64 %align, i1 %mine) {
  ret ptr null
}

define void @__heddle_heap_free(ptr %block) {
  ret void
}

define void @harmless() {
  ret void
}

; CHECK-LABEL: define void @header(
; CHECK-NEXT: call void @lock()
define void @header() !dbg !7 {
  call void @lock(), !dbg !20
  ret void
}

; Code of no line says nothing.
; CHECK-LABEL: define void @users(
; CHECK-NEXT: call void @lock()
define void @users() !dbg !8 {
  call void @lock(), !dbg !27
  ret void
}

; CHECK-LABEL: define void @f(
define void @f(ptr %p) !dbg !9 {
; CHECK-NEXT: [[C:%[0-9]+]] = call ptr @__heddle_warp_context()
; CHECK-NEXT: [[PLACE:%[0-9]+]] = getelementptr inbounds i8, ptr [[C]], i64 80
; CHECK-NEXT: store ptr [[ROOT]], ptr [[PLACE]], align 8, {{.*}}!nosanitize
; CHECK-NEXT: call void @lock()
  call void @lock(), !dbg !21
; CHECK: store ptr [[ROOT]]
; CHECK-NEXT: call void @header()
  call void @header(), !dbg !21
; CHECK: store ptr [[ROOT]]
; CHECK-NEXT: call ptr @allocate()
  %block = call ptr @allocate(), !dbg !21
; CHECK: store ptr [[ROOT]]
; CHECK-NEXT: call void @__heddle_heap_free(
  call void @__heddle_heap_free(ptr %block), !dbg !21
; CHECK-NEXT: call void @harmless()
  call void @harmless(), !dbg !22
; CHECK-NEXT: call void @users()
  call void @users(), !dbg !22
; CHECK-NEXT: call i64 @reads()
  %r = call i64 @reads(), !dbg !22
; CHECK: store ptr [[INLINED]]
; CHECK-NEXT: call void @lock()
  call void @lock(), !dbg !24
; CHECK: store ptr [[POINTER]]
; CHECK-NEXT: call void %p()
  call void %p(), !dbg !25
; CHECK: store ptr [[UNKNOWN]]
; CHECK-NEXT: call void @elsewhere()
  call void @elsewhere(), !dbg !26
; CHECK-NEXT: call void asm
  call void asm sideeffect "", ""(), !dbg !26
  ret void
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_C_plus_plus_14, file: !2, emissionKind: LineTablesOnly)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "user.cpp", directory: "/home")
!3 = !DIFile(filename: "/opt/include/c++/v1/mutex", directory: "/home")
!4 = !DISubroutineType(types: !5)
!5 = !{}
!7 = distinct !DISubprogram(name: "header", file: !3, unit: !0, type: !4, spFlags: DISPFlagDefinition)
!8 = distinct !DISubprogram(name: "users", file: !2, unit: !0, type: !4, spFlags: DISPFlagDefinition)
!9 = distinct !DISubprogram(name: "f", file: !2, unit: !0, type: !4, spFlags: DISPFlagDefinition)
!20 = !DILocation(line: 100, scope: !7)
!21 = !DILocation(line: 3, scope: !9)
!22 = !DILocation(line: 4, scope: !9)
!23 = distinct !DILocation(line: 5, scope: !9)
!24 = !DILocation(line: 100, scope: !7, inlinedAt: !23)
!25 = !DILocation(line: 6, scope: !9)
!26 = !DILocation(line: 7, scope: !9)
!27 = !DILocation(line: 0, scope: !8)
