//===- Arch.cpp - The CPU device: a warp is an OS thread ------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Compiled for x86-64 Linux and linked into the program of the CPU device; what
// it calls is the host's C library, resolved at the host link. A warp has one
// lane here.
//
//===----------------------------------------------------------------------===//

#include "../Arch.h"

#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

using namespace heddle;

namespace {

constexpr uint64_t NsPerSecond = 1000000000;

struct WarpPlace {
  uint32_t blockId;
  uint32_t warpInBlock;
  uint32_t blockCount;
  uint32_t warpsPerBlock;
};

/// A warp's identity.
struct Warp {
  WarpPlace place;
  abi::WarpContext context;
  alignas(16) char local[arch::WarpLocalBytes];
};

/// Where there are more blocks, several share one.
struct alignas(64) BlockLocal {
  uint32_t words[arch::BlockLocalBytes / sizeof(uint32_t)];
};
BlockLocal Blocks[1024];

thread_local Warp Own;
/// The warp that the OS thread stands in for, if it is none itself.
thread_local Warp *Lent;

Warp &self() { return Lent ? *Lent : Own; }

// A waker that runs on another core answers within a microsecond, a sleeper
// wakes in fifty. With more warps than cores every poll delays the waker, so
// the hot phase is short.
constexpr int HotPolls = 100;

// The host's server may be built without futex wake-ups.
constexpr uint64_t HostPatienceNs = 200 * 1000;

timespec toTimespec(uint64_t Ns) {
  return {time_t(Ns / NsPerSecond), long(Ns % NsPerSecond)};
}

void futexWait(uint32_t *Word, uint32_t Expected, const timespec *Deadline) {
  syscall(SYS_futex, Word, FUTEX_WAIT_BITSET_PRIVATE, Expected, Deadline,
          nullptr, FUTEX_BITSET_MATCH_ANY);
}

void futexWake(uint32_t *Word, int Count) {
  syscall(SYS_futex, Word, FUTEX_WAKE_PRIVATE, Count, nullptr, nullptr, 0);
}

/// How many warps sleep at words with the same hash, so that a wake-up that nobody
/// waits for is no system call: on a GPU it costs nothing at all, and the runtime
/// makes many.
struct alignas(64) Sleepers {
  uint32_t count;
};
Sleepers SleepersAt[256];

uint32_t &sleepersAt(const uint32_t *Word) {
  uintptr_t Line = reinterpret_cast<uintptr_t>(Word) / 64;
  return SleepersAt[(Line ^ Line >> 8) % 256].count;
}

// Either the kernel finds the word changed, or the waker finds the count raised.
void sleepAt(uint32_t *Word, uint32_t Expected, const timespec *Deadline) {
  uint32_t &Count = sleepersAt(Word);
  __atomic_fetch_add(&Count, 1, __ATOMIC_SEQ_CST);
  futexWait(Word, Expected, Deadline);
  __atomic_fetch_sub(&Count, 1, __ATOMIC_RELAXED);
}

void wakeSleepers(uint32_t *Word, int Count) {
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  if (__atomic_load_n(&sleepersAt(Word), __ATOMIC_RELAXED))
    futexWake(Word, Count);
}

} // namespace

// Of runtime/sanitizer, null in other programs.
extern "C" [[gnu::weak]] uint64_t __heddle_sanitizer_stack_bytes;

extern "C" {

/// Called by the launcher on the OS thread that is to be this warp, before the
/// kernel.
void __heddle_cpu_set_warp(uint32_t BlockId, uint32_t WarpInBlock,
                           uint32_t BlockCount, uint32_t WarpsPerBlock) {
  Own.place = {BlockId, WarpInBlock, BlockCount, WarpsPerBlock};
}

/// For runtime/sanitizer, which runs a warp's thread on an OS thread of the
/// thread's own: what that one is to be lent, before it calls anything else.
void *__heddle_cpu_warp() { return &self(); }
void __heddle_cpu_lend_warp(void *Warp) { Lent = static_cast<struct Warp *>(Warp); }

abi::WarpContext *__heddle_warp_context() { return &self().context; }

void *__heddle_arch_warpLocal() { return self().local; }

// Each warp is alone: what neighbours do for each other is to spare them trips
// through a memory that is far away.
uint32_t __heddle_arch_neighbours() { return 1; }
void *__heddle_arch_neighbourLocal(uint32_t) { return self().local; }

void *__heddle_arch_blockLocal() { return &Blocks[self().place.blockId % 1024]; }
void __heddle_arch_startBlock() {}
void __heddle_arch_copyToContext(uint64_t *To, const uint64_t *From) {
  *To = *From;
}

uint32_t __heddle_arch_blockLoad(const uint32_t *Word) {
  return __atomic_load_n(Word, __ATOMIC_ACQUIRE);
}

void __heddle_arch_blockStore(uint32_t *Word, uint32_t Value) {
  __atomic_store_n(Word, Value, __ATOMIC_RELEASE);
}

uint32_t __heddle_arch_blockLoadRelaxed(const uint32_t *Word) {
  return __atomic_load_n(Word, __ATOMIC_RELAXED);
}

void __heddle_arch_blockStoreRelaxed(uint32_t *Word, uint32_t Value) {
  __atomic_store_n(Word, Value, __ATOMIC_RELAXED);
}

uint32_t __heddle_arch_blockSetBits(uint32_t *Word, uint32_t Bits) {
  return __atomic_fetch_or(Word, Bits, __ATOMIC_RELEASE);
}

uint32_t __heddle_arch_blockClearBits(uint32_t *Word, uint32_t Bits) {
  return __atomic_fetch_and(Word, ~Bits, __ATOMIC_ACQUIRE);
}

uint32_t __heddle_arch_blockIncrement(uint32_t *Word) {
  return __atomic_fetch_add(Word, 1, __ATOMIC_ACQUIRE);
}

uint32_t __heddle_arch_blockJoin(uint32_t *Word) {
  return __atomic_fetch_add(Word, 1, __ATOMIC_ACQ_REL);
}

void __heddle_arch_blockDecrement(uint32_t *Word) {
  __atomic_fetch_sub(Word, 1, __ATOMIC_RELEASE);
}

bool __heddle_arch_blockReplace(uint32_t *Word, uint32_t Expected,
                                uint32_t Desired) {
  return __atomic_compare_exchange_n(Word, &Expected, Desired, false,
                                     __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

bool __heddle_arch_blockAwait(const uint32_t *Word, uint32_t Mask,
                              uint32_t Expected, uint32_t Polls) {
  for (uint32_t Poll = 0; Poll < Polls; ++Poll) {
    if ((__atomic_load_n(Word, __ATOMIC_ACQUIRE) ^ Expected) & Mask)
      return true;
    if (Poll < HotPolls)
      __builtin_ia32_pause();
    else
      sched_yield();
  }
  return false;
}

uint32_t __heddle_arch_laneId() { return 0; }
uint32_t __heddle_arch_warpInBlock() { return self().place.warpInBlock; }
uint32_t __heddle_arch_blockId() { return self().place.blockId; }
uint32_t __heddle_arch_blockCount() { return self().place.blockCount; }
uint32_t __heddle_arch_smId() { return self().place.blockId; }
bool __heddle_arch_onGpu() { return false; }
// For tests of the runtime that are compiled without heddle-ld.
bool __heddle_arch_isConstant(uint64_t) { return true; }

void __heddle_arch_warpBarrier() {}

uint64_t __heddle_arch_timerNs() {
  timespec Now;
  clock_gettime(CLOCK_MONOTONIC, &Now);
  return uint64_t(Now.tv_sec) * NsPerSecond + uint64_t(Now.tv_nsec);
}

uint32_t __heddle_arch_cycles() { return 0; }

void __heddle_arch_sleepNs(uint32_t Ns) {
  timespec Time = toTimespec(Ns);
  nanosleep(&Time, nullptr);
}

// A sleep takes fifty microseconds at the least, and each look keeps a core from
// whoever is to change the word.
void __heddle_arch_nap(uint64_t WaitedNs, uint64_t MostNs) {
  constexpr uint64_t BriefNs = 64 * 1000, LongestNs = 1000 * 1000;
  uint64_t Ns = WaitedNs / 2 < LongestNs ? WaitedNs / 2 : LongestNs;
  if (WaitedNs < BriefNs)
    sched_yield();
  else
    __heddle_arch_sleepNs(uint32_t(Ns < MostNs ? Ns : MostNs));
}

// The thread waited for may not have a core.
void __heddle_arch_pause() { sched_yield(); }
void __heddle_arch_yield() { sched_yield(); }

// ThreadSanitizer, which watches programs here, knows no fences: hence the order of the
// accesses in these two.
void __heddle_arch_acquire(const void *Word) {
  (void)__atomic_load_n(static_cast<const volatile uint8_t *>(Word),
                        __ATOMIC_ACQUIRE);
}

void __heddle_arch_storeBehindFence(uint32_t *Word, uint32_t Value) {
  __atomic_thread_fence(__ATOMIC_RELEASE);
  __atomic_store_n(Word, Value, __ATOMIC_RELEASE);
}

uint32_t __heddle_arch_waitBriefly(uint32_t *Word, uint32_t Expected) {
  for (int Poll = 0; Poll < HotPolls; ++Poll) {
    uint32_t Seen = __atomic_load_n(Word, __ATOMIC_ACQUIRE);
    if (Seen != Expected)
      return Seen;
    __builtin_ia32_pause();
  }
  return Expected;
}

uint32_t __heddle_arch_waitForThread(uint32_t *Word, uint32_t Expected) {
  return __heddle_arch_waitBriefly(Word, Expected);
}

[[gnu::noinline]] bool __heddle_arch_waitWord(uint32_t *Word, uint32_t Expected,
                                              uint64_t DeadlineNs) {
  if (__heddle_arch_waitBriefly(Word, Expected) != Expected)
    return true;
  timespec Deadline = toTimespec(DeadlineNs);
  while (__atomic_load_n(Word, __ATOMIC_ACQUIRE) == Expected) {
    if (DeadlineNs && __heddle_arch_timerNs() >= DeadlineNs)
      return false;
    sleepAt(Word, Expected, DeadlineNs ? &Deadline : nullptr);
  }
  return true;
}

// x86-64 is little-endian: the low half comes first.
uint64_t __heddle_arch_awaitMail(uint64_t *Word, uint64_t *) {
  __heddle_arch_waitWord(reinterpret_cast<uint32_t *>(Word), 0, 0);
  return __atomic_load_n(Word, __ATOMIC_ACQUIRE);
}

uint64_t __heddle_arch_awaitNearMail(uint64_t *Word, uint64_t *) {
  __heddle_arch_waitBriefly(reinterpret_cast<uint32_t *>(Word), 0);
  return __atomic_load_n(Word, __ATOMIC_ACQUIRE);
}

void __heddle_arch_postNear(uint64_t *Word, uint64_t *, uint64_t Mail) {
  __atomic_store_n(Word, Mail, __ATOMIC_RELEASE);
  __heddle_arch_wakeMail(Word);
}

void __heddle_arch_wakeWord(uint32_t *Word, uint32_t Count) {
  wakeSleepers(Word, Count > INT_MAX ? INT_MAX : int(Count));
}

void __heddle_arch_wakeMail(uint64_t *Word) {
  wakeSleepers(reinterpret_cast<uint32_t *>(Word), 1);
}

// Not weaker than the GPU's, or ThreadSanitizer would not know what a tag says.
void __heddle_arch_hostStorePair(uint64_t *To, uint64_t First, uint64_t Second) {
  __atomic_store_n(To + 1, Second, __ATOMIC_RELEASE);
  __atomic_store_n(To, First, __ATOMIC_RELEASE);
}

void __heddle_arch_hostStorePairRelease(uint64_t *To, uint64_t First,
                                        uint64_t Second) {
  __heddle_arch_hostStorePair(To, First, Second);
}

HeddleHostPair __heddle_arch_hostLoadPair(const uint64_t *From) {
  return {__atomic_load_n(From, __ATOMIC_ACQUIRE),
          __atomic_load_n(From + 1, __ATOMIC_ACQUIRE)};
}

uint64_t __heddle_arch_hostLoad(const uint64_t *From) {
  return __atomic_load_n(From, __ATOMIC_ACQUIRE);
}

void __heddle_arch_hostAcquire() {}

void *__heddle_arch_globalPointer(uint64_t Address) { return (void *)Address; }

void __heddle_arch_hostNotify(uint32_t *Word) { futexWake(Word, INT_MAX); }

void __heddle_arch_hostPause(uint32_t *Word, uint32_t Seen, uint32_t Looks) {
  if (Looks < HotPolls) {
    __builtin_ia32_pause();
    return;
  }
  timespec Deadline = toTimespec(__heddle_arch_timerNs() + HostPatienceNs);
  futexWait(Word, Seen, &Deadline);
}

// The OS thread's own stack, whatever LaunchParams says.
[[gnu::noinline]] uint64_t __heddle_arch_localStackFloor(uint64_t, uint64_t) {
  constexpr uint64_t Margin = 64 * 1024;
  pthread_attr_t Attributes;
  void *Lowest = nullptr;
  size_t Bytes = 0;
  if (pthread_getattr_np(pthread_self(), &Attributes) != 0)
    return 0;
  pthread_attr_getstack(&Attributes, &Lowest, &Bytes);
  pthread_attr_destroy(&Attributes);
  return Bytes > 2 * Margin ? uint64_t(Lowest) + Margin : 0;
}

[[gnu::noinline]] uint64_t __heddle_arch_localStackPointer() {
  return uint64_t(__builtin_frame_address(0));
}

// pthread_exit would unwind frames that have no unwind tables. The kernel
// clears the thread id that pthread_join waits for all the same.
void __heddle_arch_exitWarp() {
  // A sanitizer walks the stacks of the threads that it takes to be alive, and
  // the process is about to end.
  while (&__heddle_sanitizer_stack_bytes)
    pause();
  for (;;)
    syscall(SYS_exit, 0);
}

void __heddle_arch_trap() { abort(); }

} // extern "C"
