//===- Memory.cpp - What loads may return ---------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Memory.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace heddle::model {

static bool acquires(int Order) {
  return Order == __ATOMIC_ACQUIRE || Order == __ATOMIC_ACQ_REL ||
         Order == __ATOMIC_CONSUME;
}

static bool releases(int Order) {
  return Order == __ATOMIC_RELEASE || Order == __ATOMIC_ACQ_REL;
}

const char *nameOf(const Operation &O) {
  static const char *const Changes[] = {"exchange",  "fetch_add", "fetch_sub",
                                        "fetch_and", "fetch_or",  "fetch_xor"};
  switch (O.kind) {
  case Operation::Load:
    return "load";
  case Operation::Store:
    return "store";
  case Operation::Modify:
    return Changes[O.change];
  case Operation::Compare:
    return "compare_exchange";
  case Operation::Fence:
    return "fence";
  case Operation::Wait:
    return "wait";
  case Operation::Poll:
    return "wait briefly";
  case Operation::Parked:
    return "done";
  case Operation::Ready:
    return "ready";
  case Operation::Settle:
    return "settle";
  case Operation::Exited:
    return "exited";
  case Operation::None:
    return "runs";
  }
  return "?";
}

const char *nameOfOrder(int Order) {
  static const char *const Names[] = {"relaxed", "consume", "acquire",
                                      "release", "acq_rel", "seq_cst"};
  return Order >= 0 && Order < 6 ? Names[Order] : "?";
}

uint64_t readWord(uintptr_t Address, uint8_t Bytes) {
  uint64_t Value = 0;
  memcpy(&Value, reinterpret_cast<void *>(Address), Bytes);
  return Value;
}

void writeWord(uintptr_t Address, uint8_t Bytes, uint64_t Value) {
  memcpy(reinterpret_cast<void *>(Address), &Value, Bytes);
}

uint64_t changed(const Operation &O, uint64_t Found) {
  uint64_t Mask =
      O.bytes == 8 ? ~uint64_t(0) : (uint64_t(1) << O.bytes * 8) - 1;
  switch (O.change) {
  case Operation::Exchange:
    return O.operand;
  case Operation::Add:
    return (Found + O.operand) & Mask;
  case Operation::Sub:
    return (Found - O.operand) & Mask;
  case Operation::And:
    return Found & O.operand;
  case Operation::Or:
    return Found | O.operand;
  case Operation::Xor:
    return Found ^ O.operand;
  }
  return 0;
}

void View::join(const View &O, unsigned Locations) {
  for (unsigned I = 0; I < MaxWarps; ++I)
    clock[I] = std::max(clock[I], O.clock[I]);
  for (unsigned I = 0; I < Locations; ++I)
    stamp[I] = std::max(stamp[I], O.stamp[I]);
}

// Stamps of locations that did not exist are zero everywhere.
void View::assign(const View &O, unsigned Locations) {
  clock = O.clock;
  std::copy_n(O.stamp.begin(), Locations, stamp.begin());
  std::fill(stamp.begin() + Locations, stamp.end(), 0);
}

void WarpMemory::clear() {
  current = acquired = released = {};
  seen.clear();
  spun.clear();
  pausedAt = 0;
}

// The first time round, what was read before the loop is not to be told from
// what the loop reads, so it is taken to wait for what it read last.
void WarpMemory::pause(uintptr_t Caller) {
  if (pausedAt == Caller || seen.empty())
    spun = seen;
  else
    spun = {seen.back()};
  pausedAt = Caller;
  seen.clear();
}

//===----------------------------------------------------------------------===//
// Locations and their messages
//===----------------------------------------------------------------------===//

static constexpr uint32_t StampGap = 1 << 16;

void Memory::clear() {
  used = 0;
  count = 0;
  fenceNumber = 0;
  fenceView = {};
}

Message &Memory::newMessage() {
  if (used == pool.size())
    pool.emplace_back();
  Message &M = pool[used++];
  M.modified = M.awaited = M.announced = false;
  return M;
}

int Memory::locate(uintptr_t Address, uint8_t Bytes, std::string &Error) {
  for (size_t I = count; I-- > 0;) {
    Location &L = locations[I];
    if (!L.alive || L.address + L.bytes <= Address ||
        Address + Bytes <= L.address)
      continue;
    if (L.address == Address && L.bytes == Bytes)
      return int(I);
    char Text[160];
    snprintf(
        Text, sizeof Text,
        "an atomic access of %u bytes overlaps one of %u bytes 0x%zx bytes "
        "before it; the memory model has words of one size only",
        Bytes, L.bytes, size_t(Address - L.address));
    Error = Text;
    return -1;
  }
  if (count == MaxLocations) {
    Error = "more atomic words than MaxLocations";
    return -1;
  }
  if (count == locations.size())
    locations.emplace_back();
  Location &L = locations[count++];
  L.order.clear();
  L.accessed = L.stored = {};
  L.address = Address;
  L.bytes = Bytes;
  L.alive = true;
  Message &M = newMessage();
  M.value = readWord(Address, Bytes);
  M.number = 0;
  M.stamp = 0;
  M.warp = -1;
  M.view = {};
  M.caller = 0;
  L.order.push_back(&M);
  return int(count - 1);
}

Message &Memory::insert(Location &L, Message *Behind) {
  auto Place = std::find(L.order.begin(), L.order.end(), Behind) + 1;
  Message &M = newMessage();
  M.stamp = Place == L.order.end()
                ? Behind->stamp + StampGap
                : Behind->stamp + ((*Place)->stamp - Behind->stamp) / 2;
  L.order.insert(Place, &M);
  return M;
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

/// Whether a loop that found this may find something else now. A spinning
/// warp's own exchanges of a value for itself are nothing else.
bool Memory::hasChanged(const Seen &S) const {
  const auto &Order = locations[S.location].order;
  return std::any_of(Order.rbegin(), Order.rend(), [&](const Message *M) {
    return M->stamp > S.stamp && M->value != S.value;
  });
}

void Memory::choices(const WarpMemory &W, const Operation &O, int Location,
                     bool MayTimeOut, std::vector<Choice> &Result,
                     bool &Certain) const {
  Result.clear();
  Certain = false;
  if (!W.spun.empty() &&
      std::none_of(W.spun.begin(), W.spun.end(),
                   [&](const Seen &S) { return hasChanged(S); }))
    return;
  if (O.kind == Operation::Fence) {
    Result.push_back({fenceNumber, false});
    Certain = true;
    return;
  }
  const auto &Order = locations[size_t(Location)].order;
  uint32_t First = W.current.stamp[size_t(Location)];
  bool Stores = O.kind == Operation::Store || O.kind == Operation::Modify ||
                O.kind == Operation::Compare;
  if (ordersLoadsBeforeStores && Stores)
    First = std::max(First, W.acquired.stamp[size_t(Location)]);
  // A loop that found nothing new would go on as it did.
  for (const Seen &S : W.spun)
    if (int(S.location) == Location && hasChanged(S))
      First = std::max(First, S.stamp + 1);
  for (const Message *M : Order) {
    if (M->stamp < First)
      continue;
    bool IsExpected = (M->value & O.mask) == O.expected;
    switch (O.kind) {
    case Operation::Load:
      Result.push_back({M->number, false});
      break;
    case Operation::Store:
    case Operation::Modify:
      if (!M->modified)
        Result.push_back({M->number, false});
      break;
    case Operation::Compare:
      if (!IsExpected || !M->modified)
        Result.push_back({M->number, false});
      break;
    default:
      if (!IsExpected)
        Result.push_back({M->number, false});
      else if (MayTimeOut)
        Result.push_back({M->number, true});
    }
  }
  Certain =
      !O.waits() || MayTimeOut || (Order.back()->value & O.mask) != O.expected;
}

void Memory::acquire(WarpMemory &W, const Message &M, int Order) {
  unsigned Count = unsigned(count);
  W.acquired.join(M.view, Count);
  if (acquires(Order))
    W.current.join(M.view, Count);
}

void Memory::publish(WarpMemory &W, unsigned Warp, Message &M, int Order) {
  M.warp = int(Warp);
  unsigned Count = unsigned(count);
  M.view.assign(releases(Order) ? W.current : W.released, Count);
  if (ordersLoadsBeforeStores && releases(Order))
    M.view.join(W.acquired, Count);
}

/// Which message made the value what it is in M: a read-modify-write may leave it.
static Message &changeBehind(const Location &L, Message &M) {
  Message *Change = &M;
  for (size_t I = L.order.size(); I-- > 0;)
    if (L.order[I]->stamp < Change->stamp) {
      if (L.order[I]->value != M.value)
        break;
      Change = L.order[I];
    }
  return *Change;
}

Outcome Memory::perform(WarpMemory &W, unsigned Warp, const Operation &O,
                        int Location, Choice C, uint32_t Step) {
  auto &L = locations[size_t(Location)];
  uint32_t &Reached = W.current.stamp[size_t(Location)];
  Message *From = nullptr;
  for (Message *M : L.order)
    if (M->number == C.message)
      From = M;
  Outcome Result;
  Result.location = Location;
  Result.value = From->value;
  Result.readFrom = From->number;
  Result.isStale = From != L.order.back();
  Result.reads = O.kind != Operation::Store;
  Result.writes = O.kind == Operation::Store || O.kind == Operation::Modify ||
                  (O.kind == Operation::Compare && From->value == O.expected);
  Result.success = O.waits() ? !C.timesOut : Result.writes;
  // A Poll that lasts until the change stands for the sleep that may follow it.
  if (O.waits() && !C.timesOut)
    changeBehind(L, *From).awaited = true;

  int Order =
      O.kind == Operation::Compare && !Result.writes ? O.failureOrder : O.order;
  W.spun.clear();
  if (Result.reads) {
    Reached = std::max(Reached, From->stamp);
    acquire(W, *From, O.waits() ? __ATOMIC_RELAXED : Order);
  }
  if (Result.writes) {
    W.pausedAt = 0;
    Message &M = insert(L, From);
    Result.stored = M.value =
        O.kind == Operation::Modify ? changed(O, From->value) : O.operand;
    M.number = Step + 1;
    M.caller = O.caller;
    Reached = M.stamp;
    publish(W, Warp, M, Order);
    M.view.stamp[size_t(Location)] =
        std::max(M.view.stamp[size_t(Location)], M.stamp);
    if (Result.reads) {
      From->modified = true;
      // Release sequences.
      M.view.join(From->view, unsigned(count));
    }
    if (L.order.back() == &M)
      writeWord(L.address, L.bytes, M.value);
  }
  if (Result.reads)
    W.seen.push_back({unsigned(Location), Reached, Result.value});
  L.accessed[Warp] = W.current.clock[Warp];
  L.caller[Warp] = O.caller;
  if (Result.writes) {
    L.stored[Warp] = W.current.clock[Warp];
    L.storedStamp[Warp] = Reached;
  }
  ++W.current.clock[Warp];
  return Result;
}

void Memory::fence(WarpMemory &W, unsigned Warp, int Order) {
  unsigned Count = unsigned(count);
  if (acquires(Order))
    W.current.join(W.acquired, Count);
  if (!releases(Order))
    return;
  W.released.assign(W.current, Count);
  ++W.current.clock[Warp];
}

Outcome Memory::sequentialFence(WarpMemory &W, unsigned Warp, uint32_t Step) {
  unsigned Count = unsigned(count);
  Outcome Result;
  Result.reads = Result.writes = true;
  Result.readFrom = fenceNumber;
  W.current.join(W.acquired, Count);
  W.current.join(fenceView, Count);
  fenceView.assign(W.current, Count);
  W.released.assign(W.current, Count);
  fenceNumber = Step + 1;
  W.spun.clear();
  ++W.current.clock[Warp];
  return Result;
}

void Memory::settle(WarpMemory &W) {
  for (size_t I = 0; I < count; ++I)
    W.current.stamp[I] = locations[I].order.back()->stamp;
}

void Memory::announce(unsigned Warp, uintptr_t Address) {
  for (Location &L : known())
    if (L.address == Address)
      for (Message *M : L.order)
        if (M->warp == int(Warp))
          M->announced = true;
}

} // namespace heddle::model
