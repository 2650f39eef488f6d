// Producers and consumers over a queue of one place, notify_all, and a turn
// that goes round among threads.
// RUN: %agree %s -O2
// RUN: %agree %s -O0

#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>
#include <vector>

static void oneToOne() {
  std::mutex Mutex;
  std::condition_variable Changed;
  bool Full = false;
  int Place = 0;
  std::thread Producer([&] {
    for (int i = 1; i <= 500; ++i) {
      std::unique_lock Lock(Mutex);
      Changed.wait(Lock, [&] { return !Full; });
      Place = i;
      Full = true;
      Changed.notify_one();
    }
  });
  long Sum = 0;
  bool InOrder = true;
  for (int i = 1; i <= 500; ++i) {
    std::unique_lock Lock(Mutex);
    Changed.wait(Lock, [&] { return Full; });
    InOrder &= Place == i;
    Sum += Place;
    Full = false;
    Changed.notify_one();
  }
  Producer.join();
  std::printf("one to one: %ld, in order: %d\n", Sum, InOrder);
}

static void gate() {
  std::mutex Mutex;
  std::condition_variable_any Opened;
  bool Open = false;
  int Waiting = 0, Passed = 0;
  std::vector<std::thread> Threads;
  for (int t = 0; t < 10; ++t)
    Threads.emplace_back([&] {
      std::unique_lock Lock(Mutex);
      ++Waiting;
      Opened.wait(Lock, [&] { return Open; });
      ++Passed;
    });
  for (;;) {
    std::unique_lock Lock(Mutex);
    if (Waiting == 10)
      break;
    Lock.unlock();
    std::this_thread::yield();
  }
  {
    std::lock_guard Lock(Mutex);
    Open = true;
  }
  Opened.notify_all();
  for (std::thread &Thread : Threads)
    Thread.join();
  std::printf("gate: %d passed\n", Passed);
}

static void ring() {
  constexpr int Members = 6, Laps = 50;
  std::mutex Mutex;
  std::condition_variable Next;
  int Turn = 0;
  long Trace = 1;
  std::vector<std::thread> Threads;
  for (int t = 0; t < Members; ++t)
    Threads.emplace_back([&, t] {
      for (int Lap = 0; Lap < Laps; ++Lap) {
        std::unique_lock Lock(Mutex);
        Next.wait(Lock, [&] { return Turn % Members == t; });
        Trace = (Trace * 7 + t) % 1000003;
        ++Turn;
        Next.notify_all();
      }
    });
  for (std::thread &Thread : Threads)
    Thread.join();
  std::printf("ring: %d turns, trace %ld\n", Turn, Trace);
}

int main() {
  oneToOne();
  gate();
  ring();
}
