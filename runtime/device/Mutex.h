//===- Mutex.h - pthread_mutex_t ------------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A ticket lock augmented with a waiting array (Dice and Kogan 2019, "TWA: Ticket
// Locks Augmented with a Waiting Array"): first come, first served, and unlocking
// waits for no answer. Only those threads that are next poll the mutex. Those
// further back each watch a word of a table that all mutexes share, where
// whoever unlocks tells another one that it belongs to the next now.
//
// Words of the table are picked by a hash and hold what was told last, so it
// may be told too much, never too little for long: a thread that is told wrongly
// polls the mutex early, and one whose word was overwritten by another mutex
// before it looked finds out when it looks at the mutex itself, which each
// blocked thread does from time to time (blockLong).
//
// A ticket cannot be given back. A thread whose time is up leaves a note of its
// ticket at the mutex, and those behind it skip it. They look for notes before they
// block, and again when the turn has changed; the one that leaves looks whose
// turn it is after it has put the note there, with a storeLoadFence in between on
// both sides: either the note is seen, or the mutex was won at the last moment.
//
// Whoever wakes a thread that waits for a condition, and holds the mutex that this one
// will want, queues it in its stead (wait morphing): it draws a ticket for it and stores
// that to the word on which the thread waits. If nobody queues, there is no need of a
// ticket: the woken thread is the heir, to whom the holder leaves the mutex with
// its own ticket when it unlocks, by one store. Nobody who came before the wake-up is
// overtaken.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_MUTEX_H
#define HEDDLE_RUNTIME_DEVICE_MUTEX_H

#include "Wait.h"
#include "Warp.h"

#include <pthread.h>

namespace heddle {

struct Departure;

/// What pthread.h declares as opaque words.
struct Mutex {
  Atomic<uint32_t> next; ///< the ticket of whoever comes next
  Atomic<uint32_t> turn; ///< whose turn it is; changed by the holder
  uint32_t kind;         ///< PTHREAD_MUTEX_*
  uint32_t depth; ///< recursive: how many times more its owner holds it
  /// Guarded by the lock below; anyone may look whether it is null.
  Atomic<Departure *> departures;
  /// Meaningful while locked; kept for reports even when nobody asks.
  Atomic<Thread *> owner;
  TicketLock departuresLock;
};
static_assert(sizeof(Mutex) == sizeof(pthread_mutex_t));
static_assert(offsetof(Mutex, owner) == abi::MutexLayout::Owner);

inline Mutex &mutexOf(pthread_mutex_t *M) { return *(Mutex *)M; }

/// What a word of the waiting array says when this ticket is among the next.
inline uint32_t summonsOf(const Mutex &M, uint32_t Ticket) {
  constexpr uint32_t GoldenRatio = 2654435769u; // Knuth, TAOCP 3, 6.4
  return uint32_t(uintptr_t(&M) / sizeof(uint64_t)) * GoldenRatio + Ticket;
}

/// How many threads poll the mutex. It takes longer to hear that one is among them than
/// a short critical section lasts. A CPU would wake each of them each time.
inline uint32_t nearCount() { return arch::onGpu() ? 4 : 1; }

/// Lets the thread with the next ticket have the mutex, which must not be touched
/// afterwards: that one may destroy it.
inline void passOn(Mutex &M, uint32_t Ticket) {
  uint32_t *Turn = M.turn.word();
  uint32_t Summons = summonsOf(M, Ticket + 1 + nearCount());
  Atomic<uint32_t> &Slot = waitSlot(Summons);
  arch::storeBehindFence(Turn, Ticket + 1);
  arch::wakeWord(Turn);
  Slot.store(Summons, Relaxed);
  arch::wakeWord(Slot.word());
}

/// For the thread that holds the ticket, and has polled for long without success while
/// Polled was whose turn it was. Returns whose turn it is: this ticket's, or that of
/// one near to it, and then another than Polled, for the caller to poll.
uint32_t approach(Mutex &M, uint32_t Ticket, uint32_t Polled);

/// Returns when it is the ticket's turn. What comes last is a part of the caller:
/// a function that returned after that acquire would have to load what registers it
/// has saved, and that is as far away as the mutex.
inline void awaitTurn(Mutex &M, uint32_t Ticket, uint32_t Turn) {
  uint32_t Polled = Ticket;
  while (Turn != Ticket) {
    if (Ticket - Turn <= nearCount() && Turn != Polled) {
      Polled = Turn;
      Turn = arch::waitBriefly(M.turn.word(), Turn);
    } else {
      Turn = approach(M, Ticket, Polled);
    }
  }
}

/// Takes note of who holds the mutex.
inline void noteLocked(Mutex &M, uint32_t Ticket, bool IsPlain) {
  M.owner.store(currentThread(), Relaxed);
  WarpState &Self = warpState();
  Self.plainMutex = IsPlain ? &M : nullptr;
  Self.plainTicket = Ticket;
}

/// A mutex of the normal kind. The ticket is relaxed, so that the hardware asks for it and
/// for the turn in one trip.
inline void lockPlain(Mutex &M) {
  uint32_t Ticket = M.next.fetchAdd(1, Relaxed);
  uint32_t Turn = M.turn.load(Acquire);
  if (__builtin_expect(Turn != Ticket, false))
    awaitTurn(M, Ticket, Turn);
  noteLocked(M, Ticket, true);
}

/// What the word of a thread that waits for a condition says when it has been queued: the
/// low bits of its ticket, and whether it is its turn.
enum : uint32_t {
  TicketBits = (1u << 30) - 1,
  HasTicket = 1u << 30,
  HasTurn = 1u << 31,
};

/// The ticket of which Told has the low bits. At most those many before it, Earlier was
/// whose turn it was.
inline uint32_t ticketFrom(uint32_t Told, uint32_t Earlier) {
  return Earlier + ((Told - Earlier) & TicketBits);
}

/// For the holder: that it has the ticket, and cannot go on before the mutex is unlocked;
/// hence the relaxed store.
inline void tellTicket(WaitNode &Node, uint32_t Ticket) {
  uint32_t *Word = Node.status.word();
  Node.status.store(HasTicket | (Ticket & TicketBits), Relaxed);
  arch::wakeWord(Word, 1);
}

/// Unlocks the mutex: it is the thread's, by the holder's ticket.
inline void tellTurn(WaitNode &Node, uint32_t Ticket) {
  uint32_t *Word = Node.status.word();
  arch::storeBehindFence(Word, HasTurn | (Ticket & TicketBits));
  arch::wakeWord(Word, 1);
}

/// For the holder: the thread of the node is to have the mutex after those that queue.
inline void queueWaiter(Mutex &M, WaitNode &Node) {
  tellTicket(Node, M.next.fetchAdd(1, Relaxed));
}

/// The mutex of the normal kind that the calling warp has locked last and still holds, for
/// all that is known; else null.
inline Mutex *heldMutex(const WarpState &Self) {
  return Self.plainMutex ? Self.plainMutex : Self.heirMutex;
}

/// For the holder of that mutex, when Next is the ticket of whoever comes next: the same
/// without a ticket. False if that is not possible. The mutex is no longer plainMutex, so
/// that unlocking one without an heir does not have to ask.
inline bool nameHeir(WarpState &Self, WaitNode &Node, uint32_t Next) {
  if (Self.heirMutex || Next != Self.plainTicket + 1)
    return false;
  Self.heirMutex = Self.plainMutex;
  Self.heirTicket = Self.plainTicket;
  Self.heir = &Node;
  Self.plainMutex = nullptr;
  return true;
}

/// The calling warp's heir queues after all: the holder is about to wait, and who waits
/// for the mutex should be known.
void queueHeir();

/// The ticket of the calling thread, which is about to unlock. Does not look at the mutex if
/// it is the one locked last.
inline uint32_t holdersTicket(const WarpState &Self, const Mutex &M) {
  return Self.plainMutex == &M  ? Self.plainTicket
         : Self.heirMutex == &M ? Self.heirTicket
                                : M.turn.load(Relaxed);
}

/// Unlocks the mutex that has an heir.
inline void leaveToHeir(WarpState &Self, uint32_t Ticket) {
  Self.heirMutex = nullptr;
  tellTurn(*Self.heir, Ticket);
}

/// Unlocks what the calling warp has not locked last, or has an heir.
[[gnu::noinline]] inline void handOver(WarpState &Self, Mutex &M) {
  uint32_t Ticket = holdersTicket(Self, M);
  if (Self.heirMutex != &M)
    return passOn(M, Ticket);
  leaveToHeir(Self, Ticket);
}

inline void unlockPlain(Mutex &M) {
  WarpState &Self = warpState();
  if (__builtin_expect(Self.plainMutex != &M, false))
    return handOver(Self, M);
  Self.plainMutex = nullptr;
  passOn(M, Self.plainTicket);
}

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_MUTEX_H
