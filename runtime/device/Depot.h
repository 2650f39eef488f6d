//===- Depot.h - Magazines that no warp has -------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A thousand warps that exchange magazines through one lock wait 36 us for an
// operation. So there is no lock on the usual way: a ring of places, each of
// which holds a magazine or nothing, and two tickets that say where to look.
//
// - available counts the magazines that were put and that nobody has claimed;
//   who takes one off it will find one. used counts the places that are full
//   or will be; who adds to it, up to Places, will find an empty one.
// - Tickets only spread the warps over the places. A magazine changes hands by
//   one compare-and-swap or exchange of its place, so warps that meet at one
//   place, a lap apart, do no harm.
// - A claim's place may be filled a moment after the claim, by a warp that is
//   between its two steps.
//
// What the ring has no room for is in a list under a lock.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_DEPOT_H
#define HEDDLE_RUNTIME_DEVICE_DEPOT_H

#include "Lock.h"

namespace heddle {

struct Magazine;

/// All-zero bytes are an empty depot.
class Depot {
  /// Two magazines for each warp of a large GPU: threads that pass blocks to others may
  /// all be ahead of them at the same time.
  static constexpr uint32_t Places = 4096;

  alignas(128) Atomic<int32_t> available;
  Atomic<uint32_t> takeTicket;
  alignas(128) Atomic<int32_t> used;
  Atomic<uint32_t> putTicket;
  alignas(128) Lock lock;
  Magazine *list;
  /// Read without the lock, to see whether taking it is worth while.
  Atomic<uint32_t> listed;
  alignas(128) Atomic<Magazine *> places[Places];

  bool putIntoRing(Magazine *M);
  Magazine *takeFromRing();

public:
  void put(Magazine *M);
  /// Null if there is none.
  Magazine *take();
  /// How many there are, more or less.
  uint32_t count() const {
    int32_t InRing = available.load(Relaxed);
    return listed.load(Relaxed) + (InRing > 0 ? uint32_t(InRing) : 0);
  }
};

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_DEPOT_H
