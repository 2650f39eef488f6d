//===- HostCalls.cpp - Asking the launcher --------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HostCalls.h"
#include "Scheduler.h"
#include "Wait.h"
#include "Warp.h"

#include <errno.h>
#include <string.h>

namespace heddle {

using abi::HostCallSlot;

namespace {

uint32_t *tagWord(uint64_t *Word) { return (uint32_t *)Word + 1; }

/// A slot between the ticket that gives it to this warp and the answer. The words that
/// host and device share cross the bus, about a microsecond for each load that waits for
/// another. So a call waits for one alone, that of the answer: request and answer are
/// made of tagged words, and whether the slot is free is known from the device's memory.
struct Exchange {
  HostCallSlot *slot;
  Atomic<uint32_t> *uses;
  uint32_t use;
  uint64_t outputEnd;
  Atomic<uint32_t> *expected; ///< SchedulerState::answerCycles
  uint32_t expectedCycles;

  uint32_t requestTag() const { return 2 * use + 1; }
  uint32_t answerTag() const { return 2 * use + 2; }
};

/// Of the count of uses. The device's stores to a slot cannot overtake the load on which
/// they depend, and an acquire would empty the L1; what a thread has loaded from a payload it has
/// by the time that it says so. ThreadSanitizer goes by the letter.
Order usesOrder(Order Needed) { return arch::onGpu() ? Relaxed : Needed; }

/// Away from those who find their slot free, as nearly all do.
[[gnu::noinline, gnu::cold]] void awaitSlot(abi::HostCall Call, const Exchange &E,
                                            uint32_t Seen) {
  beginWait(WaitsForHost, (const void *)uintptr_t(Call));
  do
    arch::waitWord(E.uses->word(), Seen);
  while ((Seen = E.uses->load(Acquire)) != E.use);
}

/// Waits while the slot's earlier uses are not over.
Exchange begin(abi::HostCall Call) {
  WarpState &State = warpState();
  SchedulerState &S = *State.scheduler;
  uint32_t Mask = (1u << State.slotBits) - 1;
  // Four answers that are on their way together: what any thread has written to the ring
  // that this one knows of, the uses of the slot that it will be if nobody else calls, how
  // long the call took lately, and the ticket. That a use is over stays so.
  uint64_t OutputEnd = S.outputReserved.load(Relaxed);
  uint32_t Likely = State.likelySlot & Mask;
  uint32_t Seen = S.slotUses[Likely].load(usesOrder(Acquire));
  Atomic<uint32_t> *Expected = &S.answerCycles[uint32_t(Call)];
  uint32_t ExpectedCycles = Expected->load(Relaxed);
  uint64_t Ticket = S.hostTicket.fetchAdd(1, Relaxed);
  uint32_t Index = uint32_t(Ticket) & Mask;
  State.likelySlot = Index + 1;
  Exchange E = {&State.slots[Index], &S.slotUses[Index],
                uint32_t(Ticket >> State.slotBits), OutputEnd,
                Expected, ExpectedCycles};
  if (__builtin_expect(Index != Likely, false))
    Seen = E.uses->load(usesOrder(Acquire));
  if (__builtin_expect(Seen != E.use, false))
    awaitSlot(Call, E, Seen);
  return E;
}

struct Arguments {
  uint64_t first, second, third, fourth;
};

/// Hands the slot to the host. Releases what the host or its copy engines are to read
/// besides.
void post(const Exchange &E, abi::HostCall Call, const Arguments &A,
          uint32_t PayloadBytes, bool Releases) {
  uint64_t *Request = E.slot->request;
  uint64_t Tag = uint64_t(E.requestTag()) << 32;
  auto Put = [&](uint32_t At, uint64_t Value) {
    arch::hostStorePair(Request + At, Tag | uint32_t(Value), Tag | Value >> 32);
  };
  Put(2, A.first);
  Put(4, A.second);
  Put(6, A.third);
  Put(8, A.fourth);
  Put(10, 0);
  Put(12, abi::MayPostAgain);
  Put(14, E.outputEnd);
  uint64_t First = Tag | uint32_t(Call), Second = Tag | PayloadBytes;
  if (Releases)
    arch::hostStorePairRelease(Request, First, Second);
  else
    arch::hostStorePair(Request, First, Second);
  arch::hostNotify(tagWord(Request));
}

/// A look at the host's memory takes a microsecond, and there is one on its way at a time. If
/// the answer comes just after it was looked for, that is a microsecond lost. So the first
/// look is when such calls were answered lately: some cycles sooner after each that
/// was answered by then, and many more later after one that was not.
struct FirstLook {
  static constexpr uint32_t SoonerCycles = 4, SoonerShare = 128, LaterCycles = 256,
                            MostCycles = 8192;

  static void await(const Exchange &E, uint32_t PostedAt) {
    if (arch::onGpu())
      while (arch::cycles() - PostedAt < E.expectedCycles)
        ;
  }

  static void learn(const Exchange &E, bool WasInTime) {
    if (!arch::onGpu())
      return;
    uint32_t Cycles = E.expectedCycles;
    uint32_t Sooner = Cycles / SoonerShare + SoonerCycles;
    uint32_t Later = Cycles + LaterCycles;
    E.expected->store(WasInTime ? (Cycles > Sooner ? Cycles - Sooner : 0)
                                : (Later < MostCycles ? Later : MostCycles),
                      Relaxed);
  }
};

HostReply awaitAnswer(const Exchange &E, uint32_t PostedAt) {
  uint64_t *Answer = E.slot->answer;
  uint32_t Tag = E.answerTag();
  FirstLook::await(E, PostedAt);
  for (uint32_t Looks = 0;; ++Looks) {
    HeddleHostPair Low = arch::hostLoadPair(Answer + HostCallSlot::ResultAt);
    HeddleHostPair High = arch::hostLoadPair(Answer + HostCallSlot::ErrorAt);
    if (abi::tagOf(Low.first) == Tag && abi::tagOf(Low.second) == Tag &&
        abi::tagOf(High.first) == Tag && abi::tagOf(High.second) == Tag) {
      FirstLook::learn(E, Looks == 0);
      return {int64_t(Low.second << 32 | abi::dataOf(Low.first)),
              int32_t(abi::dataOf(High.first)), abi::dataOf(High.second)};
    }
    arch::hostPause(tagWord(Answer), abi::tagOf(Low.first), Looks);
  }
}

/// Gives the slot to the warp with the next ticket for it.
void end(const Exchange &E, bool HasReadPayload) {
  uint32_t *Word = E.uses->word();
  E.uses->store(E.use + 1, HasReadPayload ? Release : usesOrder(Release));
  arch::wakeWord(Word);
}

/// Every load from the host's memory crosses the bus, which takes about a
/// microsecond, so as many as possible are under way at the same time. Both
/// payloads are 16-byte aligned in the slot; the other side may be anything. Not arrays:
/// those were put on the stack.
[[gnu::noinline]] void copyBytes(void *To, const void *From, uint32_t Bytes) {
  typedef uint64_t __attribute__((may_alias)) Word;
  char *Out = (char *)To;
  const char *In = (const char *)From;
  if (((uintptr_t)Out | (uintptr_t)In) % sizeof(Word) == 0) {
    for (; Bytes >= 8 * sizeof(Word); Bytes -= 8 * sizeof(Word)) {
      const Word *F = (const Word *)In;
      Word *T = (Word *)Out;
      uint64_t A = F[0], B = F[1], C = F[2], D = F[3];
      uint64_t E = F[4], G = F[5], H = F[6], I = F[7];
      T[0] = A, T[1] = B, T[2] = C, T[3] = D;
      T[4] = E, T[5] = G, T[6] = H, T[7] = I;
      In += 8 * sizeof(Word);
      Out += 8 * sizeof(Word);
    }
    for (; Bytes >= sizeof(Word); Bytes -= sizeof(Word)) {
      *(Word *)Out = *(const Word *)In;
      In += sizeof(Word);
      Out += sizeof(Word);
    }
  }
  for (; Bytes >= 8; Bytes -= 8) {
    char A = In[0], B = In[1], C = In[2], D = In[3];
    char E = In[4], F = In[5], G = In[6], H = In[7];
    Out[0] = A, Out[1] = B, Out[2] = C, Out[3] = D;
    Out[4] = E, Out[5] = F, Out[6] = G, Out[7] = H;
    In += 8;
    Out += 8;
  }
  for (; Bytes; --Bytes)
    *Out++ = *In++;
}

} // namespace

/// Calls for which the host's copy engines access the device's memory.
static bool movesMemory(abi::HostCall Call) {
  return Call == abi::HostCall::BulkRead || Call == abi::HostCall::BulkWrite;
}

/// Put writes what goes to the host besides the arguments, and says how many bytes that
/// is; Take reads what comes back besides the result, and says whether there was any.
template <typename PutFn, typename TakeFn>
[[clang::always_inline]] static HostReply
makeCall(abi::HostCall Call, const Arguments &A, PutFn Put, TakeFn Take) {
  for (;;) {
    Exchange E = begin(Call);
    uint32_t Bytes = Put(E.slot->payload);
    post(E, Call, A, Bytes, Bytes != 0 || movesMemory(Call));
    uint32_t PostedAt = arch::cycles();
    // While the request is on its way.
    beginWait(WaitsForHost, (const void *)uintptr_t(Call));
    HostReply Reply = awaitAnswer(E, PostedAt);
    bool HasReadPayload = Take(E.slot->payload, Reply);
    end(E, HasReadPayload);
    if (Reply.error != abi::PostAgain) {
      endWait();
      return Reply;
    }
  }
}

// The bodies of all calls. Scalars, since a struct would travel through the stack.

/// Apart, since it is a third of the other's length and saves few registers: that is a
/// microsecond of the four that a call takes.
[[gnu::noinline]] static HostReply callWithoutPayload(abi::HostCall Call, uint64_t A0,
                                                      uint64_t A1, uint64_t A2,
                                                      uint64_t A3) {
  return makeCall(
      Call, {A0, A1, A2, A3}, [](uint8_t *) { return 0u; },
      [](const uint8_t *, HostReply &Reply) {
        Reply.bytes = 0;
        return false;
      });
}

[[gnu::noinline]] static HostReply
callWithPayload(abi::HostCall Call, uint64_t A0, uint64_t A1, uint64_t A2, uint64_t A3,
                const void *First, uint32_t FirstBytes, const void *Second,
                uint32_t SecondBytes, void *Answer, uint32_t Room) {
  return makeCall(
      Call, {A0, A1, A2, A3},
      [=](uint8_t *Payload) {
        copyBytes(Payload, First, FirstBytes);
        if (SecondBytes)
          copyBytes(Payload + FirstBytes, Second, SecondBytes);
        return FirstBytes + SecondBytes;
      },
      [=](const uint8_t *Payload, HostReply &Reply) {
        if (Reply.bytes > Room)
          Reply.bytes = Room;
        if (Reply.bytes || movesMemory(Call))
          arch::hostAcquire();
        if (Reply.bytes)
          copyBytes(Answer, Payload, Reply.bytes);
        return Reply.bytes != 0;
      });
}

HostReply hostCall(abi::HostCall Call, uint64_t A0, uint64_t A1, uint64_t A2,
                   const void *Payload, uint32_t Sent, void *Answer,
                   uint32_t Room) {
  if (Sent == 0 && Room == 0 && !movesMemory(Call))
    return callWithoutPayload(Call, A0, A1, A2, 0);
  return callWithPayload(Call, A0, A1, A2, 0, Payload, Sent, nullptr, 0, Answer,
                         Room);
}

HostReply hostCall(abi::HostCall Call, const char *First, const char *Second) {
  size_t FirstBytes = strlen(First) + 1;
  size_t SecondBytes = Second ? strlen(Second) + 1 : 0;
  if (FirstBytes + SecondBytes > MaxPayload)
    return {-1, ENAMETOOLONG, 0};
  return callWithPayload(Call, 0, 0, 0, 0, First, uint32_t(FirstBytes), Second,
                         uint32_t(SecondBytes), nullptr, 0);
}

void hostCallFatal(abi::FaultKind Kind, uint64_t ThreadId, uint64_t WarpId,
                   uint64_t Detail, const char *Text) {
  uint32_t Bytes = 0;
  while (Text && Text[Bytes] && Bytes < MaxPayload)
    ++Bytes;
  callWithPayload(abi::HostCall::Fatal, uint64_t(Kind), ThreadId, WarpId, Detail,
                  Text, Bytes, nullptr, 0, nullptr, 0);
}

} // namespace heddle
