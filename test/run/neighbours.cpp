// Threads that run next to their creators: who joins a thread as soon as it has created it
// gets the next one on a warp of its block, which waits there for another. All that can be done
// with a thread is done with such ones, while they run and when they are over.
// RUN: %agree %s -O2 -std=c++20

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <future>
#include <pthread.h>
#include <thread>
#include <vector>

namespace {

unsigned Failures = 0;

void check(bool Holds, const char *What, unsigned Round) {
  if (!Holds && ++Failures < 10)
    std::printf("failed: %s, round %u\n", What, Round);
}

/// Written by one thread after the other, which only joins order.
unsigned Plain = 0;

void inARow() {
  for (unsigned i = 0; i < 2000; ++i) {
    unsigned Seen = 0;
    std::thread([&, i] { Seen = Plain++ + i; }).join();
    check(Seen == 2 * i && Plain == i + 1, "one after the other", i);
  }
}

/// What a thread returns comes to whoever joins it, early or late.
void *timesTwo(void *Argument) {
  return reinterpret_cast<void *>(2 * reinterpret_cast<uintptr_t>(Argument));
}

void results() {
  for (unsigned i = 1; i < 500; ++i) {
    pthread_t Thread;
    void *Result = nullptr;
    check(pthread_create(&Thread, nullptr, timesTwo,
                         reinterpret_cast<void *>(uintptr_t(i))) == 0,
          "create", i);
    if (i % 3 == 0)
      std::this_thread::sleep_for(std::chrono::microseconds(i % 10));
    check(pthread_join(Thread, &Result) == 0, "join", i);
    check(reinterpret_cast<uintptr_t>(Result) == 2 * i, "result", i);
  }
}

/// Each creates the next and joins it.
unsigned chain(unsigned Depth) {
  unsigned Below = 0;
  if (Depth)
    std::thread([&] { Below = chain(Depth - 1); }).join();
  return Below + 1;
}

/// Some are joined by a thread that did not create them, some by nobody.
void handedOn() {
  std::atomic<unsigned> Ended{0};
  for (unsigned i = 0; i < 300; ++i) {
    std::thread First([&] { ++Ended; });
    std::thread Second([&, Other = std::move(First)]() mutable {
      Other.join();
      std::thread([&] { ++Ended; }).detach();
    });
    Second.join();
  }
  while (Ended < 600)
    std::this_thread::yield();
}

struct Gate {
  std::atomic<bool> IsOpen{false};
};

void *waitAtGate(void *Argument) {
  while (!static_cast<Gate *>(Argument)->IsOpen.load())
    std::this_thread::yield();
  return nullptr;
}

void *join(void *Thread) {
  pthread_join(*static_cast<pthread_t *>(Thread), nullptr);
  return nullptr;
}

/// A thread that runs and is detached already cannot be joined.
void refused() {
  static Gate Door; // which the detached thread may look at later
  pthread_t Thread;
  check(pthread_create(&Thread, nullptr, waitAtGate, &Door) == 0, "create", 0);
  check(pthread_detach(Thread) == 0, "detach", 0);
  check(pthread_join(Thread, nullptr) == EINVAL, "joining a detached one", 0);
  Door.IsOpen = true;

  Gate Next;
  pthread_t Joiner;
  check(pthread_create(&Thread, nullptr, waitAtGate, &Next) == 0, "create", 1);
  check(pthread_create(&Joiner, nullptr, join, &Thread) == 0, "create", 2);
  Next.IsOpen = true;
  check(pthread_join(Joiner, nullptr) == 0, "join", 2);
}

/// Longer than a joiner polls.
void lasting() {
  for (unsigned i = 0; i < 20; ++i) {
    unsigned Seen = 0;
    std::thread([&] {
      std::this_thread::sleep_for(std::chrono::microseconds(50 * i));
      Seen = 1;
    }).join();
    check(Seen == 1, "a thread that lasts", i);
  }
}

/// All at once, each with children of its own, on all warps.
void crowd() {
  std::atomic<unsigned> Sum{0};
  std::vector<std::thread> Threads;
  for (unsigned i = 0; i < std::thread::hardware_concurrency(); ++i)
    Threads.emplace_back([&] {
      for (unsigned Round = 0; Round < 20; ++Round)
        Sum += std::async(std::launch::async, [] { return 1u; }).get();
    });
  unsigned Count = unsigned(Threads.size());
  for (std::thread &Thread : Threads)
    Thread.join();
  check(Sum == 20 * Count, "children of a crowd", Sum);
}

} // namespace

int main() {
  inARow();
  results();
  check(chain(40) == 41, "a chain", 0);
  handedOn();
  refused();
  lasting();
  crowd();
  std::printf("%u failures\n", Failures);
  return Failures != 0;
}
