; RUN: not %opt -passes=heddle-lower-exceptions -disable-output %s 2>&1 | FileCheck %s
; CHECK: in function 'g': exception handling by funclets has no lowering

declare void @f()
declare i32 @__CxxFrameHandler3(...)

define void @g() personality ptr @__CxxFrameHandler3 {
  invoke void @f() to label %done unwind label %pad
pad:
  %c = cleanuppad within none []
  cleanupret from %c unwind to caller
done:
  ret void
}
