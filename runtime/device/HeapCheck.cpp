//===- HeapCheck.cpp - The heap that looks for errors ---------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One lock guards everything. Nothing else is locked meanwhile, since the caller may
// hold locks of its own: what a quarantined block's memory goes back by is called
// without it.
//
//===----------------------------------------------------------------------===//

#include "HeapCheck.h"
#include "HostCalls.h"
#include "Lock.h"
#include "Thread.h"
#include "Warp.h"

#include <stdlib.h>
#include <string.h>

namespace heddle {
namespace {

using abi::HeapFinding;

constexpr uint64_t LiveMark = 0x5d1ea5e0f11fe001, FreedMark = 0xdeadb10c5d1ea5e1;
constexpr uint64_t Canary = 0xc0a1a1b1c1d1e1f1;
constexpr unsigned char Poison = 0xdd;
constexpr size_t TailBytes = 16;
/// Of a freed block, how much is overwritten and looked at: one lane does it.
constexpr size_t MostPoison = 4096;

/// Where the program was, if it was compiled with -g, and in which thread.
struct Event {
  const char *place;
  uint64_t thread;

  static Event now() {
    Thread *T = currentThread();
    return {arch::context().place, T ? T->id : 0};
  }
};

struct alignas(16) Guard {
  uint64_t mark; ///< LiveMark or FreedMark, and the address
  /// Neighbours among the live blocks; the quarantine is linked by next.
  Guard *next;
  Guard *previous;
  void *memory; ///< as the heap knows it
  size_t bytes;
  Event allocated;
  Event freed;
  bool isRuntimes;
  uint64_t reserved;
  uint64_t canary; ///< right before the block
};
static_assert(sizeof(Guard) % 16 == 0 &&
              offsetof(Guard, canary) + 8 == sizeof(Guard));

Lock TheLock;
Guard *Live;
/// Freed blocks, the oldest first.
Guard *Oldest, *Newest;
size_t QuarantineBytes;
HeapFinding Finding;

char *blockOf(Guard *G) { return (char *)(G + 1); }
Guard *guardOf(void *Block) { return (Guard *)Block - 1; }
uint64_t markOf(uint64_t Mark, const Guard *G) { return Mark ^ uint64_t(G); }
unsigned char tailByte(size_t I) { return (unsigned char)(Canary >> I % 8 * 8); }

void copyPlace(char *To, const char *Place) {
  size_t I = 0;
  for (; Place && Place[I] && I + 1 < HeapFinding::PlaceBytes; ++I)
    To[I] = Place[I];
  To[I] = 0;
}

/// The caller holds the lock.
void report(abi::HeapError Error, const void *Address, size_t Bytes,
            Event Allocated = {}, Event Freed = {}) {
  Event Found = Event::now();
  Finding.error = Error;
  Finding.address = uint64_t(Address);
  Finding.bytes = Bytes;
  Finding.allocatedBy = Allocated.thread;
  Finding.freedBy = Freed.thread;
  Finding.foundBy = Found.thread;
  copyPlace(Finding.allocatedAt, Allocated.place);
  copyPlace(Finding.freedAt, Freed.place);
  copyPlace(Finding.foundAt, Found.place);
  hostCall(abi::HostCall::HeapFinding, 0, 0, 0, &Finding, sizeof(Finding));
}

void report(abi::HeapError Error, Guard *G) {
  report(Error, blockOf(G), G->bytes, G->allocated, G->freed);
}

/// The error of a live block's canaries, or None.
abi::HeapError damageOf(Guard *G) {
  if (G->canary != Canary)
    return abi::HeapError::Underflow;
  const char *Tail = blockOf(G) + G->bytes;
  for (size_t I = 0; I < TailBytes; ++I)
    if ((unsigned char)Tail[I] != tailByte(I))
      return abi::HeapError::Overflow;
  return abi::HeapError::None;
}

size_t poisonBytes(const Guard *G) {
  return G->bytes < MostPoison ? G->bytes : MostPoison;
}

bool isPoisoned(Guard *G) {
  const char *Block = blockOf(G);
  for (size_t I = 0; I < poisonBytes(G); ++I)
    if ((unsigned char)Block[I] != Poison)
      return false;
  return G->canary == Canary;
}

/// The guard of a live block. Anything else is an error, which ends the program.
Guard *checkedGuard(void *Block) {
  Guard *G = guardOf(Block);
  abi::HeapError Error = abi::HeapError::NoBlock;
  if (uintptr_t(Block) % 16 == 0 && ThePageHeap.contains(G) &&
      ThePageHeap.contains(Block)) {
    if (G->mark == markOf(LiveMark, G))
      Error = damageOf(G);
    else if (G->mark == markOf(FreedMark, G))
      Error = abi::HeapError::DoubleFree;
  }
  if (Error == abi::HeapError::None)
    return G;
  if (Error == abi::HeapError::NoBlock)
    report(Error, Block, 0);
  else
    report(Error, G);
  abort();
}

/// The oldest freed block, if the quarantine is to become that small; checked and
/// taken out. Null if it need not.
void *takeFromQuarantine(size_t MostBytes) {
  LockGuard Locked(TheLock);
  Guard *G = Oldest;
  if (!G || QuarantineBytes <= MostBytes)
    return nullptr;
  if (G->mark != markOf(FreedMark, G) || !isPoisoned(G)) {
    report(abi::HeapError::WriteAfterFree, G);
    abort();
  }
  Oldest = G->next;
  if (!Oldest)
    Newest = nullptr;
  QuarantineBytes -= G->bytes + sizeof(Guard);
  G->mark = 0;
  return G->memory;
}

/// Gives back what is over; true if that was anything.
bool shrinkQuarantine(size_t MostBytes) {
  bool Any = false;
  while (void *Memory = takeFromQuarantine(MostBytes)) {
    freeUnchecked(Memory);
    Any = true;
  }
  return Any;
}

} // namespace

[[gnu::noinline]] void *allocateChecked(size_t Bytes, size_t Align,
                                        bool IsRuntimes) {
  size_t Lead = (sizeof(Guard) + Align - 1) & ~(Align - 1);
  size_t Total;
  if (__builtin_add_overflow(Bytes, Lead + TailBytes, &Total))
    return nullptr;
  void *Memory;
  while (!(Memory = allocateUnchecked(Total, Align)))
    if (!shrinkQuarantine(0))
      return nullptr;
  char *Block = (char *)Memory + Lead;
  Guard *G = guardOf(Block);
  G->memory = Memory;
  G->bytes = Bytes;
  G->allocated = Event::now();
  G->freed = {};
  G->isRuntimes = IsRuntimes;
  G->canary = Canary;
  for (size_t I = 0; I < TailBytes; ++I)
    Block[Bytes + I] = char(tailByte(I));
  LockGuard Locked(TheLock);
  G->mark = markOf(LiveMark, G);
  G->previous = nullptr;
  G->next = Live;
  if (Live)
    Live->previous = G;
  Live = G;
  return Block;
}

[[gnu::noinline]] void freeChecked(void *Block) {
  if (!Block)
    return;
  {
    LockGuard Locked(TheLock);
    Guard *G = checkedGuard(Block);
    (G->previous ? G->previous->next : Live) = G->next;
    if (G->next)
      G->next->previous = G->previous;
    G->mark = markOf(FreedMark, G);
    G->freed = Event::now();
    memset(Block, Poison, poisonBytes(G));
    G->next = nullptr;
    (Newest ? Newest->next : Oldest) = G;
    Newest = G;
    QuarantineBytes += G->bytes + sizeof(Guard);
  }
  const HeapLayout &L = warpState().heap;
  shrinkQuarantine(size_t(L.pageCount) * PageBytes / 16);
}

[[gnu::noinline]] size_t checkedBlockBytes(void *Block) {
  LockGuard Locked(TheLock);
  return checkedGuard(Block)->bytes;
}

[[gnu::noinline]] void checkHeapAtExit() {
  constexpr unsigned MostLeaks = 50;
  LockGuard Locked(TheLock);
  size_t Leaks = 0, LeakedBytes = 0;
  for (Guard *G = Live; G; G = G->next) {
    if (G->mark != markOf(LiveMark, G)) {
      // Whoever overwrote it has spoilt the links, too.
      report(abi::HeapError::Underflow, blockOf(G), 0);
      abort();
    }
    if (abi::HeapError Error = damageOf(G); Error != abi::HeapError::None) {
      report(Error, G);
      abort();
    }
    if (G->isRuntimes)
      continue;
    ++Leaks;
    LeakedBytes += G->bytes;
    if (Leaks <= MostLeaks)
      report(abi::HeapError::Leak, G);
  }
  for (Guard *G = Oldest; G; G = G->next)
    if (G->mark != markOf(FreedMark, G) || !isPoisoned(G)) {
      report(abi::HeapError::WriteAfterFree, G);
      abort();
    }
  if (Leaks)
    report(abi::HeapError::Leaks, (const void *)Leaks, LeakedBytes);
}

} // namespace heddle
