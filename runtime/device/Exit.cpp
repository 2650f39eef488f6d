//===- Exit.cpp - exit and what runs before it ----------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Handlers are taken from their list under its lock and run without it, so they
// may register more, which run next, as C requires. The first warp to call exit
// runs them; any other that calls it stops there and then.
//
//===----------------------------------------------------------------------===//

#include "HeapCheck.h"
#include "HostCalls.h"
#include "Lock.h"
#include "Malloc.h"
#include "Process.h"
#include "Scheduler.h"
#include "Thread.h"
#include "Wait.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

extern "C" {
void __heddle_run_destructors();
int __cxa_atexit(void (*)(void *), void *, void *);
void __cxa_finalize(void *);
/// Its address tells whose handlers are whose; a program is one image.
extern char __dso_handle;
char __dso_handle;
}

namespace heddle {

namespace {

struct ExitHandler {
  void (*function)(void *);
  void *argument;
  void *image;
};

/// Handlers in the order of their registration.
class ExitHandlers {
  static constexpr uint32_t ChunkHandlers = 32;

  /// C promises room for 32, so those need no heap.
  struct Chunk {
    Chunk *previous;
    ExitHandler handlers[ChunkHandlers];
  };

  Lock lock;
  uint32_t count; ///< in the newest chunk
  Chunk *newest;  ///< null: the first
  Chunk first;

public:
  bool push(const ExitHandler &Handler);
  /// Takes the newest one; false if there is none.
  bool pop(ExitHandler &Handler);
  /// Takes the newest one of an image.
  bool pop(ExitHandler &Handler, void *Image);
};

ExitHandlers AtExit, AtQuickExit;

/// 1 + the id of the warp that ends the process.
Atomic<uint32_t> EndingWarp;

bool ExitHandlers::push(const ExitHandler &Handler) {
  LockGuard Guard(lock);
  Chunk *C = newest ? newest : &first;
  if (count == ChunkHandlers) {
    auto *More = (Chunk *)allocateBlock(sizeof(Chunk));
    if (!More)
      return false;
    More->previous = C;
    newest = C = More;
    count = 0;
  }
  C->handlers[count++] = Handler;
  return true;
}

bool ExitHandlers::pop(ExitHandler &Handler) {
  LockGuard Guard(lock);
  Chunk *C = newest ? newest : &first;
  while (count == 0) {
    if (C == &first)
      return false;
    newest = C->previous;
    freeBlock(C);
    C = newest;
    count = ChunkHandlers;
  }
  Handler = C->handlers[--count];
  return true;
}

bool ExitHandlers::pop(ExitHandler &Handler, void *Image) {
  LockGuard Guard(lock);
  uint32_t Left = count;
  for (Chunk *C = newest ? newest : &first; C;
       C = C->previous, Left = ChunkHandlers)
    while (Left-- > 0) {
      ExitHandler &Found = C->handlers[Left];
      if (!Found.function || Found.image != Image)
        continue;
      Handler = Found;
      Found.function = nullptr;
      return true;
    }
  return false;
}

void run(ExitHandlers &Handlers) {
  ExitHandler Next;
  while (Handlers.pop(Next))
    if (Next.function)
      Next.function(Next.argument);
}

/// Returns on one warp only, however many ask; on that one, as often as it
/// asks, so that a handler that calls exit goes on with the handlers left.
void claimExit() {
  uint32_t Mine = arch::context().warpId + 1, Found = 0;
  if (EndingWarp.compareExchange(Found, Mine, AcqRel, Relaxed) ||
      Found == Mine)
    return;
  beginWait(WaitsForExit, nullptr);
  warpState().scheduler->blockedWarps.fetchAdd(1, Relaxed);
  leaveCounts(warpState());
  leaveKernel();
}

/// A handler without an argument, kept as one with.
void callPlain(void *Function) { ((void (*)())Function)(); }

} // namespace

void endProcess(int Status) {
  shutDownScheduler();
  leaveCounts(warpState());
  hostCall(abi::HostCall::Exit, uint64_t(Status));
  leaveKernel();
}

} // namespace heddle

using namespace heddle;

extern "C" {

int __cxa_atexit(void (*Function)(void *), void *Argument, void *Image) {
  return AtExit.push({Function, Argument, Image}) ? 0 : -1;
}

void __cxa_finalize(void *Image) {
  if (!Image)
    return run(AtExit);
  ExitHandler Next;
  while (AtExit.pop(Next, Image))
    Next.function(Next.argument);
}

int atexit(void (*Function)(void)) noexcept {
  return AtExit.push({callPlain, (void *)Function, nullptr}) ? 0 : -1;
}

int at_quick_exit(void (*Function)(void)) noexcept {
  return AtQuickExit.push({callPlain, (void *)Function, nullptr}) ? 0 : -1;
}

void exit(int Status) noexcept {
  claimExit();
  // Not those of keys, as POSIX has it.
  runThreadLocalDestructors();
  run(AtExit);
  __heddle_run_destructors();
  if (warpState().checksHeap)
    checkHeapAtExit();
  endProcess(Status);
}

void quick_exit(int Status) noexcept {
  claimExit();
  run(AtQuickExit);
  endProcess(Status);
}

void _Exit(int Status) noexcept { endProcess(Status); }
void _exit(int Status) noexcept { endProcess(Status); }

} // extern "C"
