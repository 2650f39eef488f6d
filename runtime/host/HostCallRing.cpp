//===- HostCallRing.cpp - The ring of host-call slots, host's side --------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HostCallRing.h"

#include <atomic>

using heddle::abi::HostCallSlot;

namespace heddle::host {

static uint32_t loadSequence(HostCallSlot &Slot) {
  return std::atomic_ref(Slot.sequence).load(std::memory_order_acquire);
}

std::optional<PostedCall> HostCallRing::take() {
  HostCallSlot &Slot = headSlot();
  uint32_t Posted = postedSequence();
  if (loadSequence(Slot) != Posted)
    return std::nullopt;
  ++Ticket;
  return PostedCall{&Slot, Posted + 1};
}

HostCallSlot *HostCallRing::obstacle() const {
  HostCallSlot &Slot = headSlot();
  // In the first round that is -2, which no slot holds.
  bool WithHost = loadSequence(Slot) == postedSequence() - 3;
  return WithHost ? &Slot : nullptr;
}

void HostCallRing::answer(const PostedCall &Call) {
  std::atomic_ref(Call.Slot->sequence)
      .store(Call.AnsweredSequence, std::memory_order_release);
}

std::optional<HostCallRing::AwaitedWord> HostCallRing::awaited() const {
  HostCallSlot &Slot = headSlot();
  uint32_t Seen = loadSequence(Slot);
  if (Seen == postedSequence())
    return std::nullopt;
  return AwaitedWord{&Slot.sequence, Seen};
}

} // namespace heddle::host
