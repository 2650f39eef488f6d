//===- Lock.cpp - Scenarios of the runtime's own lock ---------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../Scenario.h"

#include "../../../runtime/device/Lock.h"

using namespace heddle;

static Lock Inner, Outer;
static int Guarded;

static void add() {
  LockGuard Guard(Inner);
  ++Guarded;
}

static void addTwice() {
  add();
  add();
}

SCENARIO(lock_two, 2) {
  runTogether(addTwice, addTwice);
  CHECK(Guarded == 4);
}

SCENARIO(lock_three, 3) {
  runTogether(add, add, add);
  CHECK(Guarded == 3);
}

SCENARIO(lock_nested, 2) {
  Part Nested = [] {
    LockGuard Guard(Outer);
    add();
  };
  runTogether(Nested, Nested);
  CHECK(Guarded == 2);
}

static int Users;

static void useAndDestroy() {
  bool IsLast;
  {
    LockGuard Guard(Inner);
    IsLast = --Users == 0;
  }
  if (IsLast)
    destroyed(Inner);
}

SCENARIO(lock_destroy, 3) {
  Users = 3;
  runTogether(useAndDestroy, useAndDestroy, useAndDestroy);
}
