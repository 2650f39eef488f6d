//===- Objects.h - Tells the model what is allocated and freed ------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Included before each of the runtime's sources but those of the heap below
// objects. A freed object, control blocks of threads among them, is gone until it
// is allocated again.
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

inline void modelFree(WarpState &Self, SizeClass C, void *Object) {
  model_destroyed(Object, Classes.info[C].bytes);
  freeObject(Self, C, Object);
}

} // namespace heddle

#define allocateObject(Self, C) modelAllocated(allocateObject(Self, C), C)
#define freeObject(Self, C, Object) modelFree(Self, C, Object)
