// Threads without end: what a thread had is there for the next one, whether it
// was joined, in any order, or detached. tools/stress starts a million.
// RUN: %agree %s -O2 -std=c++20 -- 12000 600
//
// usage: threads_million [threads] [of these at a time]

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#if __has_include(<heddle/introspect.h>)
#include <heddle/introspect.h>
#define HAS_HEAP_BYTES
#endif

namespace {

std::atomic<unsigned long> Sum{0}, Destroyed{0};
std::atomic<unsigned> Ended{0};

/// Memory of each kind that a thread can have.
struct Local {
  std::string Text = std::string(100, 'x');
  ~Local() {
    Destroyed.fetch_add(Text.size(), std::memory_order_relaxed);
    Ended.fetch_add(1);
    Ended.notify_one();
  }
};
thread_local Local Mine;

void work(unsigned long Number) {
  std::vector<unsigned long> Numbers(Mine.Text.size() / 4, Number);
  Sum.fetch_add(Numbers.back(), std::memory_order_relaxed);
}

enum End { JoinInOrder, JoinBackwards, Detach, Ends };

/// Threads First to First + Count - 1, all started before the first is joined.
void round(unsigned long First, unsigned Count, End How) {
  Ended = 0;
  std::vector<std::thread> Threads;
  Threads.reserve(Count);
  for (unsigned i = 0; i < Count; ++i) {
    Threads.emplace_back(work, First + i);
    if (How == Detach)
      Threads.back().detach();
  }
  for (unsigned i = 0; i < Count && How != Detach; ++i)
    Threads[How == JoinInOrder ? i : Count - 1 - i].join();
  for (unsigned Seen; (Seen = Ended.load()) != Count;)
    Ended.wait(Seen);
}

unsigned long heapBytes() {
#ifdef HAS_HEAP_BYTES
  return heddle::heap_bytes();
#else
  return 0;
#endif
}

} // namespace

int main(int argc, char **argv) {
  unsigned long Total = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 12000;
  unsigned AtOnce = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 600;
  if (!AtOnce || Total < 8ul * AtOnce)
    return std::printf("at least eight times as many threads as at a time\n"),
           2;

  // What the caches of all warps hold has been allocated after half of the
  // rounds.
  unsigned long Started = 0, Before = 0, StartedBefore = 0;
  for (unsigned Rounds = 0; Started < Total; ++Rounds) {
    unsigned long Left = Total - Started;
    unsigned Count = Left < AtOnce ? unsigned(Left) : AtOnce;
    round(Started, Count, End(Rounds % Ends));
    Started += Count;
    if (!StartedBefore && Started >= Total / 2) {
      Before = heapBytes();
      StartedBefore = Started;
    }
  }
  unsigned long After = heapBytes(), Expected = Total * (Total - 1) / 2;
  if (Sum != Expected || Destroyed != Total * 100)
    return std::printf("FAILED: sum %lu instead of %lu, %lu bytes destroyed\n",
                       Sum.load(), Expected, Destroyed.load()),
           1;
  std::printf("%lu threads, %u at a time: all ran\n", Total, AtOnce);

  // The least that could be lost with each thread is one block of 16 bytes,
  // which a million threads show; fewer show the loss of a control block.
  unsigned long Slack = (1ul << 20) + 8 * (Started - StartedBefore);
  std::fprintf(stderr, "heap: %lu bytes after %lu threads, %lu after all\n",
               Before, StartedBefore, After);
  if (After > Before + Slack)
    return std::printf("FAILED: the heap grew from %lu to %lu bytes\n", Before,
                       After),
           1;
  std::printf("the heap did not grow\n");
}
