//===- BulkTransfer.cpp - Large blocks between files and the device -------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BulkTransfer.h"

#include "Overwriter.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <optional>
#include <thread>
#include <unistd.h>
#include <vector>

namespace heddle::host {

/// Threads that copy where the host accesses the device's memory by itself.
static constexpr uint32_t MostThreads = 4;

/// A few threads are slower by a mapping than one by pwrite.
static constexpr uint64_t LeastOverwritten = 8 * BulkTransfer::PieceBytes;

// Repeats Call, which moves bytes from At on, until all are moved, nothing is left, or it
// fails: fewer bytes, and errno, which is 0 at the end of a file.
template <typename F> static uint64_t moveAll(uint64_t Bytes, F Call) {
  uint64_t Done = 0;
  errno = 0;
  while (Done < Bytes) {
    ssize_t Count = Call(Done, Bytes - Done);
    if (Count < 0 && errno == EINTR)
      continue;
    if (Count <= 0)
      break;
    Done += static_cast<uint64_t>(Count);
  }
  if (Done == Bytes)
    errno = 0;
  return Done;
}

// A position in a file, or -1 beyond what a file can have.
static off_t advance(off_t Offset, uint64_t Bytes) {
  uint64_t Sum = static_cast<uint64_t>(Offset) + Bytes;
  return static_cast<int64_t>(Sum) < Offset ? -1 : static_cast<off_t>(Sum);
}

// Calls Move(Lane, Turn, Begin, Bytes) for all pieces, on Most threads at most, Turn
// counting a lane's pieces; Move returns as moveAll does.
template <typename F>
BulkTransfer::Outcome BulkTransfer::forEachPiece(uint64_t Bytes, uint32_t Most,
                                                 F Move) {
  std::lock_guard OneAtATime(Lock);
  std::atomic<uint64_t> Next = 0;
  std::mutex Merging;
  // Pieces come in any order; what counts is how far there is no gap.
  Outcome Result = {Bytes, 0};
  auto Work = [&](uint32_t Lane) {
    auto Merge = [&](uint64_t End, int Error) {
      std::lock_guard Guard(Merging);
      if (End < Result.Bytes || (End == Result.Bytes && Error && !Result.Error))
        Result = {End, Error};
    };
    uint64_t Lowest = Bytes;
    for (uint64_t Turn = 0;; ++Turn) {
      uint64_t Begin = Next.fetch_add(PieceBytes);
      if (Begin >= Bytes)
        break;
      Lowest = std::min(Lowest, Begin);
      uint64_t Count = std::min(PieceBytes, Bytes - Begin);
      uint64_t Moved = Move(Lane, Turn, Begin, Count);
      if (Moved == Count)
        continue;
      Merge(Begin + Moved, errno);
      // Nobody needs what comes behind.
      Next.store(Bytes);
      break;
    }
    // The lane's copies are not told apart.
    if (Target.copyLanes() && !Target.finishCopies(Lane))
      Merge(Lowest, EFAULT);
  };
  uint64_t Pieces = (Bytes + PieceBytes - 1) / PieceBytes;
  uint32_t Lanes = Target.copyLanes()
                       ? Target.copyLanes()
                       : std::min(MostThreads, std::max(1u, std::thread::hardware_concurrency()));
  Lanes = static_cast<uint32_t>(std::min<uint64_t>({Lanes, Most, Pieces}));
  std::vector<std::thread> Others;
  for (uint32_t Lane = 1; Lane < Lanes; ++Lane)
    Others.emplace_back(Work, Lane);
  Work(0);
  for (std::thread &Each : Others)
    Each.join();
  return Result;
}

BulkTransfer::Outcome BulkTransfer::read(int Descriptor, off_t Offset,
                                         uint64_t Address, uint64_t Bytes) {
  auto ReadInto = [&](char *To, uint64_t Begin, uint64_t Count) {
    return moveAll(Count, [&](uint64_t Done, uint64_t Left) {
      return pread(Descriptor, To + Done, Left,
                   advance(Offset, Begin + Done));
    });
  };
  return forEachPiece(Bytes, UINT32_MAX, [&](uint32_t Lane, uint64_t Turn, uint64_t Begin,
                             uint64_t Count) -> uint64_t {
    if (!Target.copyLanes())
      return ReadInto(reinterpret_cast<char *>(Address) + Begin, Begin, Count);
    // Into one half of the lane's memory while the other is on the bus.
    char *Half = Target.laneMemory(Lane).data() + Turn % 2 * PieceBytes;
    uint64_t Got = ReadInto(Half, Begin, Count);
    int Error = errno;
    bool Ok = Target.finishCopies(Lane) &&
              (Got == 0 || Target.copyIn(Lane, Address + Begin, Half, Got));
    errno = Ok ? Error : EFAULT;
    return Ok ? Got : 0;
  });
}

BulkTransfer::Outcome BulkTransfer::write(int Descriptor, off_t Offset,
                                          uint64_t Address, uint64_t Bytes) {
  std::optional<Overwriter> There;
  if (Bytes >= LeastOverwritten)
    There.emplace(Descriptor, Offset, Bytes);
  auto WriteFrom = [&](const char *From, uint64_t Begin, uint64_t Count) {
    uint64_t Overwritten = There ? There->write(Begin, From, Count) : 0;
    return moveAll(Count, [&](uint64_t Done, uint64_t Left) {
      if (Done < Overwritten)
        return static_cast<ssize_t>(Overwritten - Done);
      return Offset < 0 ? ::write(Descriptor, From + Done, Left)
                        : pwrite(Descriptor, From + Done, Left,
                                 advance(Offset, Begin + Done));
    });
  };
  return forEachPiece(
      Bytes, Offset < 0 ? 1 : UINT32_MAX,
      [&](uint32_t Lane, uint64_t, uint64_t Begin, uint64_t Count) -> uint64_t {
        if (!Target.copyLanes())
          return WriteFrom(reinterpret_cast<const char *>(Address) + Begin,
                           Begin, Count);
        // The bus is quicker than the copy into the file, and other lanes use it
        // meanwhile.
        char *Memory = Target.laneMemory(Lane).data();
        if (!Target.copyOut(Lane, Memory, Address + Begin, Count) ||
            !Target.finishCopies(Lane)) {
          errno = EFAULT;
          return 0;
        }
        return WriteFrom(Memory, Begin, Count);
      });
}

BulkTransfer::Outcome BulkTransfer::append(int Descriptor, uint64_t Address,
                                           uint64_t Bytes) {
  return write(Descriptor, -1, Address, Bytes);
}

} // namespace heddle::host
