//===- Synchronization.cpp - POSIX synchronization, as TSan sees it -------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The device runtime is not instrumented: it synchronizes by fences and queues
// that ThreadSanitizer does not follow, and a report from the inside of a mutex
// would say nothing to a user. Like the C library's natively, its functions are
// wrapped and what they mean is told to ThreadSanitizer. The edges are those that
// TSan's own interceptors of the C library draw.
//
//===----------------------------------------------------------------------===//

#include "Sanitizer.h"

#include <ctime>
#include <vector>

namespace {

/// As in <sanitizer/tsan_interface.h>.
enum MutexFlags : unsigned {
  LinkerInitialized = 1 << 0,
  WriteReentrant = 1 << 1,
  NotStatic = 1 << 8,
  ReadLock = 1 << 3,
  TryLock = 1 << 4,
  TryLockFailed = 1 << 5,
};

/// For the length of a wrapper: where it was called, for the stacks in reports.
struct Frame {
  explicit Frame(void *Caller) { __tsan_func_entry(Caller); }
  ~Frame() { __tsan_func_exit(); }
};
#define HEDDLE_FRAME() Frame Caller(__builtin_return_address(0))

/// As in the device's pthread.h: the kind is the low half of the second word.
unsigned flagsOf(const void *Mutex) {
  constexpr uint32_t Recursive = 1;
  bool IsRecursive = static_cast<const uint32_t *>(Mutex)[2] == Recursive;
  return IsRecursive ? unsigned(WriteReentrant) : 0;
}

template <typename Function>
int lock(void *Mutex, unsigned Flags, Function Real) {
  __tsan_mutex_pre_lock(Mutex, Flags);
  int Error = Real();
  __tsan_mutex_post_lock(Mutex, Error ? Flags | TryLock | TryLockFailed : Flags,
                         0);
  return Error;
}

/// A lock that may fail must be called an attempt before it is made.
template <typename Function>
int attempt(void *Mutex, unsigned Flags, Function Real) {
  return lock(Mutex, Flags | TryLock, Real);
}

template <typename Function>
int unlock(void *Mutex, unsigned Flags, Function Real) {
  __tsan_mutex_pre_unlock(Mutex, Flags);
  int Error = Real();
  __tsan_mutex_post_unlock(Mutex, Flags);
  return Error;
}

/// Waiting on a condition is an unlock and a lock; what the condition variable
/// itself orders, the mutex orders as well.
template <typename Function> int waitUnlocked(void *M, Function Real) {
  unlock(M, 0, [] { return 0; });
  int Error = Real();
  lock(M, flagsOf(M), [] { return 0; });
  return Error;
}

/// The calling thread's read locks: whoever unlocks a pthread_rwlock_t does not
/// say what it holds. Behind a pointer that is never freed, because threads end
/// after their thread_locals.
thread_local std::vector<const void *> *ReadLocks;

void pushReadLock(const void *Lock) {
  if (!ReadLocks)
    ReadLocks = new std::vector<const void *>;
  ReadLocks->push_back(Lock);
}

bool popReadLock(const void *Lock) {
  if (!ReadLocks)
    return false;
  for (auto I = ReadLocks->rbegin(); I != ReadLocks->rend(); ++I)
    if (*I == Lock) {
      ReadLocks->erase(std::next(I).base());
      if (ReadLocks->empty()) {
        delete ReadLocks;
        ReadLocks = nullptr;
      }
      return true;
    }
  return false;
}

template <typename Function> int readLock(void *Lock, Function Attempt) {
  int Error = Attempt();
  if (!Error)
    pushReadLock(Lock);
  return Error;
}

struct ExitHandler {
  void (*function)(void *);
  void *argument;
};

void runExitHandler(void *Argument) {
  auto *Handler = static_cast<ExitHandler *>(Argument);
  __tsan_acquire(Handler);
  Handler->function(Handler->argument);
  delete Handler;
}

void callPlain(void *Function) {
  reinterpret_cast<void (*)()>(Function)();
}

ExitHandler *makeExitHandler(void (*Function)(void *), void *Argument) {
  auto *Handler = new ExitHandler{Function, Argument};
  __tsan_release(Handler);
  return Handler;
}

struct OnceCall {
  int *once;
  void (*function)();
};
thread_local OnceCall CurrentOnce;

void runOnce() {
  OnceCall Mine = CurrentOnce;
  Mine.function();
  __tsan_release(Mine.once);
}

} // namespace

extern "C" {

// Of the program; only those that it uses are there.
[[gnu::weak]] int __heddle_real_pthread_once(int *, void (*)());
[[gnu::weak]] int __heddle_real_pthread_mutex_init(void *, const void *);
[[gnu::weak]] int __heddle_real_pthread_mutex_destroy(void *);
[[gnu::weak]] int __heddle_real_pthread_mutex_lock(void *);
[[gnu::weak]] int __heddle_real_pthread_mutex_trylock(void *);
[[gnu::weak]] int __heddle_real_pthread_mutex_timedlock(void *,
                                                        const timespec *);
[[gnu::weak]] int __heddle_real_pthread_mutex_clocklock(void *, int,
                                                        const timespec *);
[[gnu::weak]] int __heddle_real_pthread_mutex_unlock(void *);
[[gnu::weak]] void __heddle_real_mutex_lock(void *);
[[gnu::weak]] void __heddle_real_mutex_unlock(void *);
[[gnu::weak]] int __heddle_real_cond_wait(void *, void *);
[[gnu::weak]] int __heddle_real_pthread_cond_wait(void *, void *);
[[gnu::weak]] int __heddle_real_pthread_cond_timedwait(void *, void *,
                                                       const timespec *);
[[gnu::weak]] int __heddle_real_pthread_cond_clockwait(void *, void *, int,
                                                       const timespec *);
[[gnu::weak]] int __heddle_real_pthread_rwlock_init(void *, const void *);
[[gnu::weak]] int __heddle_real_pthread_rwlock_destroy(void *);
[[gnu::weak]] int __heddle_real_pthread_rwlock_rdlock(void *);
[[gnu::weak]] int __heddle_real_pthread_rwlock_tryrdlock(void *);
[[gnu::weak]] int __heddle_real_pthread_rwlock_timedrdlock(void *,
                                                           const timespec *);
[[gnu::weak]] int __heddle_real_pthread_rwlock_clockrdlock(void *, int,
                                                           const timespec *);
[[gnu::weak]] int __heddle_real_pthread_rwlock_wrlock(void *);
[[gnu::weak]] int __heddle_real_pthread_rwlock_trywrlock(void *);
[[gnu::weak]] int __heddle_real_pthread_rwlock_timedwrlock(void *,
                                                           const timespec *);
[[gnu::weak]] int __heddle_real_pthread_rwlock_clockwrlock(void *, int,
                                                           const timespec *);
[[gnu::weak]] int __heddle_real_pthread_rwlock_unlock(void *);
[[gnu::weak]] int __heddle_real_rwlock_rdunlock(void *);
[[gnu::weak]] int __heddle_real_rwlock_wrunlock(void *);
[[gnu::weak]] int __heddle_real_pthread_barrier_wait(void *);
[[gnu::weak]] int __heddle_real_pthread_spin_lock(void *);
[[gnu::weak]] int __heddle_real_pthread_spin_trylock(void *);
[[gnu::weak]] int __heddle_real_pthread_spin_unlock(void *);
[[gnu::weak]] int __heddle_real_sem_wait(void *);
[[gnu::weak]] int __heddle_real_sem_trywait(void *);
[[gnu::weak]] int __heddle_real_sem_timedwait(void *, const timespec *);
[[gnu::weak]] int __heddle_real_sem_clockwait(void *, int, const timespec *);
[[gnu::weak]] int __heddle_real_sem_post(void *);
[[gnu::weak]] int __heddle_real___cxa_atexit(void (*)(void *), void *, void *);

//===----------------------------------------------------------------------===//
// Mutexes and conditions
//===----------------------------------------------------------------------===//

int __heddle_checked_pthread_mutex_init(void *M, const void *Attributes) {
  HEDDLE_FRAME();
  int Error = __heddle_real_pthread_mutex_init(M, Attributes);
  if (!Error)
    __tsan_mutex_create(M, NotStatic | flagsOf(M));
  return Error;
}

int __heddle_checked_pthread_mutex_destroy(void *M) {
  HEDDLE_FRAME();
  __tsan_mutex_destroy(M, 0);
  return __heddle_real_pthread_mutex_destroy(M);
}

int __heddle_checked_pthread_mutex_lock(void *M) {
  HEDDLE_FRAME();
  return lock(M, flagsOf(M), [&] {
    return __heddle_real_pthread_mutex_lock(M);
  });
}

int __heddle_checked_pthread_mutex_trylock(void *M) {
  HEDDLE_FRAME();
  return attempt(M, flagsOf(M), [&] {
    return __heddle_real_pthread_mutex_trylock(M);
  });
}

int __heddle_checked_pthread_mutex_timedlock(void *M, const timespec *Time) {
  HEDDLE_FRAME();
  return attempt(M, flagsOf(M), [&] {
    return __heddle_real_pthread_mutex_timedlock(M, Time);
  });
}

int __heddle_checked_pthread_mutex_clocklock(void *M, int Clock,
                                             const timespec *Time) {
  HEDDLE_FRAME();
  return attempt(M, flagsOf(M), [&] {
    return __heddle_real_pthread_mutex_clocklock(M, Clock, Time);
  });
}

int __heddle_checked_pthread_mutex_unlock(void *M) {
  HEDDLE_FRAME();
  return unlock(M, 0, [&] { return __heddle_real_pthread_mutex_unlock(M); });
}

void __heddle_checked_mutex_lock(void *M) {
  HEDDLE_FRAME();
  lock(M, 0, [&] { return __heddle_real_mutex_lock(M), 0; });
}

void __heddle_checked_mutex_unlock(void *M) {
  HEDDLE_FRAME();
  unlock(M, 0, [&] { return __heddle_real_mutex_unlock(M), 0; });
}

int __heddle_checked_cond_wait(void *C, void *M) {
  HEDDLE_FRAME();
  return waitUnlocked(M, [&] { return __heddle_real_cond_wait(C, M); });
}

int __heddle_checked_pthread_cond_wait(void *C, void *M) {
  HEDDLE_FRAME();
  return waitUnlocked(M, [&] { return __heddle_real_pthread_cond_wait(C, M); });
}

int __heddle_checked_pthread_cond_timedwait(void *C, void *M,
                                            const timespec *Time) {
  HEDDLE_FRAME();
  return waitUnlocked(
      M, [&] { return __heddle_real_pthread_cond_timedwait(C, M, Time); });
}

int __heddle_checked_pthread_cond_clockwait(void *C, void *M, int Clock,
                                            const timespec *Time) {
  HEDDLE_FRAME();
  return waitUnlocked(M, [&] {
    return __heddle_real_pthread_cond_clockwait(C, M, Clock, Time);
  });
}

//===----------------------------------------------------------------------===//
// Read-write locks
//===----------------------------------------------------------------------===//

int __heddle_checked_pthread_rwlock_init(void *L, const void *Attributes) {
  HEDDLE_FRAME();
  int Error = __heddle_real_pthread_rwlock_init(L, Attributes);
  if (!Error)
    __tsan_mutex_create(L, NotStatic);
  return Error;
}

int __heddle_checked_pthread_rwlock_destroy(void *L) {
  HEDDLE_FRAME();
  __tsan_mutex_destroy(L, 0);
  return __heddle_real_pthread_rwlock_destroy(L);
}

int __heddle_checked_pthread_rwlock_rdlock(void *L) {
  HEDDLE_FRAME();
  return readLock(L, [&] {
    return lock(L, ReadLock,
                [&] { return __heddle_real_pthread_rwlock_rdlock(L); });
  });
}

int __heddle_checked_pthread_rwlock_tryrdlock(void *L) {
  HEDDLE_FRAME();
  return readLock(L, [&] {
    return attempt(L, ReadLock,
                   [&] { return __heddle_real_pthread_rwlock_tryrdlock(L); });
  });
}

int __heddle_checked_pthread_rwlock_timedrdlock(void *L, const timespec *Time) {
  HEDDLE_FRAME();
  return readLock(L, [&] {
    return attempt(L, ReadLock, [&] {
      return __heddle_real_pthread_rwlock_timedrdlock(L, Time);
    });
  });
}

int __heddle_checked_pthread_rwlock_clockrdlock(void *L, int Clock,
                                                const timespec *Time) {
  HEDDLE_FRAME();
  return readLock(L, [&] {
    return attempt(L, ReadLock, [&] {
      return __heddle_real_pthread_rwlock_clockrdlock(L, Clock, Time);
    });
  });
}

int __heddle_checked_pthread_rwlock_wrlock(void *L) {
  HEDDLE_FRAME();
  return lock(L, 0, [&] { return __heddle_real_pthread_rwlock_wrlock(L); });
}

int __heddle_checked_pthread_rwlock_trywrlock(void *L) {
  HEDDLE_FRAME();
  return attempt(L, 0,
                 [&] { return __heddle_real_pthread_rwlock_trywrlock(L); });
}

int __heddle_checked_pthread_rwlock_timedwrlock(void *L, const timespec *Time) {
  HEDDLE_FRAME();
  return attempt(L, 0, [&] {
    return __heddle_real_pthread_rwlock_timedwrlock(L, Time);
  });
}

int __heddle_checked_pthread_rwlock_clockwrlock(void *L, int Clock,
                                                const timespec *Time) {
  HEDDLE_FRAME();
  return attempt(L, 0, [&] {
    return __heddle_real_pthread_rwlock_clockwrlock(L, Clock, Time);
  });
}

int __heddle_checked_pthread_rwlock_unlock(void *L) {
  HEDDLE_FRAME();
  return unlock(L, popReadLock(L) ? unsigned(ReadLock) : 0,
                [&] { return __heddle_real_pthread_rwlock_unlock(L); });
}

int __heddle_checked_rwlock_rdunlock(void *L) {
  HEDDLE_FRAME();
  popReadLock(L);
  return unlock(L, ReadLock, [&] { return __heddle_real_rwlock_rdunlock(L); });
}

int __heddle_checked_rwlock_wrunlock(void *L) {
  HEDDLE_FRAME();
  return unlock(L, 0, [&] { return __heddle_real_rwlock_wrunlock(L); });
}

//===----------------------------------------------------------------------===//
// Spin locks, barriers, semaphores, pthread_once, atexit
//===----------------------------------------------------------------------===//

int __heddle_checked_pthread_spin_lock(void *S) {
  HEDDLE_FRAME();
  return lock(S, 0, [&] { return __heddle_real_pthread_spin_lock(S); });
}

int __heddle_checked_pthread_spin_trylock(void *S) {
  HEDDLE_FRAME();
  return attempt(S, 0, [&] { return __heddle_real_pthread_spin_trylock(S); });
}

int __heddle_checked_pthread_spin_unlock(void *S) {
  HEDDLE_FRAME();
  return unlock(S, 0, [&] { return __heddle_real_pthread_spin_unlock(S); });
}

int __heddle_checked_pthread_barrier_wait(void *B) {
  HEDDLE_FRAME();
  __tsan_release(B);
  int Result = __heddle_real_pthread_barrier_wait(B);
  __tsan_acquire(B);
  return Result;
}

static int acquireOnSuccess(void *S, int Error) {
  if (!Error)
    __tsan_acquire(S);
  return Error;
}

int __heddle_checked_sem_wait(void *S) {
  HEDDLE_FRAME();
  return acquireOnSuccess(S, __heddle_real_sem_wait(S));
}

int __heddle_checked_sem_trywait(void *S) {
  HEDDLE_FRAME();
  return acquireOnSuccess(S, __heddle_real_sem_trywait(S));
}

int __heddle_checked_sem_timedwait(void *S, const timespec *Time) {
  HEDDLE_FRAME();
  return acquireOnSuccess(S, __heddle_real_sem_timedwait(S, Time));
}

int __heddle_checked_sem_clockwait(void *S, int Clock, const timespec *Time) {
  HEDDLE_FRAME();
  return acquireOnSuccess(S, __heddle_real_sem_clockwait(S, Clock, Time));
}

int __heddle_checked_sem_post(void *S) {
  HEDDLE_FRAME();
  __tsan_release(S);
  return __heddle_real_sem_post(S);
}

int __heddle_checked_pthread_once(int *Once, void (*Function)()) {
  HEDDLE_FRAME();
  OnceCall Outer = CurrentOnce;
  CurrentOnce = {Once, Function};
  int Error = __heddle_real_pthread_once(Once, runOnce);
  CurrentOnce = Outer;
  return acquireOnSuccess(Once, Error);
}

int __heddle_checked___cxa_atexit(void (*Function)(void *), void *Argument,
                                  void *Image) {
  HEDDLE_FRAME();
  return __heddle_real___cxa_atexit(
      runExitHandler, makeExitHandler(Function, Argument), Image);
}

int __heddle_checked_atexit(void (*Function)()) {
  HEDDLE_FRAME();
  // They are one list, in one file of the runtime.
  return __heddle_real___cxa_atexit(
      runExitHandler,
      makeExitHandler(callPlain, reinterpret_cast<void *>(Function)), nullptr);
}

} // extern "C"
