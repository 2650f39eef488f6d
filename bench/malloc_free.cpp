//===- malloc_free.cpp - Pairs of malloc and free -------------------------===//
//
// Part of the Heddle project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// usage: malloc_free [threads beside CUDA's] [pairs a thread] [repeats]
//                    [threads, as many as there are] [MB to grow to]
//
//===----------------------------------------------------------------------===//

#include "Crowd.h"

static void touch(void *Block, unsigned Value) {
  if (!Block) {
    std::fprintf(stderr, "out of memory\n");
    std::abort();
  }
  *static_cast<volatile unsigned *>(Block) = Value;
}

/// The compiler sees which malloc the block of this free is from.
static void pairs(unsigned Count, size_t Size) {
  for (unsigned i = 0; i < Count; ++i) {
    void *Block = std::malloc(Size);
    touch(Block, i);
    std::free(Block);
  }
}

static void pairsOf64(unsigned Count) {
  for (unsigned i = 0; i < Count; ++i) {
    void *Block = std::malloc(64);
    touch(Block, i);
    std::free(Block);
  }
}

/// It does not see it here.
static void pairsUnseen(unsigned Count) {
  for (unsigned i = 0; i < Count; ++i) {
    void *volatile Block = std::malloc(64);
    touch(Block, i);
    std::free(Block);
  }
}

struct Object {
  volatile unsigned Words[16];
};

static void objects(unsigned Count) {
  for (unsigned i = 0; i < Count; ++i) {
    Object *volatile New = new Object;
    New->Words[0] = i;
    delete New;
  }
}

/// \p Live blocks at a time, each freed long after it was allocated.
static void rotate(unsigned Count, size_t Size) {
  constexpr unsigned Live = 64;
  void *Blocks[Live] = {};
  for (unsigned i = 0; i < Count; ++i) {
    std::free(Blocks[i % Live]);
    Blocks[i % Live] = std::malloc(Size + i % 7 * 16);
    touch(Blocks[i % Live], i);
  }
  for (void *Block : Blocks)
    std::free(Block);
}

/// Sizes from 16 bytes to 64 KB, as many in one doubling as in another.
class RandomSizes {
  unsigned State;

public:
  explicit RandomSizes(unsigned Seed) : State(Seed * 2654435761u | 1) {}
  unsigned next() {
    State ^= State << 13;
    State ^= State >> 17;
    return State ^= State << 5;
  }
  size_t size() {
    unsigned Log = 4 + next() % 12;
    return (size_t(1) << Log) + next() % (1u << Log);
  }
};

static void randomSizes(unsigned Count, unsigned Seed) {
  constexpr unsigned Live = 64;
  std::vector<void *> Blocks(Live);
  RandomSizes Random(Seed + 1);
  for (unsigned i = 0; i < Count; ++i) {
    void *&Block = Blocks[Random.next() % Live];
    std::free(Block);
    Block = std::malloc(Random.size());
    touch(Block, i);
  }
  for (void *Block : Blocks)
    std::free(Block);
}

/// Blocks on their way from the thread that allocates them to the one that frees them,
/// handed over some at a time.
class Belt {
  static constexpr unsigned Places = 128, Together = 16;
  alignas(128) std::atomic<unsigned> Put{0};
  alignas(128) std::atomic<unsigned> Taken{0};
  alignas(128) void *Blocks[Places];

public:
  void allocate(unsigned Count) {
    for (unsigned i = 0; i < Count; i += Together) {
      while (i + Together - Taken.load(std::memory_order_acquire) > Places)
        std::this_thread::yield();
      for (unsigned j = i; j < i + Together; ++j) {
        Blocks[j % Places] = std::malloc(64);
        touch(Blocks[j % Places], j);
      }
      Put.store(i + Together, std::memory_order_release);
    }
  }
  void free(unsigned Count) {
    for (unsigned i = 0; i < Count; i += Together) {
      while (Put.load(std::memory_order_acquire) == i)
        std::this_thread::yield();
      for (unsigned j = i; j < i + Together; ++j)
        std::free(Blocks[j % Places]);
      Taken.store(i + Together, std::memory_order_release);
    }
  }
  static unsigned whole(unsigned Count) { return Count / Together * Together; }
  void restart() {
    Put = 0;
    Taken = 0;
  }
};

static void hereAndThere(unsigned Repeats, unsigned Pairs, unsigned Count) {
  Count = std::max(Belt::whole(Count), Belt::whole(64));
  std::vector<Belt> Belts(Pairs);
  double Nanoseconds = bench::medianTogether(
      Repeats, 2 * Pairs, 1, [&](unsigned Thread) {
        Belt &Mine = Belts[Thread / 2];
        if (Thread % 2) {
          Mine.free(Count);
          Mine.restart();
        } else {
          Mine.allocate(Count);
        }
      });
  bench::result("malloc_here_free_there",
                1e3 * Pairs * Count / Nanoseconds, "M/s");
}

/// Blocks of 1 KB to 1 MB until there are so many bytes of them, or no memory is left.
static void grow(size_t Bytes) {
  std::vector<void *> Blocks;
  size_t Allocated = 0;
  double Longest = 0;
  double Time = bench::nanoseconds([&] {
    for (unsigned i = 0; Allocated < Bytes; ++i) {
      size_t Size = i % 16 ? 1024 : 1 << 20;
      void *Block;
      double Took = bench::nanoseconds([&] { Block = std::malloc(Size); });
      if (!Block) {
        bench::result("growth_malloc_failing", Took, "ns");
        break;
      }
      Longest = std::max(Longest, Took);
      touch(Block, i);
      Blocks.push_back(Block);
      Allocated += Size;
    }
  });
  bench::result("growth_reached", double(Allocated) / (1 << 20), "MB");
  bench::result("growth_malloc", Time / Blocks.size(), "ns");
  bench::result("growth_malloc_longest", Longest, "ns");
  Time = bench::nanoseconds([&] {
    for (void *Block : Blocks)
      std::free(Block);
  });
  bench::result("growth_free", Time / Blocks.size(), "ns");
}

#ifdef HEDDLE_BENCH_INTROSPECT
/// What the heap has taken, over what the program had at once.
static void fragmentation(unsigned ThreadCount, unsigned Count) {
  constexpr unsigned Live = 1024;
  std::atomic<size_t> Now{0}, Peak{0};
  std::atomic<unsigned> Full{0};
  size_t Before = heddle::heap_bytes();
  bench::together(ThreadCount, [&](unsigned Thread) {
    struct Piece {
      void *Block;
      size_t Size;
    };
    std::vector<Piece> Pieces(Live);
    RandomSizes Random(Thread + 1);
    size_t MyPeak = 0;
    for (unsigned i = 0; i < Live + Count; ++i) {
      if (i == Live) {
        // Or else a CPU runs one thread after the other.
        ++Full;
        while (Full.load(std::memory_order_acquire) < ThreadCount)
          std::this_thread::yield();
      }
      Piece &Which = Pieces[i < Live ? i : Random.next() % Live];
      std::free(Which.Block);
      Now.fetch_sub(Which.Size, std::memory_order_relaxed);
      Which.Size = Random.size();
      Which.Block = std::malloc(Which.Size);
      touch(Which.Block, i);
      MyPeak = std::max(MyPeak, Which.Size + Now.fetch_add(
                                    Which.Size, std::memory_order_relaxed));
    }
    for (size_t Seen = Peak.load(); Seen < MyPeak;)
      if (Peak.compare_exchange_weak(Seen, MyPeak))
        break;
    for (Piece &Which : Pieces) {
      std::free(Which.Block);
      Now.fetch_sub(Which.Size, std::memory_order_relaxed);
    }
  });
  bench::result("fragmentation_percent",
                100.0 * (heddle::heap_bytes() - Before) / Peak.load(), "%");
}
#endif

int main(int argc, char **argv) {
  unsigned ThreadCount = bench::crowd(bench::argument(argc, argv, 1, 8));
  unsigned Pairs = bench::argument(argc, argv, 2, 1000);
  unsigned Repeats = bench::argument(argc, argv, 3, 11);
  unsigned All = bench::crowd(bench::argument(argc, argv, 4, 0));
  size_t Growth = size_t(bench::argument(argc, argv, 5, 256)) << 20;
  bench::printDevice();
  std::printf("# contenders %u\n# threads %u\n", ThreadCount, All);
  std::thread([] {}).join();

#ifdef HEDDLE_BENCH_INTROSPECT
  // First, while the heap is as good as new.
  fragmentation(All, Pairs);
#endif
  bench::result("malloc_free_64",
                bench::medianOf(Repeats, Pairs, [=] { pairsOf64(Pairs); }), "ns");
  bench::result("malloc_free_64_unseen",
                bench::medianOf(Repeats, Pairs, [=] { pairsUnseen(Pairs); }),
                "ns");
  bench::result("new_delete_64",
                bench::medianOf(Repeats, Pairs, [=] { objects(Pairs); }), "ns");
  bench::result("malloc_free_4096",
                bench::medianOf(Repeats, Pairs, [=] { pairs(Pairs, 4096); }),
                "ns");
  bench::result("malloc_free_rotating",
                bench::medianOf(Repeats, Pairs, [=] { rotate(Pairs, 64); }),
                "ns");
  bench::result("malloc_free_random_sizes",
                bench::medianOf(Repeats, Pairs, [=] { randomSizes(Pairs, 0); }),
                "ns");
  bench::result("malloc_free_64_all_threads",
                bench::medianTogether(Repeats, ThreadCount, Pairs,
                                      [=](unsigned) { pairsOf64(Pairs); }),
                "ns/pair/thread");

  // For what CUDA's malloc would take minutes.
  auto Million = [&](auto Body) {
    return 1e3 * Pairs * All / bench::medianTogether(Repeats, All, 1, Body);
  };
  bench::result("malloc_free_64_crowd",
                Million([=](unsigned) { pairsOf64(Pairs); }), "M/s");
  bench::result("malloc_free_random_sizes_crowd",
                Million([=](unsigned i) { randomSizes(Pairs, i); }), "M/s");
#ifdef __HEDDLE__
  if (All >= 2)
#endif
    hereAndThere(Repeats, std::max(All / 2, 1u), Pairs);
  grow(Growth);
}
