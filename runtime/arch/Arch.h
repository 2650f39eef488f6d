//===- Arch.h - What the device runtime needs from the hardware -----------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The one header that stands between runtime/device and the hardware. Each
// folder beside it implements all of it. The runtime is compiled once, for all
// of them: these functions stay external until heddle-ld makes the program of
// one device, and are inlined then.
//
// Nothing here says how many lanes a warp has.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_ARCH_ARCH_H
#define HEDDLE_RUNTIME_ARCH_ARCH_H

#include "Abi.h"

extern "C" {

/// The calling warp's context. Its address never changes while the warp lives.
heddle::abi::WarpContext *__heddle_warp_context() __attribute__((const));

/// WarpLocalBytes bytes for the calling warp alone, 16-byte aligned, in memory as
/// near to it as there is; not initialized. Its address never changes either.
void *__heddle_arch_warpLocal() __attribute__((const));

/// BlockLocalBytes bytes, as near, for the warps of a block together, which begin with
/// zeros. Its words are accessed by the functions blockLoad and so on alone, other than
/// by a warp that has it to itself.
void *__heddle_arch_blockLocal() __attribute__((const));
/// Called by all lanes of all warps before anything else.
void __heddle_arch_startBlock() __attribute__((convergent));
/// Copies *From to *To, which is in the warp's context, some time from now on: the warp
/// does not wait for *From to arrive. For what only others read.
void __heddle_arch_copyToContext(uint64_t *To, const uint64_t *From);

/// Accesses to such words, and to those of neighbourLocal, which order what the block's
/// warps see of each other: a load, an increment and a clearing of bits acquire, a store, a
/// decrement and a setting of bits release, the others do both, unless the name says that
/// they do neither. What is acquired so from a warp that has itself acquired it from another
/// block is acquired from there, too, and the same for releases.
uint32_t __heddle_arch_blockLoad(const uint32_t *Word);
uint32_t __heddle_arch_blockLoadRelaxed(const uint32_t *Word);
void __heddle_arch_blockStore(uint32_t *Word, uint32_t Value);
void __heddle_arch_blockStoreRelaxed(uint32_t *Word, uint32_t Value);
/// These return what *Word was.
uint32_t __heddle_arch_blockIncrement(uint32_t *Word);
/// The same, but releases as well.
uint32_t __heddle_arch_blockJoin(uint32_t *Word);
uint32_t __heddle_arch_blockSetBits(uint32_t *Word, uint32_t Bits);
uint32_t __heddle_arch_blockClearBits(uint32_t *Word, uint32_t Bits);
void __heddle_arch_blockDecrement(uint32_t *Word);
/// Whether *Word was Expected, and is Desired now.
bool __heddle_arch_blockReplace(uint32_t *Word, uint32_t Expected,
                                uint32_t Desired);
/// Returns true once *Word differs from Expected in the bits of Mask, and false when it
/// has been looked at Polls times; acquires either way. Looks first as often as can be (on
/// NVIDIA every 20 to 30 ns), from the 256th time on every quarter of a microsecond.
bool __heddle_arch_blockAwait(const uint32_t *Word, uint32_t Mask,
                              uint32_t Expected, uint32_t Polls);

uint32_t __heddle_arch_laneId();
uint32_t __heddle_arch_warpInBlock();
uint32_t __heddle_arch_blockId();
uint32_t __heddle_arch_blockCount();
/// How many warps of the calling warp's block may look into each other's memory: all
/// of them, or 1 where warps of a block have nothing in common.
uint32_t __heddle_arch_neighbours();
/// warpLocal of a warp of the block, if it may be looked into.
void *__heddle_arch_neighbourLocal(uint32_t WarpInBlock) __attribute__((const));
/// The multiprocessor's number as the hardware gives it.
uint32_t __heddle_arch_smId();
/// Whether the compiler knows the value, for choosing between two ways to do the same.
/// heddle-ld lets the optimizer answer, which has seen the call inlined.
bool __heddle_arch_isConstant(uint64_t Value) __attribute__((const));
/// Whether this is a GPU, as opposed to its stand-in on the host.
bool __heddle_arch_onGpu();

/// Waits for all lanes of the warp and orders their memory accesses.
void __heddle_arch_warpBarrier() __attribute__((convergent));

/// Nanoseconds of one clock that all warps share and that never goes back.
uint64_t __heddle_arch_timerNs();
/// The multiprocessor's clock, for short times on one warp; it wraps around. About two
/// for each nanosecond on a GPU, 0 where it cannot be had for nothing.
uint32_t __heddle_arch_cycles();
void __heddle_arch_sleepNs(uint32_t Ns);
/// Between two looks at a word that thousands may poll and anybody may change: lets
/// some time pass, a part of what the caller has waited already, and at most MostNs.
void __heddle_arch_nap(uint64_t WaitedNs, uint64_t MostNs);
/// One turn of a loop that waits for a store already on its way.
void __heddle_arch_pause();
/// Lets whoever else wants this warp's issue slots go first.
void __heddle_arch_yield();

/// After a relaxed load that has found in *Word what the caller waited for: makes it an
/// acquire load. On NVIDIA this takes no trip to memory.
void __heddle_arch_acquire(const void *Word);
/// A release fence, then a relaxed store: what the warp did before is also released by
/// what it stores later.
void __heddle_arch_storeBehindFence(uint32_t *Word, uint32_t Value);
/// Returns true once *Word differs from Expected, with acquire ordering, and
/// false if it did not until the timer reached DeadlineNs (0: wait forever).
/// May cost a poll of the word every few hundred nanoseconds, so a word should
/// have few waiters.
bool __heddle_arch_waitWord(uint32_t *Word, uint32_t Expected,
                            uint64_t DeadlineNs);
/// The same for a wait that is expected to be short: gives up after some tens
/// of microseconds, without looking at the timer. Returns what it saw last.
uint32_t __heddle_arch_waitBriefly(uint32_t *Word, uint32_t Expected);
/// The same for the end of a thread, which may take longer.
uint32_t __heddle_arch_waitForThread(uint32_t *Word, uint32_t Expected);
/// Returns what *Word is, with acquire ordering, once its low half is not zero, or
/// what postNear put into *Near.
uint64_t __heddle_arch_awaitMail(uint64_t *Word, uint64_t *Near);
/// Waits for mail from a neighbour alone, for some microseconds; 0 if there was none.
uint64_t __heddle_arch_awaitNearMail(uint64_t *Word, uint64_t *Near);
/// Sends a neighbour mail that it awaits with these two words. Release, at the scope of
/// the block.
void __heddle_arch_postNear(uint64_t *Word, uint64_t *Near, uint64_t Mail);
/// After a store to the *Word of awaitMail.
void __heddle_arch_wakeMail(uint64_t *Word);
/// After a store to *Word: lets at most Count of its waiters look again. Does
/// not access *Word, which may be gone by then.
void __heddle_arch_wakeWord(uint32_t *Word, uint32_t Count);

/// What the host shares, with the order of system scope. Pairs are of abi::TaggedWords, or of
/// one and something to fill up with, 16-byte aligned; each word is accessed as a whole.
/// Relaxed, but for the one that releases.
struct HeddleHostPair {
  uint64_t first, second;
};
void __heddle_arch_hostStorePair(uint64_t *To, uint64_t First, uint64_t Second);
/// All that the caller did before, or acquired, comes with First, also for the
/// host's copy engines.
void __heddle_arch_hostStorePairRelease(uint64_t *To, uint64_t First,
                                        uint64_t Second);
struct HeddleHostPair __heddle_arch_hostLoadPair(const uint64_t *From);
uint64_t __heddle_arch_hostLoad(const uint64_t *From);
/// Acquires what came with the words that relaxed loads have found.
void __heddle_arch_hostAcquire();
/// After a store to *Word that the host waits for.
void __heddle_arch_hostNotify(uint32_t *Word);
/// Between two looks for a change of *Word that the host is to make, after Looks of
/// them.
void __heddle_arch_hostPause(uint32_t *Word, uint32_t Seen, uint32_t Looks);

/// The address as a pointer of which the optimizer knows that it leads to no stack and to no
/// memory near the warp, but to memory that all warps see.
void *__heddle_arch_globalPointer(uint64_t Address) __attribute__((const));

/// The lowest value that llvm.stacksave may take in this warp without its local
/// stack of Bytes bytes, whose top is where the caller stands now, having less
/// than Reserve bytes left. 0 when it cannot be known.
uint64_t __heddle_arch_localStackFloor(uint64_t Bytes, uint64_t Reserve);
/// What llvm.stacksave gives here.
uint64_t __heddle_arch_localStackPointer();

/// Ends the warp's lane 0, whatever its call stack holds.
[[noreturn]] void __heddle_arch_exitWarp();
/// Ends the launch as a fault that the host sees.
[[noreturn]] void __heddle_arch_trap();

} // extern "C"

namespace heddle::arch {

/// All blocks of warps, MaxWarpsPerBlock of them with their contexts, must fit
/// into the 48 KiB that a block can have statically.
inline constexpr uint32_t WarpLocalBytes = 1392;
inline constexpr uint32_t BlockLocalBytes = 544;
static_assert((WarpLocalBytes + sizeof(abi::WarpContext)) *
                      abi::MaxWarpsPerBlock +
                  BlockLocalBytes <=
              48 * 1024);

inline void *warpLocal() { return __heddle_arch_warpLocal(); }
inline abi::WarpContext &context() { return *__heddle_warp_context(); }
inline void *blockLocal() { return __heddle_arch_blockLocal(); }
inline void copyToContext(uint64_t *To, const uint64_t *From) {
  __heddle_arch_copyToContext(To, From);
}
__attribute__((convergent)) inline void startBlock() {
  __heddle_arch_startBlock();
}
inline uint32_t blockLoad(const uint32_t *Word) {
  return __heddle_arch_blockLoad(Word);
}
inline void blockStore(uint32_t *Word, uint32_t Value) {
  __heddle_arch_blockStore(Word, Value);
}
inline uint32_t blockLoadRelaxed(const uint32_t *Word) {
  return __heddle_arch_blockLoadRelaxed(Word);
}
inline void blockStoreRelaxed(uint32_t *Word, uint32_t Value) {
  __heddle_arch_blockStoreRelaxed(Word, Value);
}
inline uint32_t blockSetBits(uint32_t *Word, uint32_t Bits) {
  return __heddle_arch_blockSetBits(Word, Bits);
}
inline uint32_t blockClearBits(uint32_t *Word, uint32_t Bits) {
  return __heddle_arch_blockClearBits(Word, Bits);
}
inline uint32_t blockIncrement(uint32_t *Word) {
  return __heddle_arch_blockIncrement(Word);
}
inline uint32_t blockJoin(uint32_t *Word) {
  return __heddle_arch_blockJoin(Word);
}
inline void blockDecrement(uint32_t *Word) {
  __heddle_arch_blockDecrement(Word);
}
inline bool blockReplace(uint32_t *Word, uint32_t Expected, uint32_t Desired) {
  return __heddle_arch_blockReplace(Word, Expected, Desired);
}
inline bool blockAwait(const uint32_t *Word, uint32_t Mask,
                       uint32_t Expected, uint32_t Polls) {
  return __heddle_arch_blockAwait(Word, Mask, Expected, Polls);
}
inline uint32_t laneId() { return __heddle_arch_laneId(); }
inline uint32_t warpInBlock() { return __heddle_arch_warpInBlock(); }
inline uint32_t blockId() { return __heddle_arch_blockId(); }
inline uint32_t blockCount() { return __heddle_arch_blockCount(); }
inline uint32_t neighbours() { return __heddle_arch_neighbours(); }
inline void *neighbourLocal(uint32_t WarpInBlock) {
  return __heddle_arch_neighbourLocal(WarpInBlock);
}
inline uint64_t awaitNearMail(uint64_t *Word, uint64_t *Near) {
  return __heddle_arch_awaitNearMail(Word, Near);
}
inline uint32_t smId() { return __heddle_arch_smId(); }
inline bool isConstant(uint64_t Value) { return __heddle_arch_isConstant(Value); }
inline bool onGpu() { return __heddle_arch_onGpu(); }
__attribute__((convergent)) inline void warpBarrier() {
  __heddle_arch_warpBarrier();
}
inline uint64_t timerNs() { return __heddle_arch_timerNs(); }
inline uint32_t cycles() { return __heddle_arch_cycles(); }
inline void sleepNs(uint32_t Ns) { __heddle_arch_sleepNs(Ns); }
inline void nap(uint64_t WaitedNs, uint64_t MostNs) {
  __heddle_arch_nap(WaitedNs, MostNs);
}
inline void pause() { __heddle_arch_pause(); }
inline void yield() { __heddle_arch_yield(); }
inline void acquire(const void *Word) { __heddle_arch_acquire(Word); }
inline void storeBehindFence(uint32_t *Word, uint32_t Value) {
  __heddle_arch_storeBehindFence(Word, Value);
}
inline bool waitWord(uint32_t *Word, uint32_t Expected,
                     uint64_t DeadlineNs = 0) {
  return __heddle_arch_waitWord(Word, Expected, DeadlineNs);
}
inline uint32_t waitBriefly(uint32_t *Word, uint32_t Expected) {
  return __heddle_arch_waitBriefly(Word, Expected);
}
inline uint32_t waitForThread(uint32_t *Word, uint32_t Expected) {
  return __heddle_arch_waitForThread(Word, Expected);
}
inline uint64_t awaitMail(uint64_t *Word, uint64_t *Near) {
  return __heddle_arch_awaitMail(Word, Near);
}
inline void postNear(uint64_t *Word, uint64_t *Near, uint64_t Mail) {
  __heddle_arch_postNear(Word, Near, Mail);
}
inline void wakeMail(uint64_t *Word) { __heddle_arch_wakeMail(Word); }
inline void wakeWord(uint32_t *Word, uint32_t Count = ~0u) {
  __heddle_arch_wakeWord(Word, Count);
}
inline void hostStorePair(uint64_t *To, uint64_t First, uint64_t Second) {
  __heddle_arch_hostStorePair(To, First, Second);
}
inline void hostStorePairRelease(uint64_t *To, uint64_t First,
                                 uint64_t Second) {
  __heddle_arch_hostStorePairRelease(To, First, Second);
}
inline HeddleHostPair hostLoadPair(const uint64_t *From) {
  return __heddle_arch_hostLoadPair(From);
}
inline uint64_t hostLoad(const uint64_t *From) {
  return __heddle_arch_hostLoad(From);
}
inline void hostAcquire() { __heddle_arch_hostAcquire(); }
inline void hostNotify(uint32_t *Word) { __heddle_arch_hostNotify(Word); }
inline void hostPause(uint32_t *Word, uint32_t Seen, uint32_t Looks) {
  __heddle_arch_hostPause(Word, Seen, Looks);
}
inline void *globalPointer(uint64_t Address) {
  return __heddle_arch_globalPointer(Address);
}
inline uint64_t localStackFloor(uint64_t Bytes, uint64_t Reserve) {
  return __heddle_arch_localStackFloor(Bytes, Reserve);
}
inline uint64_t localStackPointer() {
  return __heddle_arch_localStackPointer();
}
[[noreturn]] inline void exitWarp() { __heddle_arch_exitWarp(); }
[[noreturn]] inline void trap() { __heddle_arch_trap(); }

} // namespace heddle::arch

#endif // HEDDLE_RUNTIME_ARCH_ARCH_H
