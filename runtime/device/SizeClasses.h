//===- SizeClasses.h - Sizes that the heap hands out ----------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Multiples of 16 bytes up to 128, then four steps to each doubling up to 64
// KiB: an object wastes less than a fifth of its block. Two more classes are the
// runtime's own.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DEVICE_SIZECLASSES_H
#define HEDDLE_RUNTIME_DEVICE_SIZECLASSES_H

#include "Abi.h"

#include <stddef.h>
#include <stdint.h>

namespace heddle {

using SizeClass = uint8_t;

inline constexpr size_t LargestSmall = 64 * 1024;
inline constexpr SizeClass MallocClasses = 44;
/// Control blocks of threads. Their memory serves nothing else, ever.
inline constexpr SizeClass ThreadClass = MallocClasses;
inline constexpr SizeClass MagazineClass = MallocClasses + 1;
inline constexpr SizeClass ClassCount = MallocClasses + 2;

inline constexpr size_t ThreadBlockBytes = 384;
inline constexpr size_t MagazineBytes = 512;
/// Objects that a magazine has room for.
inline constexpr uint32_t MagazineRounds = MagazineBytes / sizeof(void *) - 1;
/// Control blocks that a warp takes when it first creates a thread.
inline constexpr uint32_t FirstThreads = 8;

inline constexpr size_t PageBytes = abi::HeapPageBytes;

/// Bytes must be in [1, LargestSmall].
constexpr SizeClass sizeClassOf(size_t Bytes) {
  uint32_t Last = uint32_t(Bytes) - 1;
  if (Last < 128)
    return SizeClass(Last >> 4);
  unsigned Log = 31 - __builtin_clz(Last);
  return SizeClass(8 + (Log - 7) * 4 + ((Last >> (Log - 2)) & 3));
}

constexpr size_t bytesOfClass(SizeClass C) {
  if (C == ThreadClass)
    return ThreadBlockBytes;
  if (C == MagazineClass)
    return MagazineBytes;
  if (C < 8)
    return size_t(C + 1) * 16;
  unsigned Step = (C - 8u) & 3, Log = 7 + (C - 8u) / 4;
  return (size_t(5) + Step) << (Log - 2);
}
static_assert(bytesOfClass(sizeClassOf(LargestSmall)) == LargestSmall);
static_assert(sizeClassOf(LargestSmall) == MallocClasses - 1);
static_assert(bytesOfClass(sizeClassOf(129)) == 160);
static_assert(bytesOfClass(sizeClassOf(1)) == 16);

struct ClassInfo {
  uint32_t bytes;          ///< of an object
  uint32_t spanPages;      ///< pages that are cut into objects together
  uint32_t spanObjects;
  uint32_t magazineRounds; ///< objects a warp takes or gives back at a time
};

/// A span loses at most a sixteenth of itself at its end. A magazine holds some 8 KiB of
/// a class, one object at least: what thousands of warps have at hand adds up. Few warps
/// create threads, but those create many.
constexpr ClassInfo makeClassInfo(SizeClass C) {
  uint32_t Bytes = uint32_t(bytesOfClass(C));
  uint32_t Least = uint32_t(4 * Bytes / PageBytes);
  Least = Least < 8 ? 8 : Least;
  uint32_t Pages = Least;
  while (Pages < 2 * Least && Pages * PageBytes % Bytes > Pages * PageBytes / 16)
    ++Pages;
  uint32_t Rounds = 8 * 1024 / Bytes;
  Rounds = Rounds < 1 ? 1 : Rounds > MagazineRounds ? MagazineRounds : Rounds;
  if (C == ThreadClass)
    Rounds = MagazineRounds;
  return {Bytes, Pages, uint32_t(Pages * PageBytes / Bytes), Rounds};
}

struct ClassTable {
  ClassInfo info[ClassCount];
  constexpr ClassTable() : info() {
    for (SizeClass C = 0; C < ClassCount; ++C)
      info[C] = makeClassInfo(C);
  }
};
inline constexpr ClassTable Classes;

} // namespace heddle

#endif // HEDDLE_RUNTIME_DEVICE_SIZECLASSES_H
