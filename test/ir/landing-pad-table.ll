; The language-specific data area of each pad, as a personality routine reads it
; (Itanium C++ ABI: Exception Handling): no landing pad base, absolute type
; pointers (255, 0), four bytes of distance to the end of the type table, call
; sites as ULEB128 (1), 4 bytes of them: start 0, length 2, pad 1, action 1; then
; the actions.
; RUN: %opt -passes=heddle-lower-exceptions -S %s | FileCheck %s

declare void @__heddle_raise(ptr, ptr, ptr)
declare i32 @__heddle_select_handler(ptr, ptr, ptr)
declare void @__heddle_exception_escaped(ptr)
declare i32 @__gxx_personality_v0(...)

@int = external constant ptr
@double = external constant ptr

; One type: an action (1, end).
; CHECK: @heddle.lsda.one = private constant { [16 x i8], [1 x ptr], [0 x i8] } { [16 x i8] c"\FF\00\92\80\80\00\01\04\00\02\01\01\01\00\00\00", [1 x ptr] [ptr @int], [0 x i8] zeroinitializer }, align 8
define void @one() personality ptr @__gxx_personality_v0 {
  invoke void @__heddle_raise(ptr null, ptr @__heddle_select_handler, ptr @__heddle_exception_escaped) to label %done unwind label %pad
done:
  ret void
pad:
  %p = landingpad { ptr, i32 } catch ptr @int
  ret void
}

; The types of both pads in reverse; (1, next), (2, next), (0, end): the cleanup
; comes last.
; CHECK: @heddle.lsda.two = {{.*}} c"\FF\00\A2\80\80\00\01\04\00\02\01\01\01\01\02\01\00\00\00\00\00\00\00\00", [2 x ptr] [ptr null, ptr @double]
; The second pad takes number 2 alone.
; CHECK: @heddle.lsda.two{{.*}} = {{.*}} c"\FF\00\9A\80\80\00\01\04\00\02\01\01\02\00\00\00", [2 x ptr] [ptr null, ptr @double]
define void @two(i1 %c) personality ptr @__gxx_personality_v0 {
  br i1 %c, label %first, label %second
first:
  invoke void @__heddle_raise(ptr null, ptr @__heddle_select_handler, ptr @__heddle_exception_escaped) to label %done unwind label %pad
second:
  invoke void @__heddle_raise(ptr null, ptr @__heddle_select_handler, ptr @__heddle_exception_escaped) to label %done unwind label %all
done:
  ret void
pad:
  %p = landingpad { ptr, i32 } cleanup catch ptr @double catch ptr null
  ret void
all:
  %q = landingpad { ptr, i32 } catch ptr null
  ret void
}

; An exception specification: action -1 is the list at byte 0 behind the types,
; which ends in 0.
; CHECK: @heddle.lsda.filter = {{.*}} c"\FF\00\9A\80\80\00\01\04\00\02\01\01\7F\00\00\00", [2 x ptr] [ptr @double, ptr @int], [3 x i8] c"\01\02\00" }
define void @filter() personality ptr @__gxx_personality_v0 {
  invoke void @__heddle_raise(ptr null, ptr @__heddle_select_handler, ptr @__heddle_exception_escaped) to label %done unwind label %pad
done:
  ret void
pad:
  %p = landingpad { ptr, i32 } filter [2 x ptr] [ptr @int, ptr @double]
  ret void
}
