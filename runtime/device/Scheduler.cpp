//===- Scheduler.cpp - Which warp runs which thread -----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Scheduler.h"
#include "Malloc.h"

extern "C" void *__heddle_dispatch(void *Entry, void *Argument);

namespace heddle {

//===----------------------------------------------------------------------===//
// RunQueue
//===----------------------------------------------------------------------===//

[[gnu::noinline]] void RunQueue::push(Thread *T) {
  LockGuard Guard(lock);
  // Loaded together with what is on the same line.
  uint32_t Now = length.load(Relaxed) + 1, Longest = longest;
  T->nextQueued = nullptr;
  T->previousQueued = last;
  T->askedForSinceNs.store(0, Relaxed);
  T->queued.store(1, Relaxed);
  (last ? last->nextQueued : first) = T;
  last = T;
  if (Now > Longest)
    longest = Now;
  length.fetchAdd(1, Relaxed);
}

void RunQueue::unlink(Thread *T) {
  (T->previousQueued ? T->previousQueued->nextQueued : first) = T->nextQueued;
  (T->nextQueued ? T->nextQueued->previousQueued : last) = T->previousQueued;
  T->queued.store(0, Relaxed);
  length.fetchSub(1, Relaxed);
}

[[gnu::noinline]] Thread *RunQueue::popContended() {
  LockGuard Guard(lock);
  Thread *T = first;
  if (T)
    unlink(T);
  return T;
}

[[gnu::noinline]] bool RunQueue::removeContended(Thread *T) {
  LockGuard Guard(lock);
  if (!T->queued.load(Relaxed))
    return false;
  unlink(T);
  return true;
}

//===----------------------------------------------------------------------===//
// Finding an idle warp
//===----------------------------------------------------------------------===//

static uint32_t idleWords(const WarpState &Self) {
  return (Self.warpCount + 63) / 64;
}

/// Clears one of Bits, as the caller saw them, in an idle word. What the word
/// was then goes to the hint, so that in a burst of spawns each finds the next
/// idle warp by itself: those behind this one, if there are any, since others have begun
/// elsewhere.
static bool claimOneOf(WarpState &Self, uint32_t Word, uint64_t Bit) {
  uint64_t Before = Self.scheduler->idle[Word].fetchAnd(~Bit, Relaxed);
  uint64_t Rest = Before & ~Bit, Behind = Rest & -Bit;
  Self.hintWord = uint16_t(Word);
  Self.hintBits = Behind ? Behind : Rest;
  return Before & Bit;
}

namespace {
struct IdleBits {
  uint32_t position; ///< of the word, counted from Start; past the end if none
  uint64_t bits;
};
} // namespace

/// The first word of idle bits that is not zero, From words behind Start. Words
/// are loaded several at a time, since each load takes a trip to the L2.
static IdleBits findIdleBits(const WarpState &Self, uint32_t Start,
                             uint32_t From) {
  constexpr uint32_t Batch = 8;
  uint32_t Words = idleWords(Self);
  for (; From < Words; From += Batch) {
    uint64_t Bits[Batch];
#pragma unroll
    for (uint32_t I = 0; I < Batch; ++I) {
      uint32_t Word = Start + From + I;
      if (Word >= Words)
        Word -= Words;
      Bits[I] =
          From + I < Words ? Self.scheduler->idle[Word].load(Relaxed) : 0;
    }
#pragma unroll
    for (uint32_t I = 0; I < Batch; ++I)
      if (Bits[I])
        return {From + I, Bits[I]};
  }
  return {Words, 0};
}

/// Gives Mail to an idle warp: the lowest, so that threads are spread over the SMs,
/// or, when other spawners snatch warps away (Crowded), any. Fails only if each idle bit was
/// seen cleared once.
static bool deliverToIdleWarp(WarpState &Self, uint64_t Mail, bool Crowded) {
  uint32_t Words = idleWords(Self);
  uint32_t Random = Crowded ? nextRandom(Self) : 0;
  uint32_t Start = (Random >> 6) % Words, Rotation = Random % 64;
  for (uint32_t Next = 0; Next < Words;) {
    IdleBits Found = findIdleBits(Self, Start, Next);
    Next = Found.position + 1;
    uint32_t Word = Start + Found.position;
    if (Word >= Words)
      Word -= Words;
    while (Found.bits) {
      uint64_t Rotated =
          Found.bits >> Rotation | Found.bits << (-Rotation & 63);
      uint32_t Bit = (uint32_t(__builtin_ctzll(Rotated)) + Rotation) & 63;
      if (claimOneOf(Self, Word, uint64_t(1) << Bit)) {
        deliver(Self, Word * 64 + Bit, Mail);
        return true;
      }
      // Whoever else wanted it goes for the next one, too.
      if (!Crowded)
        return deliverToIdleWarp(Self, Mail, true);
      Rotation = nextRandom(Self) % 64;
      Found.bits = Self.hintBits;
    }
  }
  return false;
}

/// Having queued a thread: makes sure that no warp that looked at the queue
/// before stays idle.
static void wakeWarpForQueue(WarpState &Self) {
  storeLoadFence();
  SchedulerState &S = *Self.scheduler;
  if (idleWarps(S) && S.queue.length.load(Relaxed))
    deliverToIdleWarp(Self, LookAtQueue, false);
}

[[gnu::noinline]] void spawnSlowly(WarpState &Self, Thread *T, uint32_t Place) {
  uint64_t Mail = handleOf(T) | mailOfPlace(Place);
  // What is left of the hint by which the attempt was made. A single warp may be the place
  // of the thread's sibling.
  uint64_t Left = Self.hintBits;
  uint16_t Word = Self.hintWord;
  if (Left & (Left - 1)) {
    uint64_t Bit = Left & -Left;
    if (claimOneOf(Self, Word, Bit))
      return deliver(Self, Word * 64 + uint32_t(__builtin_ctzll(Bit)), Mail);
    Left = 0;
  }
  bool Delivered = idleWarps(*Self.scheduler) && deliverToIdleWarp(Self, Mail, false);
  if (Left) {
    Self.hintWord = Word;
    Self.hintBits = Left;
  }
  if (Delivered)
    return;
  Self.scheduler->queue.push(T);
  wakeWarpForQueue(Self);
}

//===----------------------------------------------------------------------===//
// Running threads
//===----------------------------------------------------------------------===//

// What these functions would keep in registers across the thread's function is
// spilled and costs a trip to the L2 afterwards; the warp's state does not. For the
// same reason all that an idle warp does between threads is one function, whose
// registers are saved once, when the warp starts.

/// Where a thread that begins to create others looks first: at the warps of its children's
/// places. So threads that create two each find their warps without contending for them,
/// and while there are few, on SMs that have none.
static inline void guessIdleWarps(WarpState &Self, uint32_t Place) {
  Self.place = uint16_t(Place);
  uint32_t First = placeOfFirstChild(Self);
  Self.hintWord = uint16_t(First / 64);
  Self.hintBits = uint64_t(3) << First % 64;
}

static inline Atomic<uint64_t> &ownMailbox(WarpState &Self) {
  return Self.mailboxes[Self.warpId].word;
}

/// The thread's function and what is its own to do after it.
static inline void *runEntry(void *(*Entry)(void *), void *Argument) {
  void *Result = __heddle_dispatch((void *)Entry, Argument);
  if (warpState().cleanups)
    cleanUpThread();
  return Result;
}

/// Ends the thread as its parent's near child, if it is one and is joined already.
static inline bool finishNear(Thread *T, void *Result) {
  WarpState &Self = warpState();
  uint32_t Parent = arch::blockLoadRelaxed(&Self.near.parent);
  // One that runs on top of another was not sent here.
  if (!Parent || Parent == NearWords::OfNobody || Self.depth)
    return false;
  uint32_t *State = &neighbour(Parent - 1).near.child;
  T->keepResult(Result);
  for (;;) {
    if (arch::blockReplace(State, Awaited, Over))
      return true;
    if (arch::blockReplace(State, Running, NoChild))
      return false;
  }
}

/// Runs the thread that the warp's context is set up for to its end. Its frames begin
/// here: a frame of the caller's would not be on its stack. Its end comes before what
/// has been saved here is loaded again, and the thread is not to be touched afterwards.
/// Whether it ended as its parent's near child; then the mailbox has been emptied.
[[gnu::noinline]] static bool runToEnd(void *(*Entry)(void *), void *Argument) {
  void *Result = runEntry(Entry, Argument);
  abi::WarpContext &Context = arch::context();
  auto *T = (Thread *)Context.thread;
  Context.thread = nullptr;
  if (!finishNear(T, Result)) {
    T->finish(Result);
    return false;
  }
  // Early: lingering has to wait until this has been stored.
  ownMailbox(warpState()).store(Empty, Relaxed);
  return true;
}

/// The same, and sets up the context.
static inline bool callEntry(Thread *T, void *(*Entry)(void *), void *Argument,
                             char *OwnStack, uint64_t HeldSignals) {
  abi::WarpContext &Context = arch::context();
  setCurrentThread(Context, T);
  Context.place = nullptr;
  warpState().cleanups = 0;
  warpState().resetNode = nullptr;
  warpState().heldSignals = HeldSignals;
  T->warp.store(Context.warpId, Relaxed);
  if (__builtin_expect(OwnStack != nullptr, false)) {
    Context.stackPointer = OwnStack;
    Context.stackLimit = OwnStack + T->ownStackBytes - StackReserve;
  }
  return runToEnd(Entry, Argument);
}

/// On a warp that runs nothing else. Frames are popped by those who pushed them,
/// so the stack pointer tells whether the thread had a stack of its own, and where. Returns
/// what runToEnd does.
static inline bool runOnIdleWarp(uint64_t Mail) {
  abi::WarpContext &Context = arch::context();
  warpState().idleStackPointer = Context.stackPointer;
  if (uint32_t Place = placeOf(Mail))
    guessIdleWarps(warpState(), Place);
  Thread *T = threadOf(uint32_t(Mail));
  if (arch::blockLoadRelaxed(&warpState().near.parent))
    ownMailbox(warpState()).store(Mail, Relaxed);
  auto *Entry = (void *(*)(void *))entryOf(Mail);
  void *Argument = T->payload;
  char *OwnStack = nullptr;
  uint64_t HeldSignals = 0;
  if (!Entry) {
    Entry = T->entry;
    Argument = T->argument;
    OwnStack = T->ownStack;
    HeldSignals = T->heldAtStart;
  }
  bool EndedNear = callEntry(T, Entry, Argument, OwnStack, HeldSignals);
  char *IdleStackPointer = warpState().idleStackPointer;
  if (__builtin_expect(Context.stackPointer != IdleStackPointer, false)) {
    freeBlock(Context.stackPointer);
    Context.stackPointer = IdleStackPointer;
    Context.stackLimit = warpState().stackEnd;
  }
  return EndedNear;
}

[[gnu::noinline]] void runThread(Thread *T) {
  abi::WarpContext &Context = arch::context();
  void *Outer = Context.thread;
  char *StackPointer = Context.stackPointer;
  char *StackLimit = Context.stackLimit;
  void *ThreadLocals = Context.threadLocals;
  Context.threadLocals = nullptr;
  uint32_t Cleanups = warpState().cleanups;
  uint64_t HeldSignals = warpState().heldSignals;
  T->wait.below = Outer;
  ++warpState().depth;
  showRunning(warpState(), T);
  char *OwnStack = T->ownStack;
  callEntry(T, T->entry, T->argument, OwnStack, T->heldAtStart);
  if (Outer)
    setCurrentThread(Context, (Thread *)Outer);
  --warpState().depth;
  showRunning(warpState(), (Thread *)Outer);
  Context.stackPointer = StackPointer;
  Context.stackLimit = StackLimit;
  Context.threadLocals = ThreadLocals;
  warpState().cleanups = Cleanups;
  warpState().heldSignals = HeldSignals;
  if (OwnStack)
    freeBlock(OwnStack);
}

bool runIfQueued(Thread *T) {
  if (!warpState().scheduler->queue.remove(T))
    return false;
  runThread(T);
  return true;
}

//===----------------------------------------------------------------------===//
// Being an idle warp
//===----------------------------------------------------------------------===//

static inline void emptyNearMailbox(WarpState &Self) {
  Self.near.mail = Empty;
  arch::blockStoreRelaxed(&Self.near.parent, 0);
}

static inline uint32_t countTurn(WarpState &Self) {
  return Self.mailboxes[Self.warpId].idleTurn = ++Self.idleTurn;
}

/// For the launcher: how many warps were busy. That number is greatest just before one of
/// them becomes idle, and the count's answer, which the fence has waited for, is then right;
/// or at the program's end, when the launcher looks for itself.
static inline void noteBusy(WarpState &Self, uint32_t Counts) {
  uint32_t Busy = abi::busyWarps(Counts);
  if (__builtin_expect(Busy > Self.mostBusy, false))
    Self.mailboxes[Self.warpId].mostBusy = Self.mostBusy = Busy;
}

/// Offers the calling warp for work until somebody claims it, and returns what
/// the mailbox says then.
static inline uint64_t awaitMail() {
  WarpState &Self = warpState();
  SchedulerState &S = *Self.scheduler;
  Atomic<uint64_t> &Mail = ownMailbox(Self);
  Atomic<uint64_t> &IdleWord = S.idle[Self.warpId / 64];
  uint64_t Bit = uint64_t(1) << (Self.warpId % 64);

  emptyNearMailbox(Self);
  Mail.store(Empty, Relaxed);
  bool Begins = countTurn(Self) == 1;
  uint32_t Counts = S.warpCounts.fetchAdd(
      Begins ? abi::OneIdle + abi::OneBegun : abi::OneIdle, Relaxed);
  IdleWord.fetchOr(Bit, Release);
  storeLoadFence();

  // In one trip.
  uint32_t Queued = S.queue.length.load(Relaxed);
  uint32_t IsOver = S.shuttingDown.load(Relaxed);
  noteBusy(Self, Counts);
  if ((Queued | IsOver) && (IdleWord.fetchAnd(~Bit, Relaxed) & Bit)) {
    if (IsOver)
      return Leave;
    noteClaim(Self);
    return LookAtQueue;
  }
  if (arch::neighbours() == 1)
    return arch::awaitMail(Mail.word(), &Self.near.mail);
  uint32_t Own = 1u << arch::warpInBlock();
  arch::blockSetBits(&blockState().neighbours.idle, Own);
  uint64_t Word = arch::awaitMail(Mail.word(), &Self.near.mail);
  arch::blockClearBits(&blockState().neighbours.idle, Own);
  return Word;
}

/// After a thread that came from a neighbour: waits for the next one, without offering the
/// warp to all. 0 if there is none soon.
static inline uint64_t linger(bool IsMailboxEmpty) {
  WarpState &Self = warpState();
  Atomic<uint64_t> &Mailbox = ownMailbox(Self);
  emptyNearMailbox(Self);
  if (!IsMailboxEmpty)
    Mailbox.store(Empty, Relaxed);
  uint32_t *Lingering = &blockState().neighbours.lingering;
  uint32_t Bit = 1u << arch::warpInBlock();
  arch::blockSetBits(Lingering, Bit);
  uint64_t Mail = arch::awaitNearMail(Mailbox.word(), &Self.near.mail);
  if (Mail || (arch::blockClearBits(Lingering, Bit) & Bit))
    return Mail;
  // Claimed a moment ago.
  return arch::awaitMail(Mailbox.word(), &Self.near.mail);
}

/// Mail that tells of a thread to run next; 0 when the process ends. IsMailboxEmpty: as
/// runToEnd returned of the last one.
static inline uint64_t awaitThread(bool IsMailboxEmpty) {
  // While nobody waits for it.
  guessIdleWarps(warpState(), warpState().warpId);
  if (arch::blockLoadRelaxed(&warpState().near.parent))
    if (uint64_t Mail = linger(IsMailboxEmpty))
      return Mail;
  for (;;) {
    SchedulerState &S = *warpState().scheduler;
    // In one trip with the next load.
    bool KeepsNothing = ThePageHeap.isTight();
    if (S.shuttingDown.load(Relaxed))
      return 0;
    if (Thread *T = S.queue.pop()) {
      // Before it has ever been idle.
      if (__builtin_expect(!warpState().idleTurn, false)) {
        countTurn(warpState());
        S.warpCounts.fetchAdd(abi::OneBegun, Relaxed);
      }
      showRunning(warpState(), T);
      return handleOf(T);
    }
    if (__builtin_expect(KeepsNothing, false))
      reapIdleWarp();
    uint64_t Mail = awaitMail();
    if (uint32_t(Mail) == Leave)
      return 0;
    if (uint32_t(Mail) > LastMailboxWord)
      return Mail;
  }
}

[[gnu::noinline]] void runScheduler() {
  bool EndedNear = false;
  while (uint64_t Mail = awaitThread(EndedNear))
    EndedNear = runOnIdleWarp(Mail);
  leaveCounts(warpState());
}

void shutDownScheduler() {
  WarpState &Self = warpState();
  SchedulerState &S = *Self.scheduler;
  S.shuttingDown.store(1, Relaxed);
  storeLoadFence();
  for (uint32_t Word = 0; Word < idleWords(Self); ++Word)
    for (uint64_t Bits = S.idle[Word].exchange(0, Relaxed); Bits;
         Bits &= Bits - 1)
      // They count as idle, now that nobody becomes busy.
      post(Self, Word * 64 + uint32_t(__builtin_ctzll(Bits)), Leave);
}

} // namespace heddle

// For runtime/sanitizer, which runs the thread that the warp has begun on an OS
// thread of the thread's own.
extern "C" void *__heddle_run_entry(void *(*Entry)(void *), void *Argument) {
  return heddle::runEntry(Entry, Argument);
}
