//===- random.c - POSIX random numbers ------------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The sequences of the drand48 family are the ones POSIX prescribes; those of
// random are not prescribed. The hidden states are advanced atomically, so that
// threads never see one value twice.
//
//===----------------------------------------------------------------------===//

#include <stdint.h>
#include <stdlib.h>

static uint64_t splitMix(uint64_t state) {
  state = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
  state = (state ^ (state >> 27)) * 0x94d049bb133111eb;
  return state ^ (state >> 31);
}

static const uint64_t goldenRatio = 0x9e3779b97f4a7c15;
static uint64_t randomState = 1;

void srandom(unsigned seed) {
  __atomic_store_n(&randomState, seed, __ATOMIC_RELAXED);
}

long random(void) {
  uint64_t state = __atomic_add_fetch(&randomState, goldenRatio, __ATOMIC_RELAXED);
  return (long)(splitMix(state) >> 33);
}

int rand_r(unsigned *seed) {
  *seed = *seed * 1103515245 + 12345;
  return (int)(splitMix(*seed) >> 33);
}

static const uint64_t mask48 = ((uint64_t)1 << 48) - 1;
static uint64_t state48 = 0x330e;

static uint64_t step48(uint64_t state) { return (state * 0x5deece66d + 0xb) & mask48; }

static uint64_t next48(void) {
  uint64_t state = __atomic_load_n(&state48, __ATOMIC_RELAXED), next;
  do
    next = step48(state);
  while (!__atomic_compare_exchange_n(&state48, &state, next, 0, __ATOMIC_RELAXED,
                                      __ATOMIC_RELAXED));
  return next;
}

static uint64_t nextOf(unsigned short seed[3]) {
  uint64_t next = step48(seed[0] | (uint64_t)seed[1] << 16 | (uint64_t)seed[2] << 32);
  for (int i = 0; i < 3; ++i)
    seed[i] = (unsigned short)(next >> (16 * i));
  return next;
}

void srand48(long seed) {
  __atomic_store_n(&state48, ((uint64_t)(uint32_t)seed << 16) | 0x330e,
                   __ATOMIC_RELAXED);
}

double drand48(void) { return (double)next48() * 0x1p-48; }
double erand48(unsigned short seed[3]) { return (double)nextOf(seed) * 0x1p-48; }
long lrand48(void) { return (long)(next48() >> 17); }
long nrand48(unsigned short seed[3]) { return (long)(nextOf(seed) >> 17); }
