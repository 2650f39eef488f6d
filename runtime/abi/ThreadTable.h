//===- ThreadTable.h - What the launcher reads of threads and warps -------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The launcher explains hangs by what it finds in the device's memory while the
// kernel runs (runtime/host/ThreadTable.h). The device keeps these structures
// for its own sake, and writes them at no fixed order: a reader that wants to be
// sure reads twice. runtime/device asserts that its own types agree.
//
// Warps are found through LaunchParams::scratch, the thread that a warp runs by
// its mailbox: what a mailbox holds other than small values is the thread's
// handle, the address of its control block less LaunchParams::heap, in units of
// ThreadLayout::Alignment.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_ABI_THREADTABLE_H
#define HEDDLE_RUNTIME_ABI_THREADTABLE_H

#include <stddef.h>
#include <stdint.h>

namespace heddle::abi {

/// What a thread waits for. The table of words for them is in
/// runtime/host/HangReport.cpp.
enum WaitKind : uint32_t {
  WaitsForNothing,
  WaitsForThread,    ///< object: its control block
  WaitsForMutex,     ///< object: the pthread_mutex_t; MutexLayout
  WaitsForCondition, ///< object: the pthread_cond_t
  WaitsForOnce,      ///< object: the pthread_once_t
  WaitsForRwLock,    ///< object: the pthread_rwlock_t; RwLockLayout
  WaitsForBarrier,   ///< object: the pthread_barrier_t
  WaitsForSemaphore, ///< object: the sem_t
  WaitsForValue,     ///< object: what std::atomic's wait was called for
  WaitsForFuture,    ///< object: the state that promise and future share
  WaitsForHost,      ///< object: the HostCall, as a number
  WaitsForTime,      ///< a sleep
  WaitsForExit,      ///< called exit while another thread was at it
  WaitsForOthers,    ///< after pthread_exit in main; runs queued threads meanwhile
};

/// About a wait that lasts. Written when it has begun to, by the thread; valid
/// while Thread::waitKind is not WaitsForNothing.
struct WaitRecord {
  const void *object;
  /// The word that ends the wait when it is no longer expected; null when the
  /// wait does not end so.
  const void *word;
  uint64_t expected;
  uint64_t sinceNs;    ///< by the device's timer
  uint64_t deadlineNs; ///< 0: none
  /// Where in the program, if it was compiled with -g: "file:line (function)".
  const char *place;
  /// The thread on top of which this one runs, if the warp's depth says so.
  const void *below;
  /// Of word: 1, 2, 4 or 8.
  uint32_t wordBytes;
  /// Changes whenever the thread begins to wait.
  uint32_t turn;
};
static_assert(sizeof(WaitRecord) == 64);

/// A warp's line of the tables: the mailbox, and beside it what only its own
/// warp writes.
struct WarpLine {
  uint32_t mail;
  uint32_t entry; ///< for the warp that is to run the thread
  /// Changes whenever the warp becomes idle.
  uint32_t idleTurn;
  /// How many threads lie below the one that the mailbox names.
  uint32_t depth;
  /// Set when the warp leaves the kernel; and how many ids of threads it had taken
  /// from the process's counter for itself and not given to a thread.
  uint32_t hasLeft;
  uint32_t unusedIds;
  /// The most that busyWarps has been when the warp became idle.
  uint32_t mostBusy;
  uint32_t reserved[25];
};
static_assert(sizeof(WarpLine) == 128);

/// Values of a mailbox; handles of threads are larger than all of them.
inline constexpr uint32_t EmptyMailbox = 0, LastMailboxWord = 2;

/// The word at ScratchLayout::WarpCounts: in the low half how many warps are idle, in the
/// high one how many have begun, which is when they first become idle or take a thread. Warp
/// 0, which the main thread has, is not among them.
inline constexpr uint32_t OneIdle = 1, OneBegun = 1 << 16;
constexpr uint32_t idleWarps(uint32_t Counts) { return Counts & (OneBegun - 1); }
constexpr uint32_t busyWarps(uint32_t Counts) {
  return 1 + Counts / OneBegun - idleWarps(Counts);
}

/// Offsets in LaunchParams::scratch.
struct ScratchLayout {
  static constexpr uint32_t QueueFirst = 8;   ///< Thread *, the oldest
  static constexpr uint32_t QueueLength = 24; ///< uint32_t
  static constexpr uint32_t QueueLongest = 28; ///< uint32_t, what it has been
  static constexpr uint32_t WarpCounts = 128; ///< uint32_t, see above
  static constexpr uint32_t BlockedWarps = 256; ///< uint32_t, those below not
  static constexpr uint32_t PollingWarps = 260; ///< uint32_t: WaitsForValue, -Others
  static constexpr uint32_t ThreadIds = 384;    ///< uint64_t, given to warps
  static constexpr uint32_t StartNs = 392;      ///< uint64_t
  static constexpr uint32_t SummaryBytes = 512; ///< all of the above
  static constexpr uint32_t Warps = 64 * 1024;  ///< WarpLine[warpCount]
};

/// Offsets in a thread's control block.
struct ThreadLayout {
  static constexpr uint32_t Alignment = 128;
  static constexpr uint32_t Status = 0;   ///< uint32_t, bits below
  static constexpr uint32_t WaitKind = 12; ///< uint32_t
  static constexpr uint32_t Id = 40;      ///< uint64_t
  static constexpr uint32_t Warp = 52;    ///< uint32_t
  static constexpr uint32_t Name = 224;   ///< char[NameBytes]
  static constexpr uint32_t NameBytes = 16;
  static constexpr uint32_t NextQueued = 240; ///< Thread *
  static constexpr uint32_t Wait = 160;      ///< WaitRecord
  static constexpr uint32_t Bytes = 256;     ///< all of the above
  static constexpr uint32_t Live = 1;        ///< of the status
};
static_assert(ThreadLayout::Wait + sizeof(WaitRecord) <= ThreadLayout::Bytes);

/// Offsets in a pthread_mutex_t, while somebody waits for it.
struct MutexLayout {
  static constexpr uint32_t Owner = 24; ///< Thread *
};

/// Offsets in a pthread_rwlock_t.
struct RwLockLayout {
  static constexpr uint32_t State = 0; ///< uint32_t: flags, and
  static constexpr uint32_t Readers = (1u << 30) - 1; ///< their number
  static constexpr uint32_t Owner = 24; ///< Thread *, if there are no readers
};

} // namespace heddle::abi

#endif // HEDDLE_RUNTIME_ABI_THREADTABLE_H
