//===- heap_test.cpp - malloc and its relatives ---------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HeapWarps.h"

#include "../../runtime/device/ObjectCache.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <cerrno>
#include <cstring>
#include <random>
#include <set>
#include <vector>

using namespace heddle;
using namespace heddle::test;

namespace {

/// A block whose content tells whose it is: every byte follows from Seed.
struct Block {
  unsigned char *Bytes = nullptr;
  size_t Size = 0;
  unsigned Seed = 0;

  static unsigned char byteAt(unsigned Seed, size_t I) {
    return (unsigned char)(Seed * 167 + I * 13 + (I >> 8));
  }
  /// Large blocks are marked in places only.
  static size_t step(size_t I) { return I < 256 ? 1 : I < 65536 ? 61 : 4093; }

  static Block make(void *Memory, size_t Size, unsigned Seed) {
    Block B{(unsigned char *)Memory, Size, Seed};
    for (size_t I = 0; I < Size; I += step(I))
      B.Bytes[I] = byteAt(Seed, I);
    return B;
  }
  bool intact(size_t Prefix = ~size_t(0)) const {
    for (size_t I = 0; I < Size && I < Prefix; I += step(I))
      if (Bytes[I] != byteAt(Seed, I))
        return false;
    return true;
  }
};

/// Sizes as programs have them: mostly small.
size_t randomSize(std::mt19937 &Random) {
  switch (Random() % 16) {
  case 0:
    return Random() % (300 * 1024);
  case 1:
  case 2:
    return Random() % (40 * 1024);
  case 3:
  case 4:
  case 5:
    return Random() % 2048;
  default:
    return Random() % 200;
  }
}

bool isAligned(const void *P, size_t Align) {
  return (uintptr_t)P % Align == 0;
}

/// Runs a test's body on one warp.
void onWarp(const std::function<void()> &Body) {
  runWarps(1, [&](unsigned) { Body(); });
}

/// Allocates blocks of Bytes bytes until there are no more.
std::vector<void *> exhaust(size_t Bytes) {
  std::vector<void *> Blocks;
  while (void *P = heddle_malloc(Bytes))
    Blocks.push_back(P);
  return Blocks;
}

void freeAll(std::vector<void *> &Blocks) {
  for (void *P : Blocks)
    heddle_free(P);
  Blocks.clear();
}

} // namespace

TEST(SizeClasses, FitAndWasteLittle) {
  for (size_t Bytes = 1; Bytes <= LargestSmall; ++Bytes) {
    SizeClass C = sizeClassOf(Bytes);
    ASSERT_LT(C, MallocClasses);
    size_t Room = bytesOfClass(C);
    ASSERT_GE(Room, Bytes);
    ASSERT_EQ(Room % 16, 0u);
    if (C > 0) {
      ASSERT_LT(bytesOfClass(SizeClass(C - 1)), Bytes);
    }
    if (Bytes > 128) {
      ASSERT_LE(4 * (Room - Bytes), Room) << Bytes;
    } else {
      ASSERT_LT(Room - Bytes, 16u) << Bytes;
    }
  }
}

// Every magazine that is put is taken once, also of more than the ring holds.
TEST(Depot, LosesAndDoublesNothing) {
  constexpr unsigned Each = 100, Rounds = 2000;
  static Depot Shared;
  static Magazine All[WarpCount * Each];
  std::atomic<unsigned> Doubled = 0;
  static std::atomic<unsigned> Owners[WarpCount * Each];
  runWarps(WarpCount, [&](unsigned Warp) {
    std::vector<Magazine *> Own;
    for (unsigned I = 0; I < Each; ++I) {
      Own.push_back(&All[Warp * Each + I]);
      Owners[Warp * Each + I] = 1;
    }
    std::mt19937 Random(Warp);
    for (unsigned I = 0; I < Rounds; ++I)
      if (Random() % 2 && !Own.empty()) {
        --Owners[Own.back() - All];
        Shared.put(Own.back());
        Own.pop_back();
      } else if (Magazine *M = Shared.take()) {
        if (Owners[M - All]++ != 0)
          ++Doubled;
        Own.push_back(M);
      }
    for (Magazine *M : Own) {
      --Owners[M - All];
      Shared.put(M);
    }
  });
  EXPECT_EQ(Doubled, 0u);
  onWarp([&] {
    std::set<Magazine *> Left;
    while (Magazine *M = Shared.take())
      EXPECT_TRUE(Left.insert(M).second);
    EXPECT_EQ(Left.size(), WarpCount * Each);
  });
}

TEST(Heap, AlignsToSixteen) {
  onWarp([] {
    for (size_t Bytes = 0; Bytes < 100000; Bytes += Bytes < 600 ? 1 : 977) {
      void *P = heddle_malloc(Bytes);
      ASSERT_TRUE(P);
      ASSERT_TRUE(isAligned(P, 16)) << Bytes;
      ASSERT_GE(heddle_malloc_usable_size(P), Bytes);
      heddle_free(P);
    }
  });
}

TEST(Heap, AlignsAsAsked) {
  onWarp([] {
    for (size_t Align = 1; Align <= size_t(4) << 20; Align *= 2)
      for (size_t Bytes : {size_t(0), size_t(1), size_t(24), size_t(100),
                           size_t(700), size_t(5000), size_t(33000),
                           size_t(200000)}) {
        void *P = heddle_aligned_alloc(Align, Bytes), *Q = nullptr;
        ASSERT_TRUE(P) << Align << " " << Bytes;
        ASSERT_TRUE(isAligned(P, Align)) << Align << " " << Bytes;
        Block A = Block::make(P, Bytes, 1);
        if (Align >= sizeof(void *)) {
          ASSERT_EQ(heddle_posix_memalign(&Q, Align, Bytes), 0);
          ASSERT_TRUE(isAligned(Q, Align)) << Align << " " << Bytes;
          Block B = Block::make(Q, Bytes, 2);
          ASSERT_TRUE(B.intact());
        }
        ASSERT_TRUE(A.intact());
        heddle_free(P);
        heddle_free(Q);
      }
    void *Untouched = &errno;
    errno = 0;
    EXPECT_EQ(heddle_aligned_alloc(48, 100), nullptr);
    EXPECT_EQ(errno, EINVAL);
    errno = 0;
    EXPECT_EQ(heddle_posix_memalign(&Untouched, 48, 100), EINVAL);
    EXPECT_EQ(heddle_posix_memalign(&Untouched, 4, 100), EINVAL);
    EXPECT_EQ(heddle_posix_memalign(&Untouched, 64, HeapBytes * 2), ENOMEM);
    EXPECT_EQ(Untouched, &errno);
  });
}

TEST(Heap, SizeZero) {
  onWarp([] {
    void *A = heddle_malloc(0), *B = heddle_malloc(0);
    EXPECT_TRUE(A);
    EXPECT_TRUE(B);
    EXPECT_NE(A, B);
    heddle_free(A);
    heddle_free(B);
    void *C = heddle_calloc(0, 8);
    EXPECT_TRUE(C);
    heddle_free(C);
    heddle_free(nullptr);
    void *D = heddle_realloc(nullptr, 40);
    EXPECT_GE(heddle_malloc_usable_size(D), 40u);
    EXPECT_EQ(heddle_realloc(D, 0), nullptr); // frees, as on Linux
    EXPECT_EQ(heddle_malloc_usable_size(nullptr), 0u);
  });
}

TEST(Heap, RefusesSizesThatOverflow) {
  onWarp([] {
    constexpr size_t Half = SIZE_MAX / 2 + 1;
    errno = 0;
    EXPECT_EQ(heddle_calloc(Half, 2), nullptr);
    EXPECT_EQ(errno, ENOMEM);
    for (size_t Bytes : {SIZE_MAX, SIZE_MAX - 15, SIZE_MAX - 100000, Half,
                         Half - 1, HeapBytes, HeapBytes - 1}) {
      errno = 0;
      EXPECT_EQ(heddle_malloc(Bytes), nullptr) << Bytes;
      EXPECT_EQ(errno, ENOMEM);
      EXPECT_EQ(heddle_aligned_alloc(4096, Bytes), nullptr) << Bytes;
      EXPECT_EQ(heddle_aligned_alloc(size_t(1) << 62, Bytes), nullptr);
    }
    EXPECT_EQ(heddle_aligned_alloc(size_t(1) << 62, 1), nullptr);
    void *P = heddle_malloc(100);
    Block B = Block::make(P, 100, 3);
    EXPECT_EQ(heddle_realloc(P, Half), nullptr);
    EXPECT_TRUE(B.intact()) << "a realloc that fails leaves the block alone";
    heddle_free(P);
  });
}

TEST(Heap, CallocZeroesUsedMemory) {
  onWarp([] {
    for (size_t Bytes : {16, 100, 3000, 50000}) {
      std::vector<void *> Dirty;
      for (int I = 0; I < 100; ++I) {
        Dirty.push_back(heddle_malloc(Bytes));
        memset(Dirty.back(), 0xff, Bytes);
      }
      freeAll(Dirty);
      for (int I = 0; I < 100; ++I) {
        auto *P = (unsigned char *)heddle_calloc(1, Bytes);
        for (size_t J = 0; J < Bytes; ++J)
          ASSERT_EQ(P[J], 0);
        Dirty.push_back(P);
      }
      freeAll(Dirty);
    }
  });
}

TEST(Heap, ReallocKeepsTheContent) {
  onWarp([] {
    std::mt19937 Random(1);
    for (int Round = 0; Round < 200; ++Round) {
      Block B = Block::make(heddle_malloc(8), 8, unsigned(Round));
      for (int Step = 0; Step < 20; ++Step) {
        size_t Size = 1 + randomSize(Random);
        void *Moved = heddle_realloc(B.Bytes, Size);
        ASSERT_TRUE(Moved);
        B.Bytes = (unsigned char *)Moved;
        ASSERT_TRUE(B.intact(Size));
        B = Block::make(Moved, Size, B.Seed + 1);
      }
      heddle_free(B.Bytes);
    }
  });
}

TEST(Heap, ReallocWithinTheBlockStays) {
  onWarp([] {
    void *Small = heddle_malloc(33);
    EXPECT_EQ(heddle_realloc(Small, 48), Small);
    EXPECT_EQ(heddle_realloc(Small, 30), Small);
    heddle_free(Small);
    void *Large = heddle_malloc(100000);
    EXPECT_EQ(heddle_realloc(Large, 100001), Large);
    heddle_free(Large);
    // What a large block gives back it can have again.
    Block B = Block::make(heddle_malloc(2 << 20), 2 << 20, 5);
    EXPECT_EQ(heddle_realloc(B.Bytes, 100000), B.Bytes);
    EXPECT_LT(heddle_malloc_usable_size(B.Bytes), 120000u);
    EXPECT_EQ(heddle_realloc(B.Bytes, 2 << 20), B.Bytes);
    EXPECT_TRUE(B.intact(100000));
    // Not when somebody else has it.
    EXPECT_EQ(heddle_realloc(B.Bytes, 1 << 20), B.Bytes);
    void *Behind = heddle_aligned_alloc(PageBytes, 1 << 20);
    void *Moved = heddle_realloc(B.Bytes, 3 << 20);
    B.Bytes = (unsigned char *)Moved;
    EXPECT_TRUE(B.intact(1 << 20));
    heddle_free(Moved);
    heddle_free(Behind);
  });
}

// These two come before those that leave objects in the magazines of many warps,
// which keep whole spans from becoming something else.
TEST(Heap, ExhaustionReturnsNullAndRecovers) {
  onWarp([] {
    for (size_t Bytes : {16, 48, 512, 5000, 20000, 40000, 3 << 20}) {
      errno = 0;
      std::vector<void *> First = exhaust(Bytes);
      EXPECT_EQ(errno, ENOMEM);
      // What tables, spans' ends and magazines may cost.
      EXPECT_GE(First.size() * Bytes, HeapBytes / 10 * 7) << Bytes;
      std::vector<void *> Sorted = First;
      std::sort(Sorted.begin(), Sorted.end());
      EXPECT_EQ(std::adjacent_find(Sorted.begin(), Sorted.end()), Sorted.end());
      size_t Count = First.size();
      freeAll(First);
      std::vector<void *> Second = exhaust(Bytes);
      EXPECT_GE(Second.size(), Count - Count / 16) << Bytes;
      freeAll(Second);
    }
  });
}

// By steps, and as far as the host lets it. What the host has refused it is not asked
// again at once.
TEST(Heap, GrowsOnDemand) {
  onWarp([] {
    uint32_t Mapped = uint32_t(statistics().mappedBytes / PageBytes);
    unsigned Before = HostCalls;
    if (Mapped < heddle::abi::planHeap(HeapBytes).pages) {
      HostPages = Mapped;
      std::vector<void *> Blocks = exhaust(100000);
      EXPECT_EQ(HostCalls, Before + 1);
      EXPECT_EQ(statistics().mappedBytes, size_t(Mapped) * PageBytes);
      // It may have enough for less.
      HostPages = ~0u;
      void *Less = heddle_malloc(70000);
      EXPECT_TRUE(Less);
      EXPECT_EQ(HostCalls, Before + 2);
      heddle_free(Less);
      freeAll(Blocks);
    }
    std::vector<void *> Blocks = exhaust(100000);
    EXPECT_GT(Blocks.size() * 100000, HeapBytes / 10 * 8);
    EXPECT_LE(statistics().growths, 40u);
    // It is known that there are no more pages.
    Before = HostCalls;
    for (int I = 0; I < 1000; ++I)
      EXPECT_FALSE(heddle_malloc(100000));
    EXPECT_EQ(HostCalls, Before);
    EXPECT_GE(statistics().peakBytes, Blocks.size() * 100000);
    EXPECT_LE(statistics().peakBytes, statistics().mappedBytes);
    freeAll(Blocks);
  });
}

// A malloc that fails takes nothing out of the caches that others would have to bring
// back; nor does one at the edge of a full heap take more than it needs.
TEST(Heap, FailuresAreCheap) {
  onWarp([] {
    std::vector<void *> Large = exhaust(100000), Small = exhaust(16);
    auto Before = statistics().reapedObjects;
    for (int I = 0; I < 100000; ++I) {
      ASSERT_FALSE(heddle_malloc(100000));
      ASSERT_FALSE(heddle_malloc(16));
    }
    EXPECT_EQ(statistics().reapedObjects, Before);
    // Each block that is freed has to be given back once at most, however many
    // failures there are.
    size_t Freed = 0;
    while (Small.size() > 1000) {
      for (int I = 0; I < 500; ++I, ++Freed) {
        heddle_free(Small.back());
        Small.pop_back();
      }
      if (void *Block = heddle_malloc(100000))
        Large.push_back(Block);
    }
    EXPECT_LE(statistics().reapedObjects - Before, Freed + Freed / 8);
    freeAll(Small);
    freeAll(Large);
  });
}

// Runs that are a little too short are many, and need not all be looked at.
TEST(Heap, ShortRunsDoNotHinder) {
  onWarp([] {
    std::vector<void *> Blocks = exhaust(9 * PageBytes);
    std::vector<void *> Left;
    for (size_t I = 0; I < Blocks.size(); ++I)
      if (I % 2)
        Left.push_back(Blocks[I]);
      else
        heddle_free(Blocks[I]);
    std::vector<void *> Others = exhaust(11 * PageBytes);
    for (int I = 0; I < 1000000; ++I)
      ASSERT_FALSE(heddle_malloc(11 * PageBytes));
    void *Fits = heddle_malloc(9 * PageBytes);
    EXPECT_TRUE(Fits);
    heddle_free(Fits);
    freeAll(Others);
    freeAll(Left);
  });
}

// The pages that small objects had can become a large block and the reverse.
TEST(Heap, MemoryChangesItsUse) {
  onWarp([] {
    for (int Round = 0; Round < 3; ++Round)
      for (size_t Bytes : {size_t(64), HeapBytes / 8, size_t(9000)}) {
        std::vector<void *> Blocks = exhaust(Bytes);
        EXPECT_GE(Blocks.size() * Bytes, HeapBytes / 2) << Bytes;
        freeAll(Blocks);
      }
  });
}

// Blocks change hands all the time: most are freed by another warp.
TEST(Heap, RandomUseByManyWarps) {
  constexpr size_t Places = 512;
  static std::atomic<Block *> Exchange[Places];
  std::atomic<bool> Torn = false, NoMemory = false;
  runWarps(WarpCount, [&](unsigned Warp) {
    std::mt19937 Random(Warp + 1);
    std::vector<Block> Own(64);
    for (unsigned Step = 0; Step < 20000; ++Step) {
      Block &B = Own[Random() % Own.size()];
      switch (Random() % 4) {
      case 0:
      case 1: { // hand over, take another's
        auto *Given = B.Bytes ? new Block(B) : nullptr;
        Block *Taken = Exchange[Random() % Places].exchange(Given);
        B = Taken ? *Taken : Block();
        delete Taken;
        if (B.Bytes && !B.intact())
          Torn = true;
        break;
      }
      case 2: {
        if (!B.Bytes)
          break;
        size_t Size = 1 + randomSize(Random);
        void *Moved = heddle_realloc(B.Bytes, Size);
        if (!Moved) {
          NoMemory = true;
          break;
        }
        B.Bytes = (unsigned char *)Moved;
        if (!B.intact(Size))
          Torn = true;
        B = Block::make(Moved, Size, Step);
        break;
      }
      default: {
        if (B.Bytes && !B.intact())
          Torn = true;
        heddle_free(B.Bytes);
        B = Block();
        size_t Size = randomSize(Random);
        size_t Align = Random() % 8 ? 16 : size_t(16) << Random() % 10;
        void *P = Align == 16 ? heddle_malloc(Size)
                              : heddle_aligned_alloc(Align, Size);
        if (!P || !isAligned(P, Align))
          NoMemory = true;
        else
          B = Block::make(P, Size, Step);
      }
      }
    }
    for (Block &B : Own) {
      if (B.Bytes && !B.intact())
        Torn = true;
      heddle_free(B.Bytes);
    }
  });
  EXPECT_FALSE(Torn);
  EXPECT_FALSE(NoMemory);
  onWarp([] {
    for (auto &Place : Exchange)
      if (Block *B = Place.exchange(nullptr)) {
        EXPECT_TRUE(B->intact());
        heddle_free(B->Bytes);
        delete B;
      }
  });
}

TEST(Heap, ExhaustionByManyWarps) {
  for (size_t Bytes : {200, 5000, 70000}) {
    std::atomic<size_t> Total = 0;
    std::barrier AllFull(WarpCount);
    runWarps(WarpCount, [&](unsigned) {
      std::vector<void *> Blocks = exhaust(Bytes);
      Total += Blocks.size();
      AllFull.arrive_and_wait();
      freeAll(Blocks);
    });
    EXPECT_GE(Total * Bytes, HeapBytes / 10 * 6) << Bytes;
  }
}

// One warp allocates and another frees: what circulates between them must stay
// as little as what is alive, not grow with what was ever allocated.
TEST(Heap, ProducerAndConsumerStayBounded) {
  constexpr size_t Depth = 256, Bytes = 100;
  constexpr unsigned Count = 200000;
  static std::atomic<void *> Ring[Depth];
  std::set<uintptr_t> Pages;
  runWarps(2, [&](unsigned Warp) {
    for (unsigned I = 0; I < Count; ++I) {
      std::atomic<void *> &Place = Ring[I % Depth];
      if (Warp == 0) {
        void *P = heddle_malloc(Bytes);
        ASSERT_TRUE(P);
        Pages.insert((uintptr_t)P / PageBytes);
        memset(P, int(I), Bytes);
        while (Place.load(std::memory_order_relaxed))
          std::this_thread::yield();
        Place.store(P, std::memory_order_release);
      } else {
        void *P;
        while (!(P = Place.exchange(nullptr, std::memory_order_acquire)))
          std::this_thread::yield();
        ASSERT_EQ(*(unsigned char *)P, (unsigned char)I);
        heddle_free(P);
      }
    }
  });
  EXPECT_LE(Pages.size() * PageBytes, size_t(1) << 20);
}

#ifdef GTEST_HAS_DEATH_TEST
TEST(HeapDeathTest, FreeOfForeignPointers) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(onWarp([] {
                 int Local[8];
                 heddle_free(Local + 1);
               }),
               "free\\(\\): invalid pointer");
  EXPECT_DEATH(onWarp([] {
                 auto *P = (char *)heddle_malloc(100000);
                 heddle_free(P + PageBytes);
               }),
               "free\\(\\): invalid pointer");
}
#endif
