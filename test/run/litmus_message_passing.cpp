// Message passing: plain data, published by a release store or by a release
// read-modify-write, read after an acquire load. Each reader has read the last
// round's data, so its L1 cache holds the stale line; readers are on other SMs.
// RUN: %heddle %s -O2 -o %t
// RUN: %run %t 2000 | FileCheck %s
// CHECK: stale reads after a store: 0
// CHECK: stale reads after an exchange: 0
// CHECK: stale reads after a fetch_add: 0
// CHECK: stale reads after a compare_exchange: 0
// CHECK: stale reads after a fence: 0

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

constexpr int ReaderCount = 3, Words = 16;

struct alignas(256) Flag {
  std::atomic<unsigned> Round{0};
};

enum class Publish { Store, Exchange, FetchAdd, CompareExchange, Fence };

static void waitFor(std::atomic<unsigned> &Word, unsigned Value) {
  for (unsigned Spins = 0; Word.load(std::memory_order_acquire) != Value; ++Spins)
    if (Spins > 1000)
      std::this_thread::yield();
}

static long staleReads(Publish How, unsigned Rounds) {
  alignas(256) unsigned Data[Words] = {};
  std::atomic<unsigned> Relaxed{0};
  Flag Published, Read[ReaderCount];
  std::atomic<long> Stale{0};

  std::vector<std::thread> Readers;
  for (int r = 0; r < ReaderCount; ++r)
    Readers.emplace_back([&, r] {
      long Mine = 0;
      for (unsigned Round = 1; Round <= Rounds; ++Round) {
        waitFor(Published.Round, Round);
        for (unsigned Word : Data)
          Mine += Word != Round;
        Mine += Relaxed.load(std::memory_order_relaxed) != Round;
        Read[r].Round.store(Round, std::memory_order_release);
      }
      Stale += Mine;
    });

  for (unsigned Round = 1; Round <= Rounds; ++Round) {
    for (unsigned &Word : Data)
      Word = Round;
    Relaxed.store(Round, std::memory_order_relaxed);
    unsigned Last = Round - 1;
    switch (How) {
    case Publish::Store:
      Published.Round.store(Round, std::memory_order_release);
      break;
    case Publish::Exchange:
      Published.Round.exchange(Round, std::memory_order_release);
      break;
    case Publish::FetchAdd:
      Published.Round.fetch_add(1, std::memory_order_release);
      break;
    case Publish::CompareExchange:
      Published.Round.compare_exchange_strong(Last, Round,
                                              std::memory_order_release,
                                              std::memory_order_relaxed);
      break;
    case Publish::Fence:
      std::atomic_thread_fence(std::memory_order_release);
      Published.Round.store(Round, std::memory_order_relaxed);
      break;
    }
    for (Flag &Reader : Read)
      waitFor(Reader.Round, Round);
  }
  for (std::thread &Reader : Readers)
    Reader.join();
  return Stale;
}

int main(int argc, char **argv) {
  unsigned Rounds = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 2000;
  const char *Names[] = {"a store", "an exchange", "a fetch_add",
                         "a compare_exchange", "a fence"};
  long All = 0;
  for (int How = 0; How < 5; ++How) {
    long Stale = staleReads(static_cast<Publish>(How), Rounds);
    std::printf("stale reads after %s: %ld of %u rounds\n", Names[How], Stale,
                Rounds);
    All += Stale;
  }
  return All != 0;
}
