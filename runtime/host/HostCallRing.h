//===- HostCallRing.h - The ring of host-call slots, host's side ----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Abi.h's HostCallSlot says how a slot changes hands. The device draws tickets
// 0, 1, 2, ... and ticket t uses slot t % slots for the (t / slots)-th time, so
// the next request is always at one place, the head, and an idle host looks at
// one word only. A request is copied into the slot's own fields when it is taken,
// and the answer out of them.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_HOSTCALLRING_H
#define HEDDLE_RUNTIME_HOST_HOSTCALLRING_H

#include "../abi/Abi.h"

#include <cstdint>
#include <optional>
#include <span>

namespace heddle::host {

/// A posted request that the host has taken and must answer.
struct PostedCall {
  abi::HostCallSlot *Slot;
  /// The tag that hands the slot back to the device.
  uint32_t AnsweredTag;
};

class HostCallRing {
public:
  /// \p Slots is a power of two of zeroed slots.
  explicit HostCallRing(std::span<abi::HostCallSlot> Slots) : Slots(Slots) {}

  /// The next posted request, if there is one. For one thread.
  std::optional<PostedCall> take();

  /// The request that keeps the next one from being posted: the host has taken
  /// it one round ago and not answered it yet. Null when there is none.
  abi::HostCallSlot *obstacle() const;

  /// Hands \p Call back to the warp that posted it, with what its slot says. For any
  /// thread. Returns the word that the warp waits for.
  static uint32_t *answer(const PostedCall &Call);

  /// The word that the device changes to post its next request, and the value
  /// it has now.
  struct AwaitedWord {
    uint32_t *Word;
    uint32_t Seen;
  };

  /// Nothing when the next request is posted already.
  std::optional<AwaitedWord> awaited() const;

private:
  abi::HostCallSlot &headSlot() const {
    return Slots[Ticket & (Slots.size() - 1)];
  }
  /// The head's tag once it is posted, modulo 2^32 like all of them.
  uint32_t postedTag() const {
    return static_cast<uint32_t>(2 * (Ticket / Slots.size()) + 1);
  }

  std::span<abi::HostCallSlot> Slots;
  uint64_t Ticket = 0;
};

} // namespace heddle::host

#endif // HEDDLE_RUNTIME_HOST_HOSTCALLRING_H
