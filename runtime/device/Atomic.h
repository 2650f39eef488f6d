//===- Atomic.h - Atomic words --------------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// std::atomic for a runtime that stands below the C++ library. Zero bytes are a
// valid Atomic, and orderings are always said, because they have a price here:
// a release after a dirty line costs 216 ns, a relaxed store nothing.
//
// An atomic load always goes to the L2 (about 280 cycles), relaxed or not; a
// read-modify-write whose result is unused does not wait for an answer.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_ATOMIC_H
#define HEDDLE_RUNTIME_DEVICE_ATOMIC_H

#include <stdint.h>

namespace heddle {

enum Order : int {
  Relaxed = __ATOMIC_RELAXED,
  Acquire = __ATOMIC_ACQUIRE,
  Release = __ATOMIC_RELEASE,
  AcqRel = __ATOMIC_ACQ_REL,
  SeqCst = __ATOMIC_SEQ_CST,
};

template <typename T> class Atomic {
  T value;

public:
  T load(Order O) const { return __atomic_load_n(&value, O); }
  void store(T V, Order O) { __atomic_store_n(&value, V, O); }
  T exchange(T V, Order O) { return __atomic_exchange_n(&value, V, O); }
  T fetchAdd(T V, Order O) { return __atomic_fetch_add(&value, V, O); }
  T fetchSub(T V, Order O) { return __atomic_fetch_sub(&value, V, O); }
  T fetchOr(T V, Order O) { return __atomic_fetch_or(&value, V, O); }
  T fetchAnd(T V, Order O) { return __atomic_fetch_and(&value, V, O); }

  /// Stores Desired and returns true if the value is Expected; otherwise
  /// returns false and puts the value into Expected.
  bool compareExchange(T &Expected, T Desired, Order Success,
                       Order Failure = Relaxed) {
    return __atomic_compare_exchange_n(&value, &Expected, Desired, false,
                                       Success, Failure);
  }
  /// For those who have no use for the value found.
  bool replace(T Expected, T Desired, Order Success) {
    return compareExchange(Expected, Desired, Success);
  }

  /// For arch::waitWord.
  T *word() { return &value; }
};

/// Two threads that each store, then call this, then load what the other
/// stored: at least one of them sees the other's store.
inline void storeLoadFence() { __atomic_thread_fence(__ATOMIC_SEQ_CST); }

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_ATOMIC_H
