; Aliases, lists, comdats, weak references and names.
; RUN: %opt -passes=heddle-legalize-globals,verify -S %s \
; RUN:   | FileCheck %s --implicit-check-not=comdat --implicit-check-not='= alias' \
; RUN:     --implicit-check-not=llvm.used --implicit-check-not=llvm.compiler.used \
; RUN:     --implicit-check-not=llvm.global.annotations

target triple = "nvptx64-nvidia-cuda"

$f = comdat any
@llvm.used = appending global [1 x ptr] [ptr @f], section "llvm.metadata"
@llvm.compiler.used = appending global [1 x ptr] [ptr @data], section "llvm.metadata"
@llvm.global.annotations = appending global [1 x { ptr, ptr }] [{ ptr, ptr } { ptr @data, ptr null }], section "llvm.metadata"
@data = internal global [4 x i32] zeroinitializer
@maybe = extern_weak global i32
@maybe_local = extern_weak thread_local global i32

@f_alias = alias i32 (i32), ptr @f
@alias_of_alias = alias i32 (i32), ptr @f_alias
@inside = alias i32, getelementptr ([4 x i32], ptr @data, i32 0, i32 2)
@main = alias i32 (i32), ptr @f

; CHECK: @table = {{.*}}[ptr @f, ptr @f, ptr getelementptr ({{.*}}@data{{.*}})]
@table = global [3 x ptr] [ptr @f_alias, ptr @alias_of_alias, ptr @inside]

; PTX has no such letters; the mangled name of a C++ function that has.
; CHECK: @"gr$c3$b6sse$20" = global i32 0
@"gr\C3\B6sse " = global i32 0

; CHECK: define i32 @f(i32 %x)
define i32 @f(i32 %x) comdat {
  ret i32 %x
}

declare extern_weak void @optional()

; CHECK-LABEL: define i32 @g(
; CHECK-NEXT: call i32 @f(i32 1)
; CHECK-NEXT: icmp ne ptr null, null
; CHECK-NEXT: load i32, ptr null
define i32 @g() {
  %a = call i32 @alias_of_alias(i32 1)
  %b = icmp ne ptr @optional, null
  %c = load i32, ptr @maybe
  ret i32 %a
}

; CHECK-LABEL: define ptr @nobodys(
; CHECK-NEXT: ret ptr null
define ptr @nobodys() {
  %a = call ptr @llvm.threadlocal.address.p0(ptr @maybe_local)
  ret ptr %a
}

; A name that a later pass asks for stays a function.
; CHECK: define i32 @main(i32 %0)
; CHECK-NEXT: %[[R:.*]] = call i32 @f(i32 %0)
; CHECK-NEXT: ret i32 %[[R]]
