//===- Affinity.cpp - Sets of processors ----------------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A processor is a warp. A thread stays on the warp that it began on, so a set
// that holds that warp is granted, and any other refused.
//
//===----------------------------------------------------------------------===//

#include "Errno.h"
#include "Malloc.h"
#include "Process.h"
#include "Thread.h"
#include "Warp.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

namespace heddle {
namespace {

constexpr uint32_t WordBits = __NCPUBITS;

uint32_t capacity(size_t Bytes) {
  return uint32_t(Bytes / sizeof(__cpu_mask)) * WordBits;
}

/// How many warps a set of this size could hold.
uint32_t mostWarps(size_t Bytes) {
  uint32_t Count = warpState().warpCount;
  return Count < capacity(Bytes) ? Count : capacity(Bytes);
}

/// All warps, of which the first stand for the others if the set is too small.
int allWarps(size_t Bytes, cpu_set_t *Set) {
  if (Bytes == 0 || Bytes % sizeof(__cpu_mask))
    return EINVAL;
  memset(Set, 0, Bytes);
  for (uint32_t Warp = 0; Warp < mostWarps(Bytes); ++Warp)
    Set->__bits[Warp / WordBits] |= __cpu_mask(1) << Warp % WordBits;
  return 0;
}

bool contains(const cpu_set_t *Set, size_t Bytes, uint32_t Warp) {
  return Warp < capacity(Bytes) &&
         (Set->__bits[Warp / WordBits] >> Warp % WordBits & 1);
}

/// How many it holds.
uint32_t warpsIn(const cpu_set_t *Set, size_t Bytes) {
  uint32_t Count = 0;
  for (uint32_t Warp = 0; Warp < mostWarps(Bytes); ++Warp)
    Count += contains(Set, Bytes, Warp);
  return Count;
}

bool isEveryWarp(const cpu_set_t *Set, size_t Bytes) {
  return warpsIn(Set, Bytes) == mostWarps(Bytes);
}

/// EINVAL for a set without a processor, as Linux has it.
int refusal(const cpu_set_t *Set, size_t Bytes, bool Granted) {
  if (!warpsIn(Set, Bytes))
    return EINVAL;
  return Granted ? 0 : ENOSYS;
}

} // namespace
} // namespace heddle

using namespace heddle;

extern "C" {

int pthread_getaffinity_np(pthread_t P, size_t Bytes, cpu_set_t *Set) {
  if (!((Thread *)P)->isLive())
    return ESRCH;
  return allWarps(Bytes, Set);
}

int pthread_setaffinity_np(pthread_t P, size_t Bytes, const cpu_set_t *Set) {
  auto *T = (Thread *)P;
  if (!T->isLive())
    return ESRCH;
  // Another thread may not have a warp yet.
  bool IsThere = T == currentThread() &&
                 contains(Set, Bytes, arch::context().warpId);
  return refusal(Set, Bytes, IsThere || isEveryWarp(Set, Bytes));
}

int pthread_attr_getaffinity_np(const pthread_attr_t *, size_t Bytes,
                                cpu_set_t *Set) {
  return allWarps(Bytes, Set);
}

int pthread_attr_setaffinity_np(pthread_attr_t *, size_t Bytes,
                                const cpu_set_t *Set) {
  return !Set || Bytes == 0 ? 0 : refusal(Set, Bytes, isEveryWarp(Set, Bytes));
}

int sched_getaffinity(pid_t Process, size_t Bytes, cpu_set_t *Set) {
  int Error = isThisProcess(Process) ? allWarps(Bytes, Set) : ESRCH;
  return Error ? fail(Error) : 0;
}

int sched_setaffinity(pid_t Process, size_t Bytes, const cpu_set_t *Set) {
  int Error = isThisProcess(Process)
                  ? pthread_setaffinity_np(pthread_self(), Bytes, Set)
                  : ESRCH;
  return Error ? fail(Error) : 0;
}

int sched_getcpu(void) { return int(arch::context().warpId); }

int getcpu(unsigned *Processor, unsigned *Node) {
  if (Processor)
    *Processor = arch::context().warpId;
  if (Node)
    *Node = 0;
  return 0;
}

int __sched_cpucount(size_t Bytes, const cpu_set_t *Set) {
  int Count = 0;
  for (size_t I = 0; I < Bytes / sizeof(__cpu_mask); ++I)
    Count += __builtin_popcountl(Set->__bits[I]);
  return Count;
}

cpu_set_t *__sched_cpualloc(size_t Count) {
  return (cpu_set_t *)allocateBlock(CPU_ALLOC_SIZE(Count));
}

void __sched_cpufree(cpu_set_t *Set) { freeBlock(Set); }

} // extern "C"
