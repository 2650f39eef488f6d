//===- Instrumentation.cpp - What instrumented code calls -----------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Clang's ThreadSanitizer pass makes a call of every access to memory; here are
// the functions called, in place of the sanitizer's. So the runtime is checked
// as it is. Below them are the functions of runtime/arch and of Model.h.
//
//===----------------------------------------------------------------------===//

#include "Machine.h"
#include "Model.h"

#include <cstring>

using namespace heddle;
using namespace heddle::model;

#define CALLER uintptr_t(__builtin_return_address(0))

namespace {

// Constructors run before there are warps.

void plainRead(const void *P, size_t Bytes, uintptr_t Caller) {
  if (Fiber::current())
    TheMachine->plainRead(uintptr_t(P), Bytes, Caller);
}

void plainWrite(void *P, size_t Bytes, uintptr_t Caller) {
  if (Fiber::current())
    TheMachine->plainWrite(uintptr_t(P), Bytes, Caller);
}

uint64_t access(Operation::Kind Kind, const volatile void *Address,
                uint8_t Bytes, int Order, uint64_t Operand, uintptr_t Caller,
                Operation::Change Change = Operation::Exchange) {
  if (Order == __ATOMIC_SEQ_CST)
    TheMachine->fail("a sequentially consistent access: the memory model has "
                     "sequentially consistent fences only",
                     Caller);
  Operation O;
  O.kind = Kind;
  O.change = Change;
  O.bytes = Bytes;
  O.order = Order;
  O.address = uintptr_t(Address);
  O.operand = Operand;
  O.caller = Caller;
  return TheMachine->access(O);
}

uint64_t compare(const volatile void *Address, uint8_t Bytes, uint64_t Expected,
                 uint64_t Desired, int Order, int FailureOrder,
                 uintptr_t Caller) {
  Operation O;
  O.kind = Operation::Compare;
  O.bytes = Bytes;
  O.order = Order;
  O.failureOrder = FailureOrder;
  O.address = uintptr_t(Address);
  O.operand = Desired;
  O.expected = Expected;
  O.caller = Caller;
  return TheMachine->access(O);
}

template <typename T>
bool wait(Operation::Kind Kind, T *Word, uint64_t Expected, uint64_t Deadline,
          uintptr_t Caller, uint64_t Mask = ~uint64_t(0)) {
  Operation O;
  O.kind = Kind;
  O.bytes = sizeof(T);
  O.address = uintptr_t(Word);
  O.expected = Expected;
  O.mask = Mask;
  O.deadline = Deadline;
  O.caller = Caller;
  bool Changed = true;
  TheMachine->access(O, &Changed);
  return Changed;
}

/// On pages of its own, which are brought back before each execution.
struct alignas(4096) BlockPlace {
  char local[arch::BlockLocalBytes];
} TheBlock;

/// As the arch folders have it: relaxed polls, then one acquire load.
template <typename T> T acquireAfterWait(T *Word, uintptr_t Caller) {
  return T(
      access(Operation::Load, Word, sizeof(T), __ATOMIC_ACQUIRE, 0, Caller));
}

} // namespace

extern "C" {

void __tsan_init() {}

#define PLAIN(N)                                                               \
  void __tsan_read##N(void *P) { plainRead(P, N, CALLER); }                    \
  void __tsan_write##N(void *P) { plainWrite(P, N, CALLER); }                  \
  void __tsan_unaligned_read##N(void *P) { plainRead(P, N, CALLER); }          \
  void __tsan_unaligned_write##N(void *P) { plainWrite(P, N, CALLER); }
PLAIN(1)
PLAIN(2)
PLAIN(4)
PLAIN(8)
PLAIN(16)
#undef PLAIN

void *__tsan_memset(void *P, int Value, size_t Bytes) {
  plainWrite(P, Bytes, CALLER);
  return memset(P, Value, Bytes);
}
void *__tsan_memcpy(void *To, const void *From, size_t Bytes) {
  plainRead(From, Bytes, CALLER);
  plainWrite(To, Bytes, CALLER);
  return memcpy(To, From, Bytes);
}
void *__tsan_memmove(void *To, const void *From, size_t Bytes) {
  plainRead(From, Bytes, CALLER);
  plainWrite(To, Bytes, CALLER);
  return memmove(To, From, Bytes);
}

#define MODIFY(Bits, Name, Change)                                             \
  uint##Bits##_t __tsan_atomic##Bits##_##Name(volatile uint##Bits##_t *P,      \
                                              uint##Bits##_t V, int Order) {   \
    return uint##Bits##_t(access(Operation::Modify, P, Bits / 8, Order, V,     \
                                 CALLER, Operation::Change));                  \
  }
#define ATOMIC(Bits)                                                           \
  uint##Bits##_t __tsan_atomic##Bits##_load(const volatile uint##Bits##_t *P,  \
                                            int Order) {                       \
    return uint##Bits##_t(                                                     \
        access(Operation::Load, P, Bits / 8, Order, 0, CALLER));               \
  }                                                                            \
  void __tsan_atomic##Bits##_store(volatile uint##Bits##_t *P,                 \
                                   uint##Bits##_t V, int Order) {              \
    access(Operation::Store, P, Bits / 8, Order, V, CALLER);                   \
  }                                                                            \
  uint##Bits##_t __tsan_atomic##Bits##_compare_exchange_val(                   \
      volatile uint##Bits##_t *P, uint##Bits##_t Expected,                     \
      uint##Bits##_t Desired, int Order, int FailureOrder) {                   \
    return uint##Bits##_t(                                                     \
        compare(P, Bits / 8, Expected, Desired, Order, FailureOrder, CALLER)); \
  }                                                                            \
  MODIFY(Bits, exchange, Exchange)                                             \
  MODIFY(Bits, fetch_add, Add)                                                 \
  MODIFY(Bits, fetch_sub, Sub)                                                 \
  MODIFY(Bits, fetch_and, And)                                                 \
  MODIFY(Bits, fetch_or, Or)                                                   \
  MODIFY(Bits, fetch_xor, Xor)
ATOMIC(8)
ATOMIC(16)
ATOMIC(32)
ATOMIC(64)
#undef ATOMIC
#undef MODIFY

void __tsan_atomic_thread_fence(int Order) {
  if (Order != __ATOMIC_SEQ_CST)
    return TheMachine->fence(Order);
  Operation O;
  O.kind = Operation::Fence;
  O.order = Order;
  O.caller = CALLER;
  TheMachine->access(O);
}

//===----------------------------------------------------------------------===//
// runtime/arch
//===----------------------------------------------------------------------===//

abi::WarpContext *__heddle_warp_context() {
  return &TheMachine->place().context;
}
void *__heddle_arch_warpLocal() { return TheMachine->place().local; }

// All warps are in one block, as far as its memory goes. Nobody sleeps at its words.
void *__heddle_arch_blockLocal() { return &TheBlock; }
void __heddle_arch_startBlock() {}
void __heddle_arch_copyToContext(uint64_t *To, const uint64_t *From) {
  *To = *From;
}
uint32_t __heddle_arch_blockLoad(const uint32_t *Word) {
  return uint32_t(
      access(Operation::Load, Word, sizeof *Word, __ATOMIC_ACQUIRE, 0, CALLER));
}
void __heddle_arch_blockStore(uint32_t *Word, uint32_t Value) {
  access(Operation::Store, Word, sizeof *Word, __ATOMIC_RELEASE, Value, CALLER);
  TheMachine->announce(uintptr_t(Word));
}
uint32_t __heddle_arch_blockLoadRelaxed(const uint32_t *Word) {
  return uint32_t(
      access(Operation::Load, Word, sizeof *Word, __ATOMIC_RELAXED, 0, CALLER));
}
void __heddle_arch_blockStoreRelaxed(uint32_t *Word, uint32_t Value) {
  access(Operation::Store, Word, sizeof *Word, __ATOMIC_RELAXED, Value, CALLER);
  TheMachine->announce(uintptr_t(Word));
}
uint32_t __heddle_arch_blockSetBits(uint32_t *Word, uint32_t Bits) {
  return uint32_t(access(Operation::Modify, Word, sizeof *Word, __ATOMIC_RELEASE,
                         Bits, CALLER, Operation::Or));
}
uint32_t __heddle_arch_blockClearBits(uint32_t *Word, uint32_t Bits) {
  return uint32_t(access(Operation::Modify, Word, sizeof *Word, __ATOMIC_ACQUIRE,
                         uint32_t(~Bits), CALLER, Operation::And));
}
uint32_t __heddle_arch_blockIncrement(uint32_t *Word) {
  uint64_t Before = access(Operation::Modify, Word, sizeof *Word,
                           __ATOMIC_ACQUIRE, 1, CALLER, Operation::Add);
  TheMachine->announce(uintptr_t(Word));
  return uint32_t(Before);
}
uint32_t __heddle_arch_blockJoin(uint32_t *Word) {
  uint64_t Before = access(Operation::Modify, Word, sizeof *Word,
                           __ATOMIC_ACQ_REL, 1, CALLER, Operation::Add);
  TheMachine->announce(uintptr_t(Word));
  return uint32_t(Before);
}
void __heddle_arch_blockDecrement(uint32_t *Word) {
  access(Operation::Modify, Word, sizeof *Word, __ATOMIC_RELEASE, 1, CALLER,
         Operation::Sub);
  TheMachine->announce(uintptr_t(Word));
}
bool __heddle_arch_blockReplace(uint32_t *Word, uint32_t Expected,
                                uint32_t Desired) {
  bool Done = compare(Word, sizeof *Word, Expected, Desired, __ATOMIC_ACQ_REL,
                      __ATOMIC_ACQUIRE, CALLER) == Expected;
  if (Done)
    TheMachine->announce(uintptr_t(Word));
  return Done;
}
bool __heddle_arch_blockAwait(const uint32_t *Word, uint32_t Mask,
                              uint32_t Expected, uint32_t Polls) {
  // In a loop it would have no end if it gave up whenever it may.
  constexpr uint32_t Long = 1000;
  wait(Polls < Long ? Operation::Poll : Operation::Wait,
       const_cast<uint32_t *>(Word), Expected, 0, CALLER, Mask);
  uint64_t Seen =
      access(Operation::Load, Word, sizeof *Word, __ATOMIC_ACQUIRE, 0, CALLER);
  return (uint32_t(Seen) ^ Expected) & Mask;
}

uint32_t __heddle_arch_laneId() { return 0; }
uint32_t __heddle_arch_warpInBlock() {
  return TheMachine->areNeighbours ? TheMachine->currentWarp() : 0;
}
uint32_t __heddle_arch_blockId() {
  return TheMachine->areNeighbours ? 0 : TheMachine->currentWarp();
}
uint32_t __heddle_arch_blockCount() {
  return TheMachine->areNeighbours ? 1 : TheMachine->warpCount();
}
uint32_t __heddle_arch_neighbours() {
  return TheMachine->areNeighbours ? TheMachine->warpCount() : 1;
}
void *__heddle_arch_neighbourLocal(uint32_t WarpInBlock) {
  return TheMachine->areNeighbours ? TheMachine->placeOf(WarpInBlock).local
                                   : TheMachine->place().local;
}
uint32_t __heddle_arch_smId() { return TheMachine->currentWarp(); }
bool __heddle_arch_onGpu() { return true; }
bool __heddle_arch_isConstant(uint64_t) { return true; }

void *__heddle_arch_globalPointer(uint64_t Address) { return (void *)Address; }
void __heddle_arch_warpBarrier() {}

uint64_t __heddle_arch_timerNs() { return TheMachine->now(); }
uint32_t __heddle_arch_cycles() { return 0; }
void __heddle_arch_sleepNs(uint32_t Ns) { TheMachine->sleep(Ns); }
void __heddle_arch_nap(uint64_t, uint64_t) { TheMachine->pause(CALLER); }
void __heddle_arch_pause() { TheMachine->pause(CALLER); }
void __heddle_arch_yield() { TheMachine->pause(CALLER); }
void __heddle_arch_acquire(const void *) { TheMachine->fence(__ATOMIC_ACQUIRE); }

void __heddle_arch_storeBehindFence(uint32_t *Word, uint32_t Value) {
  TheMachine->fence(__ATOMIC_RELEASE);
  access(Operation::Store, Word, sizeof *Word, __ATOMIC_RELAXED, Value, CALLER);
}

bool __heddle_arch_waitWord(uint32_t *Word, uint32_t Expected,
                            uint64_t DeadlineNs) {
  if (!wait(Operation::Wait, Word, Expected, DeadlineNs, CALLER))
    return false;
  acquireAfterWait(Word, CALLER);
  return true;
}
uint32_t __heddle_arch_waitBriefly(uint32_t *Word, uint32_t Expected) {
  if (!wait(Operation::Poll, Word, Expected, 0, CALLER))
    return Expected;
  return uint32_t(acquireAfterWait(Word, CALLER));
}
uint32_t __heddle_arch_waitForThread(uint32_t *Word, uint32_t Expected) {
  return __heddle_arch_waitBriefly(Word, Expected);
}
// A neighbour's mail comes to the same word here.
uint64_t __heddle_arch_awaitMail(uint64_t *Word, uint64_t *) {
  wait(Operation::Wait, Word, 0, 0, CALLER, UINT32_MAX);
  return acquireAfterWait(Word, CALLER);
}
uint64_t __heddle_arch_awaitNearMail(uint64_t *Word, uint64_t *) {
  if (!wait(Operation::Poll, Word, 0, 0, CALLER, UINT32_MAX))
    return 0;
  return acquireAfterWait(Word, CALLER);
}
void __heddle_arch_postNear(uint64_t *Word, uint64_t *, uint64_t Mail) {
  access(Operation::Store, Word, 8, __ATOMIC_RELEASE, Mail, CALLER);
  TheMachine->announce(uintptr_t(Word));
}
void __heddle_arch_wakeMail(uint64_t *Word) {
  TheMachine->announce(uintptr_t(Word));
}
void __heddle_arch_wakeWord(uint32_t *Word, uint32_t) {
  TheMachine->announce(uintptr_t(Word));
}

void __heddle_arch_hostStorePair(uint64_t *, uint64_t, uint64_t) {
  __heddle_arch_trap();
}
void __heddle_arch_hostStorePairRelease(uint64_t *, uint64_t, uint64_t) {
  __heddle_arch_trap();
}
HeddleHostPair __heddle_arch_hostLoadPair(const uint64_t *) {
  __heddle_arch_trap();
}
uint64_t __heddle_arch_hostLoad(const uint64_t *) { __heddle_arch_trap(); }
void __heddle_arch_hostAcquire() {}
void __heddle_arch_hostNotify(uint32_t *) {}
void __heddle_arch_hostPause(uint32_t *, uint32_t, uint32_t) {}

uint64_t __heddle_arch_localStackFloor(uint64_t, uint64_t) { return 0; }
uint64_t __heddle_arch_localStackPointer() {
  return uint64_t(__builtin_frame_address(0));
}
void __heddle_arch_exitWarp() { TheMachine->exit(); }
void __heddle_arch_trap() {
  TheMachine->fail("the runtime stops with a trap", CALLER);
}

//===----------------------------------------------------------------------===//
// Model.h
//===----------------------------------------------------------------------===//

void model_ready(unsigned Participants) { TheMachine->ready(Participants); }
void model_done() { TheMachine->done(); }
void model_leave() { TheMachine->leave(); }
void model_settle() { TheMachine->settleSetup(); }
void model_impatient(bool Is) { TheMachine->setImpatient(Is); }
void model_outcome(unsigned long Value) { TheMachine->outcome = Value; }
void model_fail(const char *Text) { TheMachine->fail(Text, CALLER); }
void model_destroyed(void *Object, size_t Bytes) {
  TheMachine->destroy(uintptr_t(Object), Bytes, CALLER);
}
void model_constructed(void *Object, size_t Bytes) {
  TheMachine->construct(uintptr_t(Object), Bytes);
}

} // extern "C"
