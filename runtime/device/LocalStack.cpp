//===- LocalStack.cpp - Exchanging the lane's local stack -----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What plugin/SegmentLocalStack calls where recursion has used up the local
// stack. On the thread's stack a saved part is, from below: the bytes, room for
// a result, and a Record, each a multiple of 16 bytes.
//
//===----------------------------------------------------------------------===//

#include "Thread.h"
#include "Warp.h"

extern "C" {
[[noreturn]] void __heddle_stack_overflow(uint64_t FrameBytes);
uint64_t __heddle_local_stack_save(uint64_t StackPointer, uint64_t ResultBytes);
void *__heddle_local_stack_reload();
}

using namespace heddle;

namespace {
struct Record {
  uint64_t stackPointer;
  uint64_t resultBytes;
};
} // namespace

/// Arguments that are not in registers are written above the stack pointer that
/// the callee starts with.
static constexpr uint64_t ArgumentBytes = 1024;

static uint64_t savedBytes(uint64_t StackPointer) {
  return (warpState().localStackTop - StackPointer + 15) & ~uint64_t(15);
}

/// Bytes is a multiple of 16. Many loads at a time, since each takes a trip to
/// the L1 at least.
[[clang::no_builtin("memcpy", "memmove")]] static inline void
copyWords(uint64_t *To, const uint64_t *From, uint64_t Bytes) {
  constexpr uint64_t Batch = 16;
  uint64_t Words = Bytes / 8, I = 0;
  for (; I + Batch <= Words; I += Batch) {
    uint64_t Values[Batch];
#pragma unroll
    for (uint64_t J = 0; J < Batch; ++J)
      Values[J] = From[I + J];
#pragma unroll
    for (uint64_t J = 0; J < Batch; ++J)
      To[I + J] = Values[J];
  }
#pragma nounroll
  for (; I < Words; ++I)
    To[I] = From[I];
}

/// Copies the local stack from StackPointer up to the thread's stack and returns
/// what the stack pointer may be set to.
[[gnu::noinline]] uint64_t __heddle_local_stack_save(uint64_t StackPointer,
                                                     uint64_t ResultBytes) {
  abi::WarpContext &Context = arch::context();
  char *To = Context.stackPointer;
  uint64_t Bytes = savedBytes(StackPointer);
  uint64_t Needed = Bytes + ResultBytes + sizeof(Record);
  if (uint64_t(Context.stackLimit - To) < Needed)
    __heddle_stack_overflow(Bytes);
  copyWords((uint64_t *)To, (const uint64_t *)StackPointer, Bytes);
  *(Record *)(To + Bytes + ResultBytes) = {StackPointer, ResultBytes};
  Context.stackPointer = To + Needed;
  return warpState().localStackTop - ArgumentBytes;
}

/// Undoes the last save, once the stack pointer is as it was then. Returns the
/// room for the result, which is above the stack from now on.
[[gnu::noinline]] void *__heddle_local_stack_reload() {
  abi::WarpContext &Context = arch::context();
  auto *Saved = (Record *)Context.stackPointer - 1;
  char *Result = (char *)Saved - Saved->resultBytes;
  uint64_t Bytes = savedBytes(Saved->stackPointer);
  Context.stackPointer = Result - Bytes;
  copyWords((uint64_t *)Saved->stackPointer, (const uint64_t *)(Result - Bytes),
            Bytes);
  return Result;
}
