; RUN: split-file %s %t
; RUN: not %opt -passes=heddle-lower-threads -disable-output %t/create.ll 2>&1 | FileCheck %t/create.ll
; RUN: not %opt -passes=heddle-lower-threads -disable-output %t/join.ll 2>&1 | FileCheck %t/join.ll

;--- create.ll
declare i32 @pthread_create(ptr, ptr, ptr)

; CHECK: in function 'f(int)': 'pthread_create' is called with another prototype than POSIX's
define i32 @_Z1fi(i32 %x) {
  %r = call i32 @pthread_create(ptr null, ptr null, ptr null)
  ret i32 %r
}

;--- join.ll
declare i32 @pthread_join(i32, ptr)

; CHECK: server.cpp:7:3: in function g i32 (): 'pthread_join' is called with another prototype than POSIX's
define i32 @g() !dbg !3 {
  %r = call i32 @pthread_join(i32 0, ptr null), !dbg !6
  ret i32 %r
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}
!0 = distinct !DICompileUnit(language: DW_LANG_C_plus_plus_14, file: !1, emissionKind: FullDebug)
!1 = !DIFile(filename: "server.cpp", directory: "/")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = distinct !DISubprogram(name: "g", file: !1, line: 6, type: !4, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DISubroutineType(types: !5)
!5 = !{null}
!6 = !DILocation(line: 7, column: 3, scope: !3)
