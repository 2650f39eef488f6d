; A throw ends the program where it stands, so no handler can be reached.
; RUN: %opt -passes=heddle-lower-invokes,verify -S < %s \
; RUN:   | FileCheck %s --implicit-check-not=' invoke ' --implicit-check-not=landingpad \
; RUN:     --implicit-check-not=resume --implicit-check-not=' personality '

target triple = "nvptx64-nvidia-cuda"

declare i32 @__gxx_personality_v0(...)
declare i32 @may_throw(i32) nounwind memory(none)
declare void @cleanup()
declare ptr @__cxa_begin_catch(ptr)
declare void @__cxa_throw(ptr, ptr, ptr) noreturn

; CHECK-LABEL: define i32 @catches(
; CHECK: %[[R:.*]] = call i32 @may_throw(i32 1)
; CHECK: br label %done
; CHECK-NOT: __cxa_begin_catch
; CHECK: done:
; CHECK-NEXT: ret i32 %[[R]]
define i32 @catches() personality ptr @__gxx_personality_v0 {
entry:
  %r = invoke i32 @may_throw(i32 1) to label %done unwind label %lpad
lpad:
  %e = landingpad { ptr, i32 } catch ptr null
  %p = extractvalue { ptr, i32 } %e, 0
  %c = call ptr @__cxa_begin_catch(ptr %p)
  br label %done
done:
  %x = phi i32 [ %r, %entry ], [ -1, %lpad ]
  ret i32 %x
}

; The cleanup of a normal exit stays, that of a throw goes.
; CHECK-LABEL: define void @cleans_up(
; CHECK: call i32 @may_throw(i32 2)
; CHECK: call void @cleanup()
; CHECK-NEXT: ret void
; CHECK-NOT: call void @cleanup()
; CHECK: }
define void @cleans_up() personality ptr @__gxx_personality_v0 {
  %r = invoke i32 @may_throw(i32 2) to label %normal unwind label %lpad
normal:
  call void @cleanup()
  ret void
lpad:
  %e = landingpad { ptr, i32 } cleanup
  call void @cleanup()
  resume { ptr, i32 } %e
}

; CHECK-LABEL: define void @throws(
; CHECK: call void @__cxa_throw(ptr null, ptr null, ptr null)
; CHECK-NEXT: unreachable
define void @throws() personality ptr @__gxx_personality_v0 {
  invoke void @__cxa_throw(ptr null, ptr null, ptr null) to label %never unwind label %lpad
never:
  unreachable
lpad:
  %e = landingpad { ptr, i32 } catch ptr null
  ret void
}
