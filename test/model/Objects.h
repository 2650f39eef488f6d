//===- Objects.h - Tells the model what is allocated and freed ------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Included before each of the runtime's sources but those of the heap below
// objects. A freed object, control blocks of threads among them, is gone until
// it is allocated again.
//
//===----------------------------------------------------------------------===//

#include "../../runtime/device/Warp.h"
#include "Model.h"

namespace heddle {

inline void *modelAllocated(void *Object, SizeClass C) {
  if (Object)
    model_constructed(Object, Classes.info[C].bytes);
  return Object;
}

/// Before it is freed.
inline void *modelFreed(void *Object, SizeClass C) {
  model_destroyed(Object, Classes.info[C].bytes);
  return Object;
}

} // namespace heddle

#define allocateObject(Self, C) modelAllocated(allocateObject(Self, C), C)
#define freeObject(Self, C, Object) freeObject(Self, C, modelFreed(Object, C))
// Their parts, where they are called by themselves.
#define takeFromFront(Self, C) modelAllocated(takeFromFront(Self, C), C)
#define takeNext(Self, C) modelAllocated(takeNext(Self, C), C)
#define allocateSlowly(C) modelAllocated(allocateSlowly(C), C)
#define putIntoFront(Self, C, Object)                                          \
  (putIntoFront(Self, C, Object) && modelFreed(Object, C))
#define putNext(Self, Row, Object)                                             \
  (putNext(Self, Row, Object) &&                                               \
   (!(Object) || modelFreed(Object, SizeClass(Row))))
