//===- Depot.cpp - Magazines that no warp has -----------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Depot.h"
#include "ObjectCache.h"
#include "Warp.h"

namespace heddle {

bool Depot::putIntoRing(Magazine *M) {
  constexpr auto Room = int32_t(Places);
  if (used.load(Relaxed) >= Room)
    return false;
  if (used.fetchAdd(1, Relaxed) >= Room) {
    used.fetchSub(1, Relaxed);
    return false;
  }
  Atomic<Magazine *> &Place = places[putTicket.fetchAdd(1, Relaxed) % Places];
  while (!Place.replace(nullptr, M, Release))
    arch::pause();
  available.fetchAdd(1, Relaxed);
  return true;
}

Magazine *Depot::takeFromRing() {
  if (available.load(Relaxed) <= 0)
    return nullptr;
  if (available.fetchSub(1, Relaxed) <= 0) {
    available.fetchAdd(1, Relaxed);
    return nullptr;
  }
  Atomic<Magazine *> &Place = places[takeTicket.fetchAdd(1, Relaxed) % Places];
  Magazine *M;
  while (!(M = Place.exchange(nullptr, Acquire)))
    arch::pause();
  used.fetchSub(1, Relaxed);
  return M;
}

void Depot::put(Magazine *M) {
  if (putIntoRing(M))
    return;
  LockGuard Guard(lock);
  M->next = list;
  list = M;
  listed.fetchAdd(1, Relaxed);
}

Magazine *Depot::take() {
  if (Magazine *M = takeFromRing())
    return M;
  if (listed.load(Relaxed) == 0)
    return nullptr;
  LockGuard Guard(lock);
  Magazine *M = list;
  if (M) {
    list = M->next;
    listed.fetchSub(1, Relaxed);
  }
  return M;
}

} // namespace heddle
