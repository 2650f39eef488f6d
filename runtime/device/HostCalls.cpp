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

/// A slot between the ticket that gives it to this warp and the answer.
struct Exchange {
  HostCallSlot *slot;
  uint32_t free; ///< value of the slot's sequence while it is ours to write
};

/// Waits while the slot's earlier uses are not over.
Exchange begin(abi::HostCall Call) {
  const abi::LaunchParams &Params = *warpState().params;
  uint64_t Ticket = warpState().scheduler->hostTicket.fetchAdd(1, Relaxed);
  HostCallSlot *Slot = &Params.slots[Ticket & (Params.slotCount - 1)];
  uint64_t Use = Ticket >> __builtin_ctz(Params.slotCount);
  uint32_t Free = uint32_t(3 * Use), Seen;
  while ((Seen = arch::hostLoadAcquire32(&Slot->sequence)) != Free)
    arch::hostWait(&Slot->sequence, Seen);
  Slot->call = Call;
  return {Slot, Free};
}

/// Hands the slot to the host and waits for its answer.
void post(Exchange E) {
  uint32_t *Sequence = &E.slot->sequence;
  arch::hostStoreRelease32(Sequence, E.free + 1);
  arch::hostNotify(Sequence);
  uint32_t Seen;
  while ((Seen = arch::hostLoadAcquire32(Sequence)) != E.free + 2)
    arch::hostWait(Sequence, Seen);
}

/// Gives the slot to the warp with the next ticket for it.
void end(Exchange E) {
  uint32_t *Sequence = &E.slot->sequence;
  arch::hostStoreRelease32(Sequence, E.free + 3);
  arch::hostNotify(Sequence);
}

struct Words {
  uint64_t word[2];
};

/// Every load from the host's memory crosses the bus, which takes about a
/// microsecond, so as many as possible are under way at the same time. Both
/// payloads are 16-byte aligned in the slot; the other side may be anything.
void copyBytes(void *To, const void *From, uint32_t Bytes) {
  constexpr uint32_t Batch = 8;
  char *Out = (char *)To;
  const char *In = (const char *)From;
  if (((uintptr_t)Out | (uintptr_t)In) % sizeof(Words) == 0)
    for (; Bytes >= Batch * sizeof(Words); Bytes -= Batch * sizeof(Words)) {
      Words W[Batch];
#pragma unroll
      for (uint32_t I = 0; I < Batch; ++I)
        W[I] = ((const Words *)In)[I];
#pragma unroll
      for (uint32_t I = 0; I < Batch; ++I)
        ((Words *)Out)[I] = W[I];
      In += sizeof(W);
      Out += sizeof(W);
    }
  for (; Bytes >= Batch; Bytes -= Batch) {
    char C[Batch];
#pragma unroll
    for (uint32_t I = 0; I < Batch; ++I)
      C[I] = In[I];
#pragma unroll
    for (uint32_t I = 0; I < Batch; ++I)
      Out[I] = C[I];
    In += Batch;
    Out += Batch;
  }
  for (; Bytes; --Bytes)
    *Out++ = *In++;
}

} // namespace

/// The one body of all calls. Scalars, since a struct would travel through the
/// stack.
[[gnu::noinline]] static HostReply
makeCall(abi::HostCall Call, uint64_t A0, uint64_t A1, uint64_t A2, uint64_t A3,
         const void *First, uint32_t FirstBytes, const void *Second,
         uint32_t SecondBytes, void *Answer, uint32_t Room) {
  beginWait(WaitsForHost, (const void *)uintptr_t(Call));
  for (;;) {
    Exchange E = begin(Call);
    HostCallSlot *Slot = E.slot;
    Slot->args[0] = A0;
    Slot->args[1] = A1;
    Slot->args[2] = A2;
    Slot->args[3] = A3;
    Slot->args[4] = 0;
    Slot->args[5] = abi::MayPostAgain;
    copyBytes(Slot->payload, First, FirstBytes);
    copyBytes(Slot->payload + FirstBytes, Second, SecondBytes);
    Slot->payloadBytes = FirstBytes + SecondBytes;
    post(E);
    HostReply Reply = {Slot->result, Slot->error, Slot->payloadBytes};
    if (Reply.bytes > Room)
      Reply.bytes = Room;
    copyBytes(Answer, Slot->payload, Reply.bytes);
    end(E);
    if (Reply.error != abi::PostAgain) {
      endWait();
      return Reply;
    }
  }
}

HostReply hostCall(abi::HostCall Call, uint64_t A0, uint64_t A1, uint64_t A2,
                   const void *Payload, uint32_t Sent, void *Answer,
                   uint32_t Room) {
  return makeCall(Call, A0, A1, A2, 0, Payload, Sent, nullptr, 0, Answer, Room);
}

HostReply hostCall(abi::HostCall Call, const char *First, const char *Second) {
  size_t FirstBytes = strlen(First) + 1;
  size_t SecondBytes = Second ? strlen(Second) + 1 : 0;
  if (FirstBytes + SecondBytes > MaxPayload)
    return {-1, ENAMETOOLONG, 0};
  return makeCall(Call, 0, 0, 0, 0, First, uint32_t(FirstBytes), Second,
                  uint32_t(SecondBytes), nullptr, 0);
}

void hostCallFatal(abi::FaultKind Kind, uint64_t ThreadId, uint64_t WarpId,
                   uint64_t Detail, const char *Text) {
  uint32_t Bytes = 0;
  while (Text && Text[Bytes] && Bytes < MaxPayload)
    ++Bytes;
  makeCall(abi::HostCall::Fatal, uint64_t(Kind), ThreadId, WarpId, Detail, Text,
           Bytes, nullptr, 0, nullptr, 0);
}

} // namespace heddle
