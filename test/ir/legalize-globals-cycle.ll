; llc aborts on a cycle of initializers, which every program with RTTI has.
; RUN: not --crash llc -mcpu=sm_90 -mattr=+ptx78 -o /dev/null < %s 2>&1 | FileCheck %s --check-prefix=ABORT
; ABORT: Circular dependency found in global variable set

; RUN: %opt -passes=heddle-legalize-globals,verify -S %s | FileCheck %s
; RUN: %opt -passes=heddle-legalize-globals %s | llc -mcpu=sm_90 -mattr=+ptx78 -o /dev/null

; The optimizer must not evaluate the stores back into the initializers.
; RUN: %opt -passes='heddle-legalize-globals,default<O2>' %s | llc -mcpu=sm_90 -mattr=+ptx78 -o /dev/null

target triple = "nvptx64-nvidia-cuda"

; The shape of __class_type_info: its type_info's vtable names type_info.
; CHECK-DAG: @vtable = {{.*}}constant { [3 x ptr] } { [3 x ptr] [ptr null, ptr @type_info, ptr @destroy] }
; CHECK-DAG: @type_info = {{.*}}global { ptr, ptr } { ptr null, ptr @name }
; CHECK-DAG: @name = {{.*}}constant [2 x i8] c"N\00"
@vtable = linkonce_odr constant { [3 x ptr] } { [3 x ptr] [ptr null, ptr @type_info, ptr @destroy] }
@type_info = linkonce_odr constant { ptr, ptr } { ptr getelementptr inbounds ({ [3 x ptr] }, ptr @vtable, i32 0, i32 0, i32 2), ptr @name }
@name = linkonce_odr constant [2 x i8] c"N\00"

; A variable that names itself, inside an array of structures.
; CHECK-DAG: @ring = {{.*}}global [2 x { i32, ptr }] [{ i32, ptr } { i32 1, ptr null }, { i32, ptr } { i32 2, ptr @name }]
@ring = global [2 x { i32, ptr }] [{ i32, ptr } { i32 1, ptr getelementptr (i8, ptr @ring, i64 16) }, { i32, ptr } { i32 2, ptr @name }]

; Naming the same variable twice is no cycle.
; CHECK-DAG: @tree = {{.*}}constant { ptr, ptr } { ptr @leaf, ptr @leaf }
; CHECK-DAG: @leaf = {{.*}}constant i32 7
@tree = constant { ptr, ptr } { ptr @leaf, ptr @leaf }
@leaf = constant i32 7

; It runs before whatever has the highest priority.
; CHECK: @llvm.global_ctors = appending global [2 x { i32, ptr, ptr }] [{ i32, ptr, ptr } { i32 0, ptr @[[CTOR:[a-z_]+]], ptr null }, { i32, ptr, ptr } { i32 0, ptr @user, ptr null }]
@llvm.global_ctors = appending global [1 x { i32, ptr, ptr }] [{ i32, ptr, ptr } { i32 0, ptr @user, ptr null }]

declare void @destroy(ptr)
define void @user() {
  ret void
}

; CHECK: define internal void @[[CTOR]]()
; CHECK-NEXT: store volatile ptr getelementptr inbounds ({ [3 x ptr] }, ptr @vtable, i32 0, i32 0, i32 2), ptr @type_info
; CHECK-NEXT: store volatile ptr getelementptr (i8, ptr @ring, i64 16), ptr getelementptr
; CHECK-NEXT: ret void
