//===- Threads.cpp - Each std::thread as an OS thread of its own ----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A warp of the CPU device is an OS thread that runs one std::thread after the
// other. A sanitizer would take them for one thread: ThreadSanitizer would see
// them ordered by running on the same warp and miss races between them, and the
// reports would name warps.
//
// So each std::thread gets an OS thread, its delegate, which its creator starts
// where it creates the std::thread: that is where the sanitizer takes the
// creation stack and the happens-before edge from. The delegate waits until the
// scheduler runs the std::thread on some warp. The warp then lends the delegate
// its identity (context and state of runtime/arch/cpu), and waits until it is
// done. Joining joins the delegate.
//
// Nothing else here may order threads in the sanitizer's eyes: this file is not
// instrumented, waits are bare futex calls, and the warps' OS threads join
// nobody.
//
//===----------------------------------------------------------------------===//

#include "Sanitizer.h"

#include <atomic>
#include <cerrno>
#include <climits>
#include <linux/futex.h>
#include <malloc.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

using DevicePthread = unsigned long;

// Of the program.
extern "C" {
int __heddle_real_thread_create(DevicePthread *, const void *,
                                void *(*)(void *), void *);
[[gnu::weak]] int __heddle_real_thread_join(DevicePthread, void **);
[[gnu::weak]] int __heddle_real_thread_detach(DevicePthread);
[[gnu::weak]] int __heddle_real_pthread_tryjoin_np(DevicePthread, void **);
[[gnu::weak]] int __heddle_real_pthread_timedjoin_np(DevicePthread, void **,
                                                     const timespec *);
[[gnu::weak]] int __heddle_real_pthread_clockjoin_np(DevicePthread, void **,
                                                     clockid_t,
                                                     const timespec *);
[[gnu::weak]] int __heddle_real_pthread_setname_np(DevicePthread, const char *);
void *__heddle_run_entry(void *(*)(void *), void *);
void *__heddle_thread_argument(DevicePthread);
void *__heddle_cpu_warp();
void __heddle_cpu_lend_warp(void *);
}

namespace {

/// What pthread_attr_t of the device's pthread.h begins with.
struct DeviceThreadAttributes {
  unsigned long stackBytes;
  int detached;
};

/// Threads that wait for a warp hold an OS thread each, up to this many; more
/// get theirs when they begin, created as if by their warp. ThreadSanitizer ends
/// a program with more than about 8,000 threads.
constexpr uint32_t MostWaiting = 1000;
std::atomic<uint32_t> Waiting;

enum DelegateState : uint32_t { Queued, Running, Done, Cancelled };

struct Delegate {
  void *(*entry)(void *);
  void *argument;
  uint64_t stackBytes;
  std::atomic<uint32_t> state = Queued;
  /// The handle that is joined or detached, and whoever runs the thread.
  std::atomic<uint32_t> references = 2;
  void *warp = nullptr;
  void *result = nullptr;
  pthread_t osThread = {};
  /// Whether there is an osThread to be joined.
  bool joinable = false;

  void wait(uint32_t While) {
    while (state.load(std::memory_order_acquire) == While)
      syscall(SYS_futex, &state, FUTEX_WAIT_PRIVATE, While, nullptr, nullptr,
              0);
  }
  void change(uint32_t To) {
    state.store(To, std::memory_order_release);
    syscall(SYS_futex, &state, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr,
            0);
  }
  void release() {
    if (references.fetch_sub(1, std::memory_order_acq_rel) != 1)
      return;
    // Ordered by the count, of which ThreadSanitizer does not know.
    if (AnnotateIgnoreWritesBegin)
      AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
    delete this;
    if (AnnotateIgnoreWritesEnd)
      AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
  }
};

void *runDelegate(void *Argument) {
  Delegate &D = *static_cast<Delegate *>(Argument);
  D.wait(Queued);
  if (D.state.load(std::memory_order_relaxed) == Cancelled) {
    D.release();
    return nullptr;
  }
  if (__tsan_acquire && !D.joinable)
    __tsan_acquire(&D);
  __heddle_cpu_lend_warp(D.warp);
  D.result = __heddle_run_entry(D.entry, D.argument);
  if (__tsan_release && !D.joinable)
    __tsan_release(&D);
  D.change(Done);
  return nullptr;
}

bool startDelegate(Delegate &D, bool Detached) {
  pthread_attr_t Attributes;
  pthread_attr_init(&Attributes);
  pthread_attr_setstacksize(&Attributes, D.stackBytes);
  if (Detached)
    pthread_attr_setdetachstate(&Attributes, PTHREAD_CREATE_DETACHED);
  bool Started =
      pthread_create(&D.osThread, &Attributes, runDelegate, &D) == 0;
  pthread_attr_destroy(&Attributes);
  return Started;
}

/// What the scheduler takes for the thread's function.
void *runOnWarp(void *Argument) {
  Delegate &D = *static_cast<Delegate *>(Argument);
  void *Result;
  if (D.osThread) {
    Waiting.fetch_sub(1, std::memory_order_relaxed);
  } else if (!startDelegate(D, /*Detached=*/true)) {
    Result = __heddle_run_entry(D.entry, D.argument);
    D.release();
    return Result;
  }
  D.warp = __heddle_cpu_warp();
  D.change(Running);
  D.wait(Running);
  Result = D.result;
  D.release();
  return Result;
}

/// There is no std::thread after all.
void cancel(Delegate &D) {
  if (!D.osThread) {
    delete &D;
    return;
  }
  Waiting.fetch_sub(1, std::memory_order_relaxed);
  if (D.joinable)
    pthread_detach(D.osThread);
  D.references.store(1, std::memory_order_relaxed);
  D.change(Cancelled);
}

Delegate *delegateOf(DevicePthread Thread) {
  return static_cast<Delegate *>(__heddle_thread_argument(Thread));
}

/// The handle is gone. The main thread has no delegate.
void endJoined(Delegate *D) {
  if (!D)
    return;
  if (D->joinable)
    pthread_join(D->osThread, nullptr);
  else if (__tsan_acquire)
    __tsan_acquire(D);
  D->release();
}

/// The caller's frame in ThreadSanitizer's stack, which only knows functions
/// that are instrumented.
struct Frame {
  explicit Frame(void *Caller) {
    if (__tsan_func_entry)
      __tsan_func_entry(Caller);
  }
  ~Frame() {
    if (__tsan_func_exit)
      __tsan_func_exit();
  }
};

} // namespace

extern "C" {

uint64_t __heddle_sanitizer_stack_bytes;

void *__heddle_thread_argument_allocate(size_t) { return nullptr; }
bool __heddle_thread_argument_free(void *, size_t) { return false; }

int __heddle_checked_thread_create(DevicePthread *Result,
                                   const void *Attributes,
                                   void *(*Entry)(void *), void *Argument) {
  Frame Caller(__builtin_return_address(0));
  auto *Wanted = static_cast<const DeviceThreadAttributes *>(Attributes);
  auto *D = new Delegate{Entry, Argument, __heddle_sanitizer_stack_bytes};
  if (Wanted && Wanted->stackBytes > D->stackBytes)
    D->stackBytes = Wanted->stackBytes;
  bool Detached = Wanted && Wanted->detached;
  if (Detached)
    D->references.store(1, std::memory_order_relaxed);
  if (Waiting.fetch_add(1, std::memory_order_relaxed) < MostWaiting) {
    D->joinable = !Detached;
    if (!startDelegate(*D, Detached))
      D->osThread = {};
  }
  if (!D->osThread) {
    D->joinable = false;
    Waiting.fetch_sub(1, std::memory_order_relaxed);
    if (__tsan_release)
      __tsan_release(D);
  }
  int Error = __heddle_real_thread_create(Result, Attributes, runOnWarp, D);
  if (Error)
    cancel(*D);
  return Error;
}

int __heddle_checked_thread_join(DevicePthread Thread, void **Result) {
  Frame Caller(__builtin_return_address(0));
  Delegate *D = delegateOf(Thread);
  if (int Error = __heddle_real_thread_join(Thread, Result))
    return Error;
  endJoined(D);
  return 0;
}

int __heddle_checked_pthread_tryjoin_np(DevicePthread Thread, void **Result) {
  Frame Caller(__builtin_return_address(0));
  Delegate *D = delegateOf(Thread);
  if (int Error = __heddle_real_pthread_tryjoin_np(Thread, Result))
    return Error;
  endJoined(D);
  return 0;
}

int __heddle_checked_pthread_timedjoin_np(DevicePthread Thread, void **Result,
                                          const timespec *Time) {
  Frame Caller(__builtin_return_address(0));
  Delegate *D = delegateOf(Thread);
  if (int Error = __heddle_real_pthread_timedjoin_np(Thread, Result, Time))
    return Error;
  endJoined(D);
  return 0;
}

int __heddle_checked_pthread_clockjoin_np(DevicePthread Thread, void **Result,
                                          clockid_t Clock,
                                          const timespec *Time) {
  Frame Caller(__builtin_return_address(0));
  Delegate *D = delegateOf(Thread);
  if (int Error =
          __heddle_real_pthread_clockjoin_np(Thread, Result, Clock, Time))
    return Error;
  endJoined(D);
  return 0;
}

int __heddle_checked_thread_detach(DevicePthread Thread) {
  Frame Caller(__builtin_return_address(0));
  Delegate *D = delegateOf(Thread);
  if (int Error = __heddle_real_thread_detach(Thread))
    return Error;
  if (!D)
    return 0;
  if (D->joinable)
    pthread_detach(D->osThread);
  D->release();
  return 0;
}

int __heddle_checked_pthread_setname_np(DevicePthread Thread,
                                        const char *Name) {
  if (int Error = __heddle_real_pthread_setname_np(Thread, Name))
    return Error;
  Delegate *D = delegateOf(Thread);
  if (!D)
    pthread_setname_np(pthread_self(), Name);
  else if (D->osThread)
    pthread_setname_np(D->osThread, Name);
  return 0;
}

//===----------------------------------------------------------------------===//
// The device runtime's own allocations
//===----------------------------------------------------------------------===//

static void *ignoreLeak(void *Block) {
  if (Block && __lsan_ignore_object)
    __lsan_ignore_object(Block);
  return Block;
}

void *__heddle_heap_allocate(size_t Bytes) { return ignoreLeak(malloc(Bytes)); }

void *__heddle_heap_allocate_aligned(size_t Bytes, size_t Align) {
  return ignoreLeak(memalign(Align, Bytes));
}

void __heddle_heap_free(void *Block) { free(Block); }

size_t __heddle_heap_block_bytes(void *Block) {
  return malloc_usable_size(Block);
}

} // extern "C"
