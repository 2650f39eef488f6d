//===- Fiber.cpp - Stacks to switch between -------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For x86-64. swapcontext would make two system calls a switch, and an
// execution of the model has hundreds.
//
//===----------------------------------------------------------------------===//

#include "Fiber.h"

#include <cstdlib>
#include <cstring>
#include <sys/mman.h>

// Saves what a call must preserve on the stack, and the stack pointer in *From.
asm(R"(
  .globl heddle_model_switch
  .type heddle_model_switch, @function
heddle_model_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
)");
extern "C" void heddle_model_switch(void **From, void *To);

using namespace heddle::model;

static void *Outside;
static Fiber *Running;

void Fiber::start(void (*Entry)()) {
  if (!stack) {
    void *Memory = mmap(nullptr, StackBytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (Memory == MAP_FAILED)
      abort();
    stack = static_cast<char *>(Memory);
  }
  constexpr int SavedRegisters = 6;
  auto **Top = reinterpret_cast<void **>(stack + StackBytes);
  // As after a call: the address to return to stands 8 bytes off a multiple of
  // 16. The frame pointers' chain ends here.
  *--Top = nullptr;
  *--Top = reinterpret_cast<void *>(Entry);
  for (int I = 0; I < SavedRegisters; ++I)
    *--Top = nullptr;
  pointer = Top;
}

void Fiber::resume() {
  Running = this;
  heddle_model_switch(&Outside, pointer);
  Running = nullptr;
}

void Fiber::suspend() { heddle_model_switch(&Running->pointer, Outside); }

Fiber *Fiber::current() { return Running; }

void Fiber::save() {
  savedPointer = pointer;
  savedStack.assign(static_cast<char *>(pointer), stack + StackBytes);
}

void Fiber::restore() {
  pointer = savedPointer;
  memcpy(pointer, savedStack.data(), savedStack.size());
}
