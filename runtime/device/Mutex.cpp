//===- Mutex.cpp - pthread_mutex_t ----------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Mutex.h"

#include "Clock.h"
#include "Malloc.h"

#include <errno.h>

namespace heddle {

/// Of a thread that has left the queue of a mutex before its turn.
struct Departure {
  Departure *next;
  uint32_t ticket;
};

/// Passes on what is the turn of threads that have left. Whether any had.
[[gnu::noinline]] static bool skipDepartures(Mutex &M) {
  bool Skipped = false;
  TicketGuard Guard(M.departuresLock);
  for (Departure *Previous = nullptr, *D = M.departures.load(Relaxed); D;) {
    uint32_t Turn = M.turn.load(Acquire);
    if (D->ticket != Turn) {
      Previous = D;
      D = D->next;
      continue;
    }
    if (Previous)
      Previous->next = D->next;
    else
      M.departures.store(D->next, Relaxed);
    freeBlock(D);
    passOn(M, Turn);
    Skipped = true;
    Previous = nullptr;
    D = M.departures.load(Relaxed);
  }
  return Skipped;
}

/// Blocks until something has changed about whose turn it is, or the time is up:
/// then returns false.
static inline bool waitInQueue(Mutex &M, uint32_t Ticket, uint64_t Deadline) {
  uint32_t Summons = summonsOf(M, Ticket);
  Atomic<uint32_t> &Slot = waitSlot(Summons);
  uint32_t Said = Slot.load(Relaxed);
  uint32_t Turn = M.turn.load(Acquire);
  if (Turn == Ticket)
    return true;
  storeLoadFence();
  if (M.departures.load(Relaxed) && skipDepartures(M))
    return true;
  if (Ticket - Turn > nearCount() && Said != Summons)
    return blockLong(WaitsForMutex, &M, Slot, Said, Deadline, &M.turn, Turn);
  return blockLong(WaitsForMutex, &M, M.turn, Turn, Deadline);
}

[[gnu::noinline]] uint32_t approach(Mutex &M, uint32_t Ticket,
                                    uint32_t Polled) {
  for (;;) {
    waitInQueue(M, Ticket, NoDeadline);
    uint32_t Turn = M.turn.load(Acquire);
    if (Turn == Ticket || (Ticket - Turn <= nearCount() && Turn != Polled))
      return Turn;
  }
}

void queueHeir() {
  WarpState &Self = warpState();
  Mutex &M = *Self.heirMutex;
  Self.heirMutex = nullptr;
  queueWaiter(M, *Self.heir);
}

static inline bool isOwnRecursion(const Mutex &M) {
  return M.kind != PTHREAD_MUTEX_NORMAL &&
         M.owner.load(Relaxed) == currentThread();
}

/// A mutex that the calling thread holds already.
static int lockAgain(Mutex &M) {
  if (M.kind == PTHREAD_MUTEX_ERRORCHECK)
    return EDEADLK;
  if (M.depth == UINT32_MAX)
    return EAGAIN;
  ++M.depth;
  return 0;
}

[[gnu::noinline]] static int lockChecked(Mutex &M) {
  if (isOwnRecursion(M))
    return lockAgain(M);
  lockPlain(M);
  warpState().plainMutex = nullptr;
  return 0;
}

[[gnu::noinline]] static int unlockChecked(Mutex &M) {
  if (M.owner.load(Relaxed) != currentThread())
    return EPERM;
  if (M.depth) {
    --M.depth;
    return 0;
  }
  // Or else its next lock would find itself the owner of a mutex that
  // another thread holds.
  M.owner.store(nullptr, Relaxed);
  passOn(M, M.turn.load(Relaxed));
  return 0;
}

static bool tryLock(Mutex &M) {
  do {
    uint32_t Turn = M.turn.load(Acquire);
    // Nobody can have drawn the ticket whose turn it is but its holder.
    if (M.next.replace(Turn, Turn + 1, Relaxed)) {
      noteLocked(M, Turn, M.kind == PTHREAD_MUTEX_NORMAL);
      return true;
    }
  } while (M.departures.load(Relaxed) && skipDepartures(M));
  return false;
}

/// Leaves the queue, unless the mutex has come to the calling thread meanwhile.
static int depart(Mutex &M, uint32_t Ticket, Departure *D) {
  {
    TicketGuard Guard(M.departuresLock);
    Departure *First = M.departures.load(Relaxed);
    *D = {First, Ticket};
    M.departures.store(D, Relaxed);
    storeLoadFence();
    if (M.turn.load(Acquire) != Ticket)
      return ETIMEDOUT;
    M.departures.store(First, Relaxed);
  }
  freeBlock(D);
  return 0;
}

static int lockBefore(Mutex &M, uint64_t Deadline) {
  if (isOwnRecursion(M))
    return lockAgain(M);
  auto *D = (Departure *)allocateBlock(sizeof(Departure));
  if (!D)
    return ENOMEM;
  uint32_t Ticket = M.next.fetchAdd(1, Relaxed);
  bool InTime = true;
  while (InTime && M.turn.load(Acquire) != Ticket)
    InTime = waitInQueue(M, Ticket, Deadline);
  if (InTime)
    freeBlock(D);
  else if (int Error = depart(M, Ticket, D))
    return Error;
  noteLocked(M, Ticket, M.kind == PTHREAD_MUTEX_NORMAL);
  return 0;
}

} // namespace heddle

using namespace heddle;

extern "C" {

/// std::mutex: of the normal kind, always.
[[clang::always_inline]] void __heddle_mutex_lock(pthread_mutex_t *M) {
  lockPlain(mutexOf(M));
}
[[clang::always_inline]] void __heddle_mutex_unlock(pthread_mutex_t *M) {
  unlockPlain(mutexOf(M));
}

[[clang::always_inline]] int pthread_mutex_lock(pthread_mutex_t *M) {
  if (__builtin_expect(mutexOf(M).kind != PTHREAD_MUTEX_NORMAL, false))
    return lockChecked(mutexOf(M));
  lockPlain(mutexOf(M));
  return 0;
}

[[clang::always_inline]] int pthread_mutex_unlock(pthread_mutex_t *M) {
  if (__builtin_expect(mutexOf(M).kind != PTHREAD_MUTEX_NORMAL, false))
    return unlockChecked(mutexOf(M));
  unlockPlain(mutexOf(M));
  return 0;
}

int pthread_mutex_trylock(pthread_mutex_t *P) {
  Mutex &M = mutexOf(P);
  if (tryLock(M)) {
    warpState().failedTries = 0;
    return 0;
  }
  if (M.kind == PTHREAD_MUTEX_RECURSIVE && isOwnRecursion(M))
    return lockAgain(M);
  ++warpState().failedTries;
  return EBUSY;
}

int pthread_mutex_clocklock(pthread_mutex_t *M, clockid_t Clock,
                            const timespec *Time) {
  if (tryLock(mutexOf(M)))
    return 0;
  uint64_t Deadline = timerAt(Clock, *Time);
  return Deadline ? lockBefore(mutexOf(M), Deadline) : EINVAL;
}

int pthread_mutex_timedlock(pthread_mutex_t *M, const timespec *Time) {
  return pthread_mutex_clocklock(M, CLOCK_REALTIME, Time);
}

int pthread_mutex_init(pthread_mutex_t *M, const pthread_mutexattr_t *A) {
  *M = {};
  mutexOf(M).kind = A ? uint32_t(A->__kind) : PTHREAD_MUTEX_DEFAULT;
  return 0;
}

int pthread_mutex_destroy(pthread_mutex_t *M) {
  if (mutexOf(M).departures.load(Relaxed))
    skipDepartures(mutexOf(M));
  return mutexOf(M).next.load(Relaxed) == mutexOf(M).turn.load(Relaxed) ? 0
                                                                         : EBUSY;
}

int pthread_mutexattr_init(pthread_mutexattr_t *A) {
  *A = {PTHREAD_MUTEX_DEFAULT, PTHREAD_PROCESS_PRIVATE};
  return 0;
}

int pthread_mutexattr_destroy(pthread_mutexattr_t *) { return 0; }

int pthread_mutexattr_settype(pthread_mutexattr_t *A, int Kind) {
  if (Kind < PTHREAD_MUTEX_NORMAL || Kind > PTHREAD_MUTEX_ERRORCHECK)
    return EINVAL;
  A->__kind = Kind;
  return 0;
}

int pthread_mutexattr_gettype(const pthread_mutexattr_t *A, int *Kind) {
  *Kind = A->__kind;
  return 0;
}

} // extern "C"
