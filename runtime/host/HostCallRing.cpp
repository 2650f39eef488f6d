//===- HostCallRing.cpp - The ring of host-call slots, host's side --------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HostCallRing.h"

#include <array>
#include <atomic>

using heddle::abi::HostCallSlot;
using heddle::abi::TaggedWord;

namespace heddle::host {

static TaggedWord load(TaggedWord &Word) {
  return std::atomic_ref(Word).load(std::memory_order_acquire);
}

static void store(TaggedWord &Word, uint32_t Tag, uint32_t Data) {
  std::atomic_ref(Word).store(abi::tagged(Tag, Data), std::memory_order_release);
}

// x86-64 and AArch64 as Linux has it are little-endian: the tag comes second.
static uint32_t *tagWord(TaggedWord &Word) {
  return reinterpret_cast<uint32_t *>(&Word) + 1;
}

std::optional<PostedCall> HostCallRing::take() {
  HostCallSlot &Slot = headSlot();
  uint32_t Posted = postedTag();
  std::array<uint32_t, HostCallSlot::RequestWords> Data;
  for (uint32_t I = 0; I < Data.size(); ++I) {
    TaggedWord Word = load(Slot.request[I]);
    if (abi::tagOf(Word) != Posted)
      return std::nullopt;
    Data[I] = abi::dataOf(Word);
  }
  auto Long = [&](uint32_t At) {
    return uint64_t(Data[At + 1]) << 32 | Data[At];
  };
  Slot.call = static_cast<abi::HostCall>(Data[0]);
  Slot.payloadBytes = Data[1];
  for (uint32_t I = 0; I < std::size(Slot.args); ++I)
    Slot.args[I] = Long(2 + 2 * I);
  Slot.outputEnd = Long(14);
  std::atomic_ref(Slot.sequence).store(Posted, std::memory_order_release);
  ++Ticket;
  // Each slot is on a page of its own, which has not been touched for a round.
  HostCallSlot &Next = headSlot();
  __builtin_prefetch(&Next.sequence, 1);
  __builtin_prefetch(&Next.request[HostCallSlot::RequestWords / 2]);
  __builtin_prefetch(&Next.answer, 1);
  return PostedCall{&Slot, Posted + 1};
}

HostCallSlot *HostCallRing::obstacle() const {
  HostCallSlot &Slot = headSlot();
  // In the first round that is -1, which no slot holds.
  bool WithHost = std::atomic_ref(Slot.sequence)
                      .load(std::memory_order_acquire) == postedTag() - 2;
  return WithHost ? &Slot : nullptr;
}

uint32_t *HostCallRing::answer(const PostedCall &Call) {
  HostCallSlot &Slot = *Call.Slot;
  uint32_t Tag = Call.AnsweredTag;
  auto Result = static_cast<uint64_t>(Slot.result);
  uint32_t Error = static_cast<uint32_t>(Slot.error), Bytes = Slot.payloadBytes;
  std::atomic_ref(Slot.sequence).store(Tag, std::memory_order_release);
  TaggedWord *ToResult = Slot.answer + HostCallSlot::ResultAt;
  TaggedWord *ToError = Slot.answer + HostCallSlot::ErrorAt;
  store(ToError[1], Tag, Bytes);
  store(ToError[0], Tag, Error);
  store(ToResult[1], Tag, static_cast<uint32_t>(Result >> 32));
  store(ToResult[0], Tag, static_cast<uint32_t>(Result));
  return tagWord(ToResult[0]);
}

std::optional<HostCallRing::AwaitedWord> HostCallRing::awaited() const {
  TaggedWord &First = headSlot().request[0];
  uint32_t Seen = abi::tagOf(load(First));
  if (Seen == postedTag())
    return std::nullopt;
  return AwaitedWord{tagWord(First), Seen};
}

} // namespace heddle::host
