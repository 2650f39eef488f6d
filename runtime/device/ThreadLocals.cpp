//===- ThreadLocals.cpp - thread_local variables --------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A thread gets its block when it first uses one of the variables
// (plugin/LowerThreadLocals). The destructors of the objects among them are
// registered one by one as the objects are constructed, which is when a thread
// gets its list of them.
//
//===----------------------------------------------------------------------===//

#include "Fault.h"
#include "Malloc.h"
#include "Thread.h"
#include "Warp.h"

#include <string.h>

namespace heddle {

/// The newest part of a thread's list of destructors.
struct ThreadDestructors {
  static constexpr uint32_t MostCalls = 7;
  struct Call {
    void (*function)(void *);
    void *argument;
  };

  ThreadDestructors *previous;
  uint32_t count;
  Call calls[MostCalls];
};
static_assert(sizeof(ThreadDestructors) == 128);

/// Makes room for one more call.
static ThreadDestructors *extend(ThreadDestructors *Newest) {
  auto *More = (ThreadDestructors *)allocateBlock(sizeof(ThreadDestructors));
  if (!More)
    raiseFault(abi::FaultKind::Abort, 0,
               "no memory for the destructors of thread_local variables; "
               "HEDDLE_HEAP sets how much there is");
  More->previous = Newest;
  More->count = 0;
  return More;
}

// Each call is taken from the list before it is made, since it may register more,
// which come next, or end the thread's list by calling exit.
[[gnu::noinline]] void runThreadLocalDestructors() {
  Thread &T = *currentThread();
  if (!(warpState().cleanups & HasDestructors))
    return;
  while (ThreadDestructors *Newest = T.destructors) {
    if (Newest->count == 0) {
      T.destructors = Newest->previous;
      freeBlock(Newest);
      continue;
    }
    ThreadDestructors::Call Next = Newest->calls[--Newest->count];
    Next.function(Next.argument);
  }
}

/// When memory has ended: a thread that is to throw bad_alloc has thread_local
/// variables, if only the C++ library's list of exceptions. The end of its stack then
/// becomes their place, while there is enough left of it.
static void *takeFromStack(uint64_t Bytes, uint64_t Alignment) {
  constexpr uint64_t LeastLeft = 4096;
  abi::WarpContext &Context = arch::context();
  uint64_t Block = (uint64_t(Context.stackLimit) - Bytes) & -Alignment;
  if (Bytes > uint64_t(Context.stackLimit) ||
      Block < uint64_t(Context.stackPointer) + LeastLeft)
    return nullptr;
  Context.stackLimit = (char *)Block;
  return (char *)Block;
}

void freeThreadLocals() {
  if (!(warpState().cleanups & HasThreadLocals))
    return;
  abi::WarpContext &Context = arch::context();
  // Whoever gave the thread another stack than the warp's sets the limit as well.
  if (Context.threadLocals == Context.stackLimit)
    Context.stackLimit = warpState().stackEnd;
  else
    freeBlock(Context.threadLocals);
  Context.threadLocals = nullptr;
}

} // namespace heddle

using namespace heddle;

extern "C" {

void *__heddle_thread_locals_create(const abi::ThreadLocalImage *);
int __cxa_thread_atexit(void (*)(void *), void *, void *);
int __cxa_thread_atexit_impl(void (*)(void *), void *, void *);

[[gnu::noinline]] void *
__heddle_thread_locals_create(const abi::ThreadLocalImage *Image) {
  void *Memory = allocateBlock(Image->bytes, Image->alignment);
  auto *Block = (uint64_t *)(Memory ? Memory
                                    : takeFromStack(Image->bytes,
                                                    Image->alignment));
  if (!Block)
    raiseFault(abi::FaultKind::Abort, Image->bytes,
               "no memory for thread_local variables; HEDDLE_HEAP sets how much "
               "there is");
  uint64_t Words = Image->imageBytes / sizeof(uint64_t);
  memcpy(Block, Image->image, Words * sizeof(uint64_t));
  memset(Block + Words, 0, Image->bytes - Image->imageBytes);
  arch::context().threadLocals = Block;
  warpState().cleanups |= HasThreadLocals;
  return Block;
}

/// A program is one image, so all destructors are its own.
int __cxa_thread_atexit(void (*Function)(void *), void *Argument, void *) {
  Thread &T = *currentThread();
  uint32_t &Cleanups = warpState().cleanups;
  if (!(Cleanups & HasDestructors)) {
    T.destructors = nullptr;
    Cleanups |= HasDestructors;
  }
  if (!T.destructors || T.destructors->count == ThreadDestructors::MostCalls)
    T.destructors = extend(T.destructors);
  T.destructors->calls[T.destructors->count++] = {Function, Argument};
  return 0;
}

/// What the compilers of other languages call.
int __cxa_thread_atexit_impl(void (*Function)(void *), void *Argument,
                             void *Image) {
  return __cxa_thread_atexit(Function, Argument, Image);
}

} // extern "C"
