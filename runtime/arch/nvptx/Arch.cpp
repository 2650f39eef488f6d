//===- Arch.cpp - NVIDIA GPUs ---------------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Memory accesses that need a scope are inline PTX (ISA 6.0, sm_70): the passes
// narrow what C++ atomics say to the device, and must not touch these.
//
//===----------------------------------------------------------------------===//

#include "../Arch.h"

using namespace heddle;

namespace {

constexpr uint32_t LanesPerWarp = 32;
constexpr uint32_t AllLanes = 0xffffffff;

// Acquire operations empty the L1, after which everything in global memory is
// 280 cycles away. Shared memory stays.
struct alignas(16) WarpLocal {
  char bytes[arch::WarpLocalBytes];
};

struct alignas(32) BlockLocal {
  uint32_t words[arch::BlockLocalBytes / sizeof(uint32_t)];
};

// A poll of the L2 takes about 150 ns by itself. Sleeping is for the neighbours:
// thousands of warps polling with naps of 200 ns were measured to slow a running
// one by 2 % at most, and every nap adds half its length to the wake-up.
constexpr uint32_t HotPolls = 64;
/// Polls that are a part of the caller: some ten microseconds' worth.
constexpr uint32_t BriefPolls = 80;
/// Polls of a word that a neighbour is to change: each some 20 ns.
constexpr uint32_t NearPolls = 128;
/// Polls of a thread's end before the first nap: those high up in a tree of threads wait
/// for all below them.
constexpr uint32_t PollsForThread = 512;
/// The same before naps come in between: some five microseconds' worth. A phase of a
/// barrier of all warps takes two or less, and would wait for whoever naps longest.
constexpr uint32_t HotBlockPolls = 256;
constexpr uint32_t FirstNapNs = 32;
constexpr uint32_t LongestNapNs = 256;

// Of the words that a block's warps share. The address space says that they are in shared
// memory, which no pass can tell of what is asm.
template <typename T> auto shared(T *Word) {
  return (__attribute__((address_space(3))) T *)Word;
}

#define HEDDLE_LOAD(Name, Type, Instruction, Constraint, Address)               \
  inline Type Name(const Type *Word) {                                         \
    Type Value;                                                                \
    asm volatile(Instruction " %0, [%1];"                                      \
                 : Constraint(Value)                                           \
                 : "l"(Address)                                                \
                 : "memory");                                                  \
    return Value;                                                              \
  }
HEDDLE_LOAD(loadRelaxedGpu, uint32_t, "ld.relaxed.gpu.u32", "=r", Word)
HEDDLE_LOAD(loadRelaxedGpu, uint64_t, "ld.relaxed.gpu.u64", "=l", Word)
HEDDLE_LOAD(loadRelaxedBlock, uint32_t, "ld.relaxed.cta.shared.u32", "=r",
            shared(Word))
HEDDLE_LOAD(loadRelaxedBlock, uint64_t, "ld.relaxed.cta.shared.u64", "=l",
            shared(Word))
#undef HEDDLE_LOAD

// An acquire load drops what the SM's L1 holds, also what the neighbours need:
// their loads were measured to take 285 cycles instead of 32 while others polled
// that way. So polls are relaxed, and this follows: an acquire load nobody asks for the
// value of, of which ptxas leaves nothing but the emptying of the L1. A fence would wait
// for this warp's own stores as well, and for 270 cycles if there are none.
inline void acquireGpu(const void *Word) {
  asm volatile("{ .reg .u32 %%unused; ld.acquire.gpu.u32 %%unused, [%0]; }"
               :
               : "l"((uint64_t)Word & ~uint64_t(3))
               : "memory");
}

/// Returns what the word is, with acquire ordering, once it is no longer Old, or Old after so
/// many polls. A part of many callers: no round of it is to be there more than once.
inline uint32_t pollBriefly(const uint32_t *Word, uint32_t Old, uint32_t Polls) {
  uint32_t Seen;
#pragma unroll 1
  do
    Seen = loadRelaxedGpu(Word);
  while (Seen == Old && --Polls);
  acquireGpu(Word);
  return Seen;
}

// An acquire load of this scope empties the L1; the fence does not.
inline void fenceBlock() { asm volatile("fence.acq_rel.cta;" ::: "memory"); }

/// Sleeps a little longer after each fruitless poll.
class Backoff {
  uint32_t polls = 0;
  uint32_t napNs = FirstNapNs;

public:
  void wait() {
    if (polls < HotPolls) {
      ++polls;
      return;
    }
    __nvvm_nanosleep(napNs);
    if (napNs < LongestNapNs)
      napNs *= 2;
  }
};

} // namespace

extern "C" {

// In shared memory a context is read in about 20 cycles, in global memory in
// ten times that when it misses. The names are those by which the linker joins
// what was compiled separately.
[[clang::loader_uninitialized]] __attribute__((address_space(3)))
abi::WarpContext __heddle_arch_contexts[abi::MaxWarpsPerBlock];
[[clang::loader_uninitialized]] __attribute__((address_space(3)))
WarpLocal __heddle_arch_locals[abi::MaxWarpsPerBlock];
[[clang::loader_uninitialized]] __attribute__((address_space(3)))
BlockLocal __heddle_arch_block;

abi::WarpContext *__heddle_warp_context() {
  return (abi::WarpContext *)&__heddle_arch_contexts
      [__nvvm_read_ptx_sreg_tid_x() / LanesPerWarp];
}

void *__heddle_arch_warpLocal() {
  return (void *)&__heddle_arch_locals[__nvvm_read_ptx_sreg_tid_x() /
                                       LanesPerWarp];
}

uint32_t __heddle_arch_neighbours() {
  return __nvvm_read_ptx_sreg_ntid_x() / LanesPerWarp;
}

void *__heddle_arch_neighbourLocal(uint32_t WarpInBlock) {
  return (void *)&__heddle_arch_locals[WarpInBlock];
}

void *__heddle_arch_blockLocal() { return (void *)&__heddle_arch_block; }

void __heddle_arch_copyToContext(uint64_t *To, const uint64_t *From) {
  if (__nvvm_reflect("__CUDA_ARCH") >= 800)
    // Copies may overtake each other; the one before is long done.
    asm volatile("cp.async.wait_all; cp.async.ca.shared.global [%0], [%1], 8;" ::"r"(
                     (uint32_t)(size_t)shared(To)),
                 "l"(From)
                 : "memory");
  else
    *To = *From;
}

// Also those warps come by that the launch has no use for.
void __heddle_arch_startBlock() {
  constexpr uint32_t Words = arch::BlockLocalBytes / sizeof(uint32_t);
  for (uint32_t I = __nvvm_read_ptx_sreg_tid_x(); I < Words;
       I += __nvvm_read_ptx_sreg_ntid_x())
    __heddle_arch_block.words[I] = 0;
  __nvvm_barrier_sync(0);
}

uint32_t __heddle_arch_blockLoad(const uint32_t *Word) {
  uint32_t Value = loadRelaxedBlock(Word);
  fenceBlock();
  return Value;
}

uint32_t __heddle_arch_blockLoadRelaxed(const uint32_t *Word) {
  return loadRelaxedBlock(Word);
}

void __heddle_arch_blockStore(uint32_t *Word, uint32_t Value) {
  asm volatile("st.release.cta.shared.u32 [%0], %1;"
               :
               : "l"(shared(Word)), "r"(Value)
               : "memory");
}

void __heddle_arch_blockStoreRelaxed(uint32_t *Word, uint32_t Value) {
  asm volatile("st.relaxed.cta.shared.u32 [%0], %1;"
               :
               : "l"(shared(Word)), "r"(Value)
               : "memory");
}

// An addition of the same number by all lanes ptxas makes one of the first of them,
// which then tells the others: two shuffles for nothing. Not so with these two, which
// wrap around at a number of their own.
uint32_t __heddle_arch_blockIncrement(uint32_t *Word) {
  uint32_t Before;
  asm volatile("atom.acquire.cta.shared.inc.u32 %0, [%1], 0xffffffff;"
               : "=r"(Before)
               : "l"(shared(Word))
               : "memory");
  return Before;
}

uint32_t __heddle_arch_blockJoin(uint32_t *Word) {
  uint32_t Before;
  asm volatile("atom.acq_rel.cta.shared.inc.u32 %0, [%1], 0xffffffff;"
               : "=r"(Before)
               : "l"(shared(Word))
               : "memory");
  return Before;
}

uint32_t __heddle_arch_blockSetBits(uint32_t *Word, uint32_t Bits) {
  uint32_t Before;
  asm volatile("atom.release.cta.shared.or.b32 %0, [%1], %2;"
               : "=r"(Before)
               : "l"(shared(Word)), "r"(Bits)
               : "memory");
  return Before;
}

uint32_t __heddle_arch_blockClearBits(uint32_t *Word, uint32_t Bits) {
  uint32_t Before;
  asm volatile("atom.acquire.cta.shared.and.b32 %0, [%1], %2;"
               : "=r"(Before)
               : "l"(shared(Word)), "r"(~Bits)
               : "memory");
  return Before;
}

void __heddle_arch_blockDecrement(uint32_t *Word) {
  asm volatile("red.release.cta.shared.dec.u32 [%0], 0xffffffff;"
               :
               : "l"(shared(Word))
               : "memory");
}

bool __heddle_arch_blockReplace(uint32_t *Word, uint32_t Expected,
                                uint32_t Desired) {
  uint32_t Before;
  asm volatile("atom.acq_rel.cta.shared.cas.b32 %0, [%1], %2, %3;"
               : "=r"(Before)
               : "l"(shared(Word)), "r"(Expected), "r"(Desired)
               : "memory");
  return Before == Expected;
}

bool __heddle_arch_blockAwait(const uint32_t *Word, uint32_t Mask,
                              uint32_t Expected, uint32_t Polls) {
  uint32_t HotPolls = Polls < HotBlockPolls ? Polls : HotBlockPolls;
#pragma unroll 1
  for (uint32_t Poll = 0; Poll < HotPolls; ++Poll)
    if ((loadRelaxedBlock(Word) ^ Expected) & Mask) {
      fenceBlock();
      return true;
    }
#pragma unroll 1
  for (uint32_t Poll = HotPolls; Poll < Polls; ++Poll) {
    __nvvm_nanosleep(LongestNapNs);
    if ((loadRelaxedBlock(Word) ^ Expected) & Mask) {
      fenceBlock();
      return true;
    }
  }
  fenceBlock();
  return false;
}

uint32_t __heddle_arch_laneId() { return __nvvm_read_ptx_sreg_laneid(); }
uint32_t __heddle_arch_warpInBlock() {
  return __nvvm_read_ptx_sreg_tid_x() / LanesPerWarp;
}
uint32_t __heddle_arch_blockId() { return __nvvm_read_ptx_sreg_ctaid_x(); }
uint32_t __heddle_arch_blockCount() { return __nvvm_read_ptx_sreg_nctaid_x(); }
uint32_t __heddle_arch_smId() { return __nvvm_read_ptx_sreg_smid(); }
bool __heddle_arch_onGpu() { return true; }

void __heddle_arch_warpBarrier() { __nvvm_bar_warp_sync(AllLanes); }

// Not inlined: two reads next to each other may go through different units of the
// multiprocessor, and the second then be the earlier.
[[gnu::noinline]] uint64_t __heddle_arch_timerNs() {
  uint64_t Ns;
  asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(Ns) : : "memory");
  return Ns;
}

uint32_t __heddle_arch_cycles() {
  uint32_t Cycles;
  asm volatile("mov.u32 %0, %%clock;" : "=r"(Cycles));
  return Cycles;
}

void __heddle_arch_sleepNs(uint32_t Ns) { __nvvm_nanosleep(Ns); }

// All of a launch's warps may poll one word, and the L2 answers about one of them a
// nanosecond.
void __heddle_arch_nap(uint64_t WaitedNs, uint64_t MostNs) {
  constexpr uint64_t ShortestNs = 64, LongestNs = 4000;
  uint64_t Ns = WaitedNs / 4;
  Ns = Ns < ShortestNs ? ShortestNs : Ns > LongestNs ? LongestNs : Ns;
  __nvvm_nanosleep(uint32_t(Ns < MostNs ? Ns : MostNs));
}

// The store waited for takes one trip to the L2, and so does the load that
// looks for it.
void __heddle_arch_pause() {}

void __heddle_arch_acquire(const void *Word) { acquireGpu(Word); }

void __heddle_arch_yield() { __nvvm_nanosleep(100); }

// A release store is a fence and a store on these GPUs. C++'s fence would be one that
// acquires as well, and empty the L1, and the one that does not is of PTX 8.6.
void __heddle_arch_storeBehindFence(uint32_t *Word, uint32_t Value) {
  __atomic_store_n(Word, Value, __ATOMIC_RELEASE);
}

[[gnu::noinline]] bool __heddle_arch_waitWord(uint32_t *Word, uint32_t Expected,
                                              uint64_t DeadlineNs) {
  for (Backoff B; loadRelaxedGpu(Word) == Expected; B.wait())
    if (DeadlineNs && __heddle_arch_timerNs() >= DeadlineNs)
      return false;
  acquireGpu(Word);
  return true;
}

uint32_t __heddle_arch_waitBriefly(uint32_t *Word, uint32_t Expected) {
  return pollBriefly(Word, Expected, BriefPolls);
}

uint32_t __heddle_arch_waitForThread(uint32_t *Word, uint32_t Expected) {
  return pollBriefly(Word, Expected, PollsForThread);
}

uint64_t __heddle_arch_awaitMail(uint64_t *Word, uint64_t *Near) {
  for (Backoff B;; B.wait()) {
    if (uint64_t Mail = loadRelaxedBlock(Near)) {
      fenceBlock();
      return Mail;
    }
    if (uint64_t Mail = loadRelaxedGpu(Word); uint32_t(Mail)) {
      acquireGpu(Word);
      return Mail;
    }
  }
}

uint64_t __heddle_arch_awaitNearMail(uint64_t *, uint64_t *Near) {
#pragma unroll 1
  for (uint32_t Poll = 0; Poll < NearPolls; ++Poll)
    if (uint64_t Mail = loadRelaxedBlock(Near)) {
      fenceBlock();
      return Mail;
    }
  return 0;
}

void __heddle_arch_postNear(uint64_t *, uint64_t *Near, uint64_t Mail) {
  asm volatile("st.release.cta.shared.u64 [%0], %1;"
               :
               : "l"(shared(Near)), "l"(Mail)
               : "memory");
}

void __heddle_arch_wakeWord(uint32_t *, uint32_t) {}
void __heddle_arch_wakeMail(uint64_t *) {}

// Volatile is relaxed at system scope; each element of a vector is accessed as a whole.
void __heddle_arch_hostStorePair(uint64_t *To, uint64_t First, uint64_t Second) {
  asm volatile("st.volatile.global.v2.u64 [%0], {%1, %2};"
               :
               : "l"(To), "l"(First), "l"(Second)
               : "memory");
}

void __heddle_arch_hostStorePairRelease(uint64_t *To, uint64_t First,
                                        uint64_t Second) {
  asm volatile("st.volatile.global.u64 [%0], %1;"
               :
               : "l"(To + 1), "l"(Second)
               : "memory");
  asm volatile("st.release.sys.global.u64 [%0], %1;"
               :
               : "l"(To), "l"(First)
               : "memory");
}

HeddleHostPair __heddle_arch_hostLoadPair(const uint64_t *From) {
  HeddleHostPair Pair;
  asm volatile("ld.volatile.global.v2.u64 {%0, %1}, [%2];"
               : "=l"(Pair.first), "=l"(Pair.second)
               : "l"(From)
               : "memory");
  return Pair;
}

uint64_t __heddle_arch_hostLoad(const uint64_t *From) {
  uint64_t Value;
  asm volatile("ld.volatile.global.u64 %0, [%1];"
               : "=l"(Value)
               : "l"(From)
               : "memory");
  return Value;
}

void __heddle_arch_hostAcquire() {
  asm volatile("fence.acq_rel.sys;" ::: "memory");
}

void __heddle_arch_hostNotify(uint32_t *) {}

void __heddle_arch_hostPause(uint32_t *, uint32_t, uint32_t Looks) {
  if (Looks < HotPolls)
    return;
  uint32_t Ns = FirstNapNs * (1 + (Looks - HotPolls));
  __nvvm_nanosleep(Ns < LongestNapNs ? Ns : LongestNapNs);
}

void *__heddle_arch_globalPointer(uint64_t Address) {
  return (void *)(__attribute__((address_space(1))) void *)Address;
}

// The local stack grows downwards. stacksave (PTX ISA 7.3) gives an address in
// the local window; LLVM lowers llvm.stacksave to these same two instructions.
uint64_t __heddle_arch_localStackPointer() {
  uint64_t Pointer;
  asm volatile("{ .reg .u64 %%local; stacksave.u64 %%local; "
               "cvta.local.u64 %0, %%local; }"
               : "=l"(Pointer));
  return Pointer;
}

uint64_t __heddle_arch_localStackFloor(uint64_t Bytes, uint64_t Reserve) {
  uint64_t Top = __heddle_arch_localStackPointer();
  return Bytes > Reserve ? Top - Bytes + Reserve : 0;
}

void __heddle_arch_exitWarp() {
  asm volatile("exit;");
  __builtin_unreachable();
}

void __heddle_arch_trap() { __builtin_trap(); }

} // extern "C"
