//===- OutputRing.cpp - Output that waits for no answer -------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OutputRing.h"
#include "Scheduler.h"
#include "Wait.h"
#include "Warp.h"

#include <string.h>

namespace heddle {

namespace {

/// Of a ring, how often its progress is asked for at least: so a failure is known after
/// an eighth of it.
constexpr uint64_t AsksPerRound = 8;

/// Asks the host how far it is, unless somebody else does just now.
void askForProgress(SchedulerState &S, const abi::LaunchParams &Params) {
  if (S.outputAsking.exchange(1, Acquire))
    return;
  S.outputProgress.store(arch::hostLoad(Params.outputProgress), Relaxed);
  S.outputAsking.store(0, Release);
}

bool hasRoom(uint64_t Progress, uint64_t End, const abi::LaunchParams &Params) {
  return abi::cellsBehind(Progress, End) <= Params.outputCells;
}

[[gnu::noinline]] void waitForRoom(uint64_t End) {
  constexpr uint64_t LongestNapNs = 20 * 1000;
  const abi::LaunchParams &Params = *warpState().params;
  SchedulerState &S = *warpState().scheduler;
  beginWait(WaitsForHost,
            (const void *)uintptr_t(uint32_t(abi::HostCall::Write)));
  uint64_t Start = arch::timerNs();
  while (!hasRoom(S.outputProgress.load(Relaxed), End, Params)) {
    askForProgress(S, Params);
    if (hasRoom(S.outputProgress.load(Relaxed), End, Params))
      break;
    // A host that sleeps does so at the slot of the next call.
    uint32_t Index =
        uint32_t(S.hostTicket.load(Relaxed)) & (Params.slotCount - 1);
    arch::hostNotify((uint32_t *)Params.slots[Index].request + 1);
    arch::nap(arch::timerNs() - Start, LongestNapNs);
  }
  endWait();
}

typedef uint32_t __attribute__((may_alias)) Half;

/// Four bytes, wherever they begin.
uint32_t loadHalf(const unsigned char *From) {
  return uint32_t(From[0]) | uint32_t(From[1]) << 8 | uint32_t(From[2]) << 16 |
         uint32_t(From[3]) << 24;
}

/// The last ones, seven at most.
uint64_t loadTail(const unsigned char *From, uint32_t Count) {
  uint64_t Value = 0;
  for (uint32_t I = 0; I < Count; ++I)
    Value |= uint64_t(From[I]) << (8 * I);
  return Value;
}

/// Where a record's next cell is.
class CellWriter {
  abi::OutputCell *cells;
  uint64_t position;
  uint32_t mask, shift;

public:
  CellWriter(const abi::LaunchParams &Params, uint64_t Position)
      : cells(Params.output), position(Position), mask(Params.outputCells - 1),
        shift(uint32_t(__builtin_ctz(Params.outputCells))) {}

  void put(uint32_t First, uint32_t Second) {
    uint32_t Tag = uint32_t(position >> shift) + 1;
    arch::hostStorePair(cells[position & mask].word, abi::tagged(Tag, First),
                        abi::tagged(Tag, Second));
    ++position;
  }
};

} // namespace

uint64_t outputProgress() {
  return warpState().scheduler->outputProgress.load(Relaxed);
}

[[gnu::noinline]] void noteOutputFailures(uint32_t Failures) {
  SchedulerState &S = *warpState().scheduler;
  if (abi::failuresOf(S.outputProgress.load(Relaxed)) != Failures)
    askForProgress(S, *warpState().params);
}

void putOutput(uint64_t Progress, uint32_t Stream, const void *Bytes,
               uint32_t Count) {
  const abi::LaunchParams &Params = *warpState().params;
  SchedulerState &S = *warpState().scheduler;
  uint64_t Cells = abi::recordCells(Count);
  uint64_t Begin = S.outputReserved.fetchAdd(Cells, Relaxed);
  uint64_t End = Begin + Cells;
  if (__builtin_expect(!hasRoom(Progress, End, Params), false))
    waitForRoom(End);
  else if (__builtin_expect((Begin ^ End) & -uint64_t(Params.outputCells /
                                                      AsksPerRound),
                            false))
    askForProgress(S, Params);

  CellWriter Writer(Params, Begin);
  Writer.put(Stream, abi::recordHeader(Count));
  auto *From = (const unsigned char *)Bytes;
  uint32_t Left = Count;
  if ((uintptr_t)From % sizeof(Half) == 0) {
    // Several loads under way; not in an array, which was put on the stack.
    for (; Left >= 32; Left -= 32, From += 32) {
      const Half *F = (const Half *)From;
      uint32_t A = F[0], B = F[1], C = F[2], D = F[3];
      uint32_t E = F[4], G = F[5], H = F[6], I = F[7];
      Writer.put(A, B);
      Writer.put(C, D);
      Writer.put(E, G);
      Writer.put(H, I);
    }
    for (; Left >= 8; Left -= 8, From += 8)
      Writer.put(((const Half *)From)[0], ((const Half *)From)[1]);
  }
  for (; Left >= 8; Left -= 8, From += 8)
    Writer.put(loadHalf(From), loadHalf(From + 4));
  if (Left) {
    uint64_t Tail = loadTail(From, Left);
    Writer.put(uint32_t(Tail), uint32_t(Tail >> 32));
  }
}

} // namespace heddle
