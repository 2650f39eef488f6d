// As many threads as run at once, all of which block on each other: each means
// of synchronization checks its own outcome. Small numbers here; tools/stress
// runs it with all warps of a GPU, again and again.
// RUN: %agree --keep %s -O2 -std=c++20 -- all 2 3 20
// RUN: %agree --again -- all 48 2 10
//
// usage: stress_threads [part | all | list] [threads] [repeats] [size]
// The size is how often each thread does its part; 0 stands for the default.

#include <algorithm>
#include <atomic>
#include <barrier>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <exception>
#include <future>
#include <memory>
#include <mutex>
#include <semaphore>
#include <shared_mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace {

void check(bool Ok, const char *Part, const char *What, unsigned long Is,
           unsigned long Expected) {
  if (Ok)
    return;
  std::printf("%s: FAILED: %s: %lu instead of %lu\n", Part, What, Is, Expected);
  std::fflush(stdout);
  std::_Exit(1);
}

void checkEqual(const char *Part, const char *What, unsigned long Is,
                unsigned long Expected) {
  check(Is == Expected, Part, What, Is, Expected);
}

/// Body(0) to Body(Count - 1), each on a thread; main is the first.
template <typename F> void onThreads(unsigned Count, F Body) {
  std::vector<std::thread> Threads;
  Threads.reserve(Count);
  for (unsigned i = 1; i < Count; ++i)
    Threads.emplace_back([&Body, i] { Body(i); });
  Body(0);
  for (std::thread &Thread : Threads)
    Thread.join();
}

/// Some try the mutex first, since failed tries must not starve the queue.
void mutexCounter(unsigned Count, unsigned Size) {
  std::mutex Mutex;
  unsigned long Counter = 0;
  onThreads(Count, [&](unsigned Me) {
    for (unsigned i = 0; i < Size; ++i) {
      std::unique_lock<std::mutex> Lock(Mutex, std::defer_lock);
      if ((Me + i) % 8 != 0 || !Lock.try_lock())
        Lock.lock();
      ++Counter;
    }
  });
  checkEqual("mutex", "increments", Counter, 1ul * Count * Size);
}

/// Writers change all of the table; a reader must never see a part of that.
void sharedTable(unsigned Count, unsigned Size) {
  std::shared_mutex Mutex;
  std::vector<unsigned long> Table(16);
  std::atomic<unsigned long> Writes{0}, Torn{0};
  onThreads(Count, [&](unsigned Me) {
    for (unsigned i = 0; i < Size; ++i) {
      if ((Me + i) % 8 == 0) {
        std::unique_lock<std::shared_mutex> Lock(Mutex);
        for (unsigned long &Entry : Table)
          ++Entry;
        ++Writes;
      } else {
        std::shared_lock<std::shared_mutex> Lock(Mutex);
        for (unsigned long Entry : Table)
          if (Entry != Table[0])
            ++Torn;
      }
    }
  });
  checkEqual("shared_mutex", "torn reads", Torn, 0);
  checkEqual("shared_mutex", "writes", Table[0], Writes);
  checkEqual("shared_mutex", "writes in the last entry", Table.back(), Writes);
}

class BoundedQueue {
  std::mutex Mutex;
  std::condition_variable NotFull, NotEmpty;
  std::deque<unsigned> Items;
  bool Closed = false;

public:
  static constexpr size_t Capacity = 16;
  size_t Longest = 0;

  void push(unsigned Item) {
    std::unique_lock<std::mutex> Lock(Mutex);
    NotFull.wait(Lock, [&] { return Items.size() < Capacity; });
    Items.push_back(Item);
    Longest = std::max(Longest, Items.size());
    NotEmpty.notify_one();
  }
  bool pop(unsigned &Item) {
    std::unique_lock<std::mutex> Lock(Mutex);
    NotEmpty.wait(Lock, [&] { return !Items.empty() || Closed; });
    if (Items.empty())
      return false;
    Item = Items.front();
    Items.pop_front();
    NotFull.notify_one();
    return true;
  }
  void close() {
    std::lock_guard<std::mutex> Lock(Mutex);
    Closed = true;
    NotEmpty.notify_all();
  }
};

/// Every second thread produces.
void boundedQueue(unsigned Count, unsigned Size) {
  BoundedQueue Queue;
  unsigned Producers = Count / 2;
  std::atomic<unsigned> Producing{Producers};
  std::atomic<unsigned long> Sum{0}, Taken{0};
  onThreads(Count, [&](unsigned Me) {
    if (Me % 2) {
      for (unsigned i = 0; i < Size; ++i)
        Queue.push(Me / 2 * Size + i);
      if (--Producing == 0)
        Queue.close();
      return;
    }
    unsigned long Mine = 0, MyTaken = 0;
    for (unsigned Item; Queue.pop(Item); ++MyTaken)
      Mine += Item;
    Sum += Mine;
    Taken += MyTaken;
  });
  unsigned long Items = 1ul * Producers * Size;
  checkEqual("queue", "items", Taken, Items);
  checkEqual("queue", "sum of the items", Sum, Items * (Items - 1) / 2);
  check(Queue.Longest <= Queue.Capacity, "queue", "longest", Queue.Longest,
        Queue.Capacity);
}

void cyclicBarrier(unsigned Count, unsigned Size) {
  std::atomic<unsigned> Arrived{0};
  unsigned long Phases = 0, Wrong = 0;
  auto Completed = [&]() noexcept {
    Wrong += Arrived.exchange(0, std::memory_order_relaxed) != Count;
    ++Phases;
  };
  std::barrier Barrier(Count, Completed);
  onThreads(Count, [&](unsigned) {
    for (unsigned i = 0; i < Size; ++i) {
      Arrived.fetch_add(1, std::memory_order_relaxed);
      Barrier.arrive_and_wait();
    }
  });
  checkEqual("barrier", "phases that began before all were there", Wrong, 0);
  checkEqual("barrier", "phases", Phases, Size);
}

/// Each thread waits for its predecessor's value and promises the next; in
/// every second chain an exception comes down instead. The threads keep one
/// promise and one future of each chain.
void futureChain(unsigned Count, unsigned Size) {
  std::vector<std::vector<std::promise<unsigned>>> Promises(Size);
  std::vector<std::vector<std::future<unsigned>>> Futures(Size);
  for (unsigned Chain = 0; Chain < Size; ++Chain) {
    Promises[Chain].resize(Count);
    for (std::promise<unsigned> &Each : Promises[Chain])
      Futures[Chain].push_back(Each.get_future());
  }
  std::atomic<unsigned long> Wrong{0};
  onThreads(Count, [&](unsigned Me) {
    for (unsigned Chain = 0; Chain < Size; ++Chain) {
      std::promise<unsigned> &Mine = Promises[Chain][Me];
      bool Throws = Chain % 2;
      if (Me == 0) {
        if (Throws)
          Mine.set_exception(std::make_exception_ptr(Chain));
        else
          Mine.set_value(Chain);
        continue;
      }
      try {
        unsigned Value = Futures[Chain][Me - 1].get();
        Wrong += Throws || Value != Chain + Me - 1;
        Mine.set_value(Value + 1);
      } catch (unsigned Thrown) {
        Wrong += !Throws || Thrown != Chain;
        Mine.set_exception(std::current_exception());
      }
    }
  });
  for (unsigned Chain = 0; Chain < Size; Chain += 2)
    checkEqual("future", "end of the chain", Futures[Chain][Count - 1].get(),
               Chain + Count - 1);
  checkEqual("future", "wrong links", Wrong, 0);
}

/// One token goes round; who has it counts.
void tokenRing(unsigned Count, unsigned Size) {
  std::vector<std::unique_ptr<std::binary_semaphore>> Ring;
  for (unsigned i = 0; i < Count; ++i)
    Ring.push_back(std::make_unique<std::binary_semaphore>(i == 0));
  unsigned long Counter = 0, Wrong = 0;
  onThreads(Count, [&](unsigned Me) {
    for (unsigned i = 0; i < Size; ++i) {
      Ring[Me]->acquire();
      Wrong += Counter++ != 1ul * i * Count + Me;
      Ring[(Me + 1) % Count]->release();
    }
  });
  checkEqual("semaphore", "hops", Counter, 1ul * Count * Size);
  checkEqual("semaphore", "hops out of turn", Wrong, 0);
}

/// All wait on one condition variable for a stop that one request makes.
void stopBroadcast(unsigned Count, unsigned Size) {
  for (unsigned i = 0; i < Size; ++i) {
    std::mutex Mutex;
    std::condition_variable_any Changed;
    std::stop_source Source;
    unsigned Waiting = 0;
    std::atomic<unsigned long> Stopped{0}, Wrong{0};
    {
      std::vector<std::jthread> Threads;
      for (unsigned t = 1; t < Count; ++t)
        Threads.emplace_back([&, Token = Source.get_token()] {
          std::unique_lock<std::mutex> Lock(Mutex);
          if (++Waiting == Count - 1)
            Changed.notify_all();
          Wrong += Changed.wait(Lock, Token, [] { return false; });
          Stopped += Token.stop_requested();
        });
      std::unique_lock<std::mutex> Lock(Mutex);
      Changed.wait(Lock, [&] { return Waiting == Count - 1; });
      Lock.unlock();
      checkEqual("stop_token", "stopped early", Stopped, 0);
      Source.request_stop();
    }
    checkEqual("stop_token", "stopped", Stopped, Count - 1);
    checkEqual("stop_token", "woken by nothing", Wrong, 0);
  }
}

struct Part {
  const char *Name;
  void (*Run)(unsigned Count, unsigned Size);
  unsigned Size;
};

constexpr Part Parts[] = {
    {"mutex", mutexCounter, 20},      {"shared_mutex", sharedTable, 20},
    {"queue", boundedQueue, 10},      {"barrier", cyclicBarrier, 10000},
    {"future", futureChain, 2},       {"semaphore", tokenRing, 5},
    {"stop_token", stopBroadcast, 1},
};

unsigned number(int argc, char **argv, int Index, unsigned Default) {
  unsigned Given = argc > Index ? std::strtoul(argv[Index], nullptr, 10) : 0;
  return Given ? Given : Default;
}

} // namespace

int main(int argc, char **argv) {
  const char *Chosen = argc > 1 ? argv[1] : "all";
  if (!std::strcmp(Chosen, "list")) {
    for (const Part &P : Parts)
      std::printf("%s\n", P.Name);
    return 0;
  }
  unsigned Hardware = std::max(std::thread::hardware_concurrency(), 2u);
  unsigned Count = number(argc, argv, 2, Hardware);
  unsigned Repeats = number(argc, argv, 3, 1);
#ifdef __HEDDLE__
  if (Count > std::thread::hardware_concurrency()) {
    std::printf("%u threads that wait for each other need as many warps\n",
                Count);
    return 2;
  }
#endif
  if (Count < 2)
    return std::printf("at least two threads\n"), 2;

  bool Known = false;
  for (const Part &P : Parts) {
    if (std::strcmp(Chosen, "all") && std::strcmp(Chosen, P.Name))
      continue;
    Known = true;
    unsigned Size = number(argc, argv, 4, P.Size);
    for (unsigned i = 0; i < Repeats; ++i)
      P.Run(Count, Size);
    std::printf("%s: %u threads, %u times, %u times each: ok\n", P.Name, Count,
                Repeats, Size);
    std::fflush(stdout);
  }
  if (!Known)
    return std::printf("there is no part %s\n", Chosen), 2;
}
