//===- Keys.cpp - pthread_key_t -------------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A key's number tells where its values are: the first few in the control block
// of each thread, others in a table that a thread gets when it needs it. The
// key's generation counts how often the number was given out; values that were
// set under another generation are void, so deleting a key visits no thread.
//
//===----------------------------------------------------------------------===//

#include "Lock.h"
#include "Malloc.h"
#include "Thread.h"
#include "Warp.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

namespace heddle {

struct KeyOverflow {
  KeyValue values[PTHREAD_KEYS_MAX - Thread::InlineKeys];
};

namespace {

struct Key {
  /// Odd while the key exists.
  uint32_t generation;
  void (*destructor)(void *);
};

Lock KeysLock;
Key Keys[PTHREAD_KEYS_MAX];

bool exists(pthread_key_t K) {
  return K < PTHREAD_KEYS_MAX && (Keys[K].generation & 1);
}

/// Where the thread keeps the value; null if it has none and Make is false, or
/// if there is no memory.
KeyValue *valueOf(Thread &T, pthread_key_t K, bool Make) {
  uint32_t &Used = warpState().cleanups;
  if (K < Thread::InlineKeys) {
    KeyValue &V = T.keys[K];
    if (!(Used >> K & 1)) {
      if (!Make)
        return nullptr;
      Used |= 1u << K;
      V = {nullptr, 0};
    }
    return &V;
  }
  if (!(Used & HasKeyOverflow)) {
    if (!Make)
      return nullptr;
    T.keyOverflow = (KeyOverflow *)allocateBlock(sizeof(KeyOverflow));
    if (!T.keyOverflow)
      return nullptr;
    memset(T.keyOverflow, 0, sizeof(KeyOverflow));
    Used |= HasKeyOverflow;
  }
  return &T.keyOverflow->values[K - Thread::InlineKeys];
}

/// Calls the key's destructor if the thread has a value for it.
bool destroyValue(Thread &T, pthread_key_t K) {
  KeyValue *V = valueOf(T, K, false);
  if (!V || !V->value || V->generation != Keys[K].generation)
    return false;
  void *Value = V->value;
  V->value = nullptr;
  if (!Keys[K].destructor)
    return false;
  Keys[K].destructor(Value);
  return true;
}

} // namespace

[[gnu::noinline]] bool destroyKeyValues() {
  Thread &T = *currentThread();
  bool Any = false;
  uint32_t Used = warpState().cleanups;
  for (uint32_t Left = Used & HasInlineKeys; Left; Left &= Left - 1)
    Any |= destroyValue(T, pthread_key_t(__builtin_ctz(Left)));
  if (Used & HasKeyOverflow)
    for (pthread_key_t K = Thread::InlineKeys; K < PTHREAD_KEYS_MAX; ++K)
      Any |= destroyValue(T, K);
  return Any;
}

void freeKeyValues() {
  if (warpState().cleanups & HasKeyOverflow)
    freeBlock(currentThread()->keyOverflow);
}

} // namespace heddle

using namespace heddle;

extern "C" {

int pthread_key_create(pthread_key_t *Result, void (*Destructor)(void *)) {
  LockGuard Guard(KeysLock);
  for (pthread_key_t K = 0; K < PTHREAD_KEYS_MAX; ++K)
    if (!exists(K)) {
      ++Keys[K].generation;
      Keys[K].destructor = Destructor;
      *Result = K;
      return 0;
    }
  return EAGAIN;
}

int pthread_key_delete(pthread_key_t K) {
  LockGuard Guard(KeysLock);
  if (!exists(K))
    return EINVAL;
  ++Keys[K].generation;
  return 0;
}

void *pthread_getspecific(pthread_key_t K) {
  if (K >= PTHREAD_KEYS_MAX)
    return nullptr;
  KeyValue *V = valueOf(*currentThread(), K, false);
  return V && V->generation == Keys[K].generation ? V->value : nullptr;
}

int pthread_setspecific(pthread_key_t K, const void *Value) {
  if (!exists(K))
    return EINVAL;
  KeyValue *V = valueOf(*currentThread(), K, true);
  if (!V)
    return ENOMEM;
  *V = {(void *)Value, Keys[K].generation};
  return 0;
}

} // extern "C"
