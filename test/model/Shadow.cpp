//===- Shadow.cpp - Who accessed which byte when --------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Shadow.h"

#include <cstring>

namespace heddle::model {

Shadow::Page &Shadow::pageOf(uintptr_t Address) {
  uintptr_t Number = Address / PageBytes;
  Recent &R = recent[Number % recent.size()];
  if (!R.page || Number != R.number) {
    auto [Found, IsNew] = pages.try_emplace(Number);
    if (IsNew)
      memset(static_cast<void *>(Found->second.cells), 0,
             sizeof Found->second.cells);
    R = {Number, &Found->second};
  }
  return *R.page;
}

Shadow::Cell &Shadow::cellOf(uintptr_t Address) {
  Cell &C = pageOf(Address).cells[Address % PageBytes / CellBytes];
  if (C.execution != execution) {
    bool WasGone = C.wasGone;
    C = {};
    C.wasGone = WasGone;
    C.execution = execution;
  }
  return C;
}

void Shadow::dirtyPage(uintptr_t Address) {
  if (!exploring)
    return;
  Page &P = pageOf(Address);
  if (P.execution == execution)
    return;
  P.execution = execution;
  uintptr_t First = Address / PageBytes * PageBytes;
  if (!P.isSaved) {
    memcpy(P.saved, reinterpret_cast<void *>(First), PageBytes);
    P.isSaved = true;
  }
  dirty.push_back({First, &P});
}

void Shadow::restore() {
  for (auto [First, P] : dirty)
    memcpy(reinterpret_cast<void *>(First), P->saved, PageBytes);
  dirty.clear();
}

void Shadow::race(const char *What, unsigned Warp, unsigned Other, uintptr_t,
                  uintptr_t OtherCaller) {
  if (!error.empty())
    return;
  error = std::string("data race: ") + What + " by warp " +
          std::to_string(Warp) + " and the access by warp " +
          std::to_string(Other) + " below are not ordered";
  otherCaller = OtherCaller;
}

static uint8_t maskOf(uintptr_t Address, size_t Bytes) {
  uintptr_t Offset = Address % 4;
  size_t Here = Bytes < 4 - Offset ? Bytes : 4 - Offset;
  return uint8_t(((1u << Here) - 1) << Offset);
}

/// A plain access of atomic words must be ordered with all of their accesses
/// that it conflicts with. What it writes is no more of their history. A store that
/// the warp has seen is over, as is one that is older, even if it was relaxed.
void Shadow::killLocations(Memory &M, const WarpMemory &W, unsigned Warp,
                           uintptr_t Address, size_t Bytes, bool Writes) {
  for (Location &L : M.known()) {
    if (!L.alive || L.address + L.bytes <= Address ||
        Address + Bytes <= L.address)
      continue;
    auto &Clocks = Writes ? L.accessed : L.stored;
    uint32_t Seen = W.current.stamp[size_t(&L - M.known().data())];
    auto IsOver = [&](unsigned I) {
      return Clocks[I] <= W.current.clock[I] ||
             (Clocks[I] == L.stored[I] && L.storedStamp[I] <= Seen);
    };
    for (unsigned I = 0; I < MaxWarps; ++I)
      if (I != Warp && !IsOver(I))
        race(Writes ? "a plain store" : "a plain load", Warp, I, Address,
             L.caller[I]);
    if (Writes)
      L.alive = false;
  }
}

void Shadow::read(Memory &M, const WarpMemory &W, unsigned Warp,
                  uintptr_t Address, size_t Bytes, uintptr_t Caller) {
  bool AnyAtomic = false;
  for (size_t Done = 0; Done < Bytes;) {
    uintptr_t Here = Address + Done;
    Cell &C = cellOf(Here);
    uint8_t Mask = maskOf(Here, Bytes - Done);
    if (isGone(C))
      error = "a load of memory that was destroyed or recycled";
    if ((C.writtenBytes & Mask) && C.writer != Warp &&
        C.written > W.current.clock[C.writer])
      race("a plain load", Warp, C.writer, Here, C.writeCaller);
    C.read[Warp] = W.current.clock[Warp];
    C.readCaller[Warp] = Caller;
    AnyAtomic |= C.isAtomic;
    Done += CellBytes - Here % CellBytes;
  }
  if (AnyAtomic)
    killLocations(M, W, Warp, Address, Bytes, false);
}

void Shadow::write(Memory &M, const WarpMemory &W, unsigned Warp,
                   uintptr_t Address, size_t Bytes, uintptr_t Caller) {
  bool AnyAtomic = false;
  for (size_t Done = 0; Done < Bytes;) {
    uintptr_t Here = Address + Done;
    Cell &C = cellOf(Here);
    uint8_t Mask = maskOf(Here, Bytes - Done);
    dirtyPage(Here);
    if (isGone(C))
      error = "a store to memory that was destroyed or recycled";
    if ((C.writtenBytes & Mask) && C.writer != Warp &&
        C.written > W.current.clock[C.writer])
      race("a plain store", Warp, C.writer, Here, C.writeCaller);
    for (unsigned I = 0; I < MaxWarps; ++I)
      if (I != Warp && C.read[I] > W.current.clock[I] && Mask == 0xf)
        race("a plain store", Warp, I, Here, C.readCaller[I]);
    C.writtenBytes = Mask;
    C.writer = uint8_t(Warp);
    C.written = W.current.clock[Warp];
    C.writeCaller = Caller;
    AnyAtomic |= C.isAtomic;
    C.isAtomic = false;
    Done += CellBytes - Here % CellBytes;
  }
  if (AnyAtomic)
    killLocations(M, W, Warp, Address, Bytes, true);
}

void Shadow::atomic(const WarpMemory &W, unsigned Warp, const Operation &O,
                    bool Writes) {
  for (size_t Done = 0; Done < O.bytes;) {
    uintptr_t Here = O.address + Done;
    Cell &C = cellOf(Here);
    if (Writes)
      dirtyPage(Here);
    if (isGone(C))
      error = "an atomic access to memory that was destroyed or recycled";
    if (C.writtenBytes && C.writer != Warp &&
        C.written > W.current.clock[C.writer])
      race("an atomic access", Warp, C.writer, Here, C.writeCaller);
    for (unsigned I = 0; Writes && I < MaxWarps; ++I)
      if (I != Warp && C.read[I] > W.current.clock[I])
        race("an atomic store", Warp, I, Here, C.readCaller[I]);
    C.isAtomic = true;
    Done += CellBytes - Here % CellBytes;
  }
}

void Shadow::destroy(Memory &M, const WarpMemory &W, unsigned Warp,
                     uintptr_t Address, size_t Bytes, uintptr_t Caller) {
  if (exploring)
    write(M, W, Warp, Address, Bytes, Caller);
  if (!error.empty() && error.rfind("data race", 0) == 0)
    error += " (the store is the object's destruction)";
  for (size_t Done = 0; Done < Bytes; Done += CellBytes) {
    Cell &C = cellOf(Address + Done);
    (exploring ? C.isGone : C.wasGone) = true;
    C.isBack = false;
  }
}

void Shadow::construct(uintptr_t Address, size_t Bytes) {
  for (size_t Done = 0; Done < Bytes; Done += CellBytes) {
    Cell &C = cellOf(Address + Done);
    if (exploring) {
      C.isGone = false;
      C.isBack = true;
    } else {
      C.wasGone = false;
    }
  }
}

} // namespace heddle::model
